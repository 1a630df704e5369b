import type { SendableKind } from '@outpost/domain/kernel/notifications/notice-wishes';

/** A notification with the words that its receiver may see. */
export type ToldNotice = {
  readonly kind: SendableKind;
  /** The name of the author. */
  readonly who: string;
  /** The title of the record; empty for a notice that is about none. */
  readonly title: string;
  /** The number of records of the same act. */
  readonly count: number;
  /** The words of an automation; empty for other kinds. */
  readonly words: string;
};

/** Returns the line of a notification, as the list of notifications has it. `whom`: the person whose notification it is. */
export function noticeLine({ kind, who, title, count, words }: ToldNotice, whom: string): string {
  const records = count > 1 ? `${title} and ${count - 1} other ${count === 2 ? 'record' : 'records'}` : title;
  const lines: Readonly<Record<SendableKind, string>> = {
    mentioned: `${who} mentioned ${whom} in ${title}`,
    assigned: `${who} gave ${whom} ${records}`,
    shared: `${who} shared ${records} with ${whom}`,
    moved: `${who} moved ${records}`,
    followed: `${who} changed ${records}`,
    told: title === '' ? words : `${title}: ${words}`,
  };
  return lines[kind];
}
