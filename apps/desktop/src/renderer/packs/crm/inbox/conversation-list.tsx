import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useEffect, useRef } from 'react';
import { textIn } from '../../../records/values/shown-value.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import { type InboxRow, isOwed } from './conversation-folders.ts';
import type { RowSign } from './row-sign.ts';
import classes from './inbox.module.css';

const icons: Readonly<Record<string, string>> = { call: 'phone', email: 'mail', text: 'message' };

type Props = {
  /** The folder's name, for screen readers. */
  readonly label: string;
  readonly rows: readonly InboxRow[];
  readonly chosen: string | undefined;
  readonly onChoose: (about: string) => void;
  readonly nameOf: (row: InboxRow) => string;
  readonly personOf: (id: string) => string;
  readonly signOf: (row: InboxRow) => RowSign | undefined;
  readonly onMore: (() => void) | undefined;
};

/** Issue 15, screen 25: the conversations of a folder by day, the newest first. */
export function ConversationList({ label, rows, chosen, onChoose, nameOf, personOf, signOf, onMore }: Props) {
  const formats = useFormats();
  const today = formats.dayOf(useNowMs());
  const { person } = useSignedIn();
  const days = Map.groupBy(rows, ({ at }) => formats.dayOf(at));
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <nav ref={box} className={classes.list} aria-label={label}>
      {[...days].map(([day, ofDay]) => (
        <section key={day} aria-labelledby={`inbox-${day}`}>
          <h2 className={classes.dayHead} id={`inbox-${day}`}>
            {formats.day(day, today)} <span>{formats.count(ofDay.length)}</span>
          </h2>
          <ul>
            {ofDay.map((row) => {
              const { about, last, conversation, at } = row;
              const { kind, subject, body } = last?.fields ?? {};
              const sign = signOf(row);
              const owner = conversation?.ownerId ?? (conversation === undefined ? person.id : null);
              const head = kind === 'email' ? textIn(subject) : '';
              const words = textIn(body) || (head === '' ? textIn(subject) : '');
              const isMine = owner === person.id;
              return (
                <li key={about}>
                  <button
                    type="button"
                    className={classes.row}
                    data-owed={isOwed(row) || undefined}
                    aria-current={about === chosen ? 'true' : undefined}
                    onClick={() => onChoose(about)}
                  >
                    <span className={classes.channel}>
                      <Icon name={icons[textIn(kind)] ?? 'message'} label={channelWords[textIn(kind)] ?? 'Message'} />
                    </span>
                    <span className={classes.rowBody}>
                      <span className={classes.rowLine}>
                        <b dir="auto">{nameOf(row)}</b>
                        <time dateTime={at}>{formats.time(at)}</time>
                      </span>
                      <span className={classes.words} dir="auto">
                        {last === undefined ? (
                          'Its newest message is not on this device.'
                        ) : (
                          <>
                            {head === '' ? null : <span className={classes.subject}>{head} </span>}
                            {last.fields['direction'] === 'in' || kind === 'call' ? '' : 'You: '}
                            {words}
                          </>
                        )}
                      </span>
                      <span className={classes.rowLine}>
                        {sign === undefined ? (
                          <span />
                        ) : (
                          <span className={classes.sign} data-tone={sign.tone}>
                            <Icon name={sign.icon} size={14} />
                            <span>{sign.text}</span>
                          </span>
                        )}
                        {owner === null ? null : (
                          <Avatar name={isMine ? person.name : personOf(owner)} person={owner} isMe={isMine} />
                        )}
                      </span>
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
      {onMore === undefined ? null : (
        <div className={classes.more}>
          <Button size="sm" onClick={onMore}>
            Show earlier ones
          </Button>
        </div>
      )}
    </nav>
  );
}

const channelWords: Readonly<Record<string, string>> = { call: 'Call', email: 'E-mail', text: 'Text' };
