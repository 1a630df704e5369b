import type { ReactNode } from 'react';
import { Avatar } from '../../parts/avatar.tsx';
import classes from './record-words.module.css';

/** The words of a record in a line of two rows. */
export type RecordWords = {
  readonly title: string;
  readonly subtitle: ReactNode | undefined;
  /** The value at the end of the line: an amount. */
  readonly value: string | undefined;
  /** The owner, whose picture ends the line. */
  readonly owner: { readonly id: string | undefined; readonly name: string; readonly isMe: boolean } | undefined;
};

/**
 * The words of a record on a line: its title above its subtitle, a value, and the owner. They are children of a CSS grid, each in a
 * column of its own: the words take the remaining width. `mark` follows the title, `beside` stands between the value and the owner.
 */
export function RecordWordsView({
  words: { title, subtitle, value, owner },
  mark,
  beside,
}: {
  readonly words: RecordWords;
  readonly mark?: ReactNode;
  readonly beside?: ReactNode;
}) {
  return (
    <>
      <span className={classes.words}>
        <span className={classes.titleLine}>
          <span className={classes.title} dir="auto">
            {title}
          </span>
          {mark}
        </span>
        <span className={classes.subtitle} dir="auto">
          {subtitle ?? '\u00A0'}
        </span>
      </span>
      <span className={classes.worth}>{value}</span>
      {beside}
      {owner ? <Avatar name={owner.name} person={owner.id} isMe={owner.isMe} /> : <span />}
    </>
  );
}
