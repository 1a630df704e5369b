import { memo, type ReactNode } from 'react';
import { Avatar } from '../parts/avatar.tsx';
import type { BoardCard } from './board-model.ts';
import { Icon } from '../parts/icons.tsx';
import { showSameProps } from '../parts/show-same-props.ts';
import { Tag } from '../parts/tag.tsx';
import { WaitingMark } from '../sync/sync-sign.tsx';
import classes from './board.module.css';

/** Whether a card has anything next to its sum. A card with nothing there gets no empty line. */
const hasAmountLine = ({ amount, time, readOnlyReason, waiting, owner }: BoardCard): boolean =>
  [amount, time, readOnlyReason, waiting, owner].some((part) => part !== undefined);

type FaceProps = { readonly card: BoardCard; readonly children?: ReactNode };

/**
 * The content of a card: name, account, sum, the time in its stage, owner and one line of state. A waiting change is shown as a line of text with a
 * dashed border. It is drawn again only when its content changes.
 */
export const BoardCardFace = memo(function BoardCardFace({ card, children }: FaceProps) {
  return (
    <>
      <div className={classes.title} dir="auto" title={card.title}>
        {card.title}
      </div>
      {card.subtitle === undefined ? null : (
        <div className={classes.subtitle} dir="auto" title={card.subtitle}>
          {card.subtitle}
        </div>
      )}
      {card.detail === undefined ? null : (
        <div className={classes.subtitle} title={card.detail}>
          {card.detail}
        </div>
      )}
      {hasAmountLine(card) ? (
        <div className={classes.amountLine}>
          <span className={classes.amount}>{card.amount}</span>
          <span className={classes.spread} />
          {card.time === undefined ? null : (
            <span className={classes.time} title={card.time.text}>
              {card.time.isTooLong ? (
                <Tag tone="warn" icon="clock">
                  {card.time.short}
                </Tag>
              ) : (
                card.time.short
              )}
            </span>
          )}
          {card.readOnlyReason === undefined ? null : (
            <span className={classes.locked} title={card.readOnlyReason}>
              <Icon name="lock" size={14} label={card.readOnlyReason} />
            </span>
          )}
          {card.waiting === undefined ? null : <WaitingMark label={card.waiting} isIconOnly />}
          {card.owner ? <Avatar name={card.owner.name} person={card.owner.id} isMe={card.owner.isMe} /> : null}
        </div>
      ) : null}
      {card.line ? (
        <div className={classes.state} data-tone={card.line.tone}>
          {card.line.icon === undefined ? null : <Icon name={card.line.icon} size={14} />}
          <span className={classes.cut} title={card.line.text}>
            {card.line.text}
          </span>
        </div>
      ) : null}
      {card.waiting === undefined ? null : <div className={classes.waiting}>{card.waiting}</div>}
      {children}
    </>
  );
}, showSameProps);
