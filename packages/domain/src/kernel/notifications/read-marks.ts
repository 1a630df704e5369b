import { type JsonValue, textsIn } from '../json.ts';

/** The parts of a notification on which its read mark depends. */
export type Markable = {
  /** `markId`: begins with the instant of the notification, so that marks sort by time. */
  readonly id: string;
  /** The instant at which it came, UTC with milliseconds. */
  readonly at: string;
};

/** The notifications that a person has read: all up to an instant ('' for none), with exceptions on both sides of it. */
export type ReadMarks = {
  readonly upTo: string;
  readonly read: ReadonlySet<string>;
  readonly unread: ReadonlySet<string>;
};

/** The marks as fields of a record. All three merge as sets (S-4), so that no device overwrites the marks of another one. */
export type MarkFields = {
  readonly readUpTo: readonly string[];
  readonly read: readonly string[];
  readonly unread: readonly string[];
};

/** Returns the id of a notification: its instant, its kind and its subject. At most 100 characters, as a tag has. */
export const markId = (at: string, kind: string, about: string): string => `${at} ${kind} ${about}`.slice(0, 100);

/** Chosen: with more single marks, the instant moves on and the marks before it are dropped. */
const mostSingle = 100;

/**
 * Returns the read marks of a person from all of their records. The latest of several instants counts: a merge never moves it
 * back. Exceptions of all records count.
 */
export function readMarksOf(records: readonly { readonly fields: Readonly<Record<string, JsonValue>> }[]): ReadMarks {
  const all = (name: keyof MarkFields) => records.flatMap(({ fields }) => textsIn(fields[name]));
  return {
    upTo: all('readUpTo').toSorted().at(-1) ?? '',
    read: new Set(all('read')),
    unread: new Set(all('unread')),
  };
}

/**
 * Whether a notification is read. Exceptions come before the instant. A notification that is in both lists of exceptions is
 * unread.
 */
export const isRead = ({ upTo, read, unread }: ReadMarks, { id, at }: Markable): boolean =>
  !unread.has(id) && (read.has(id) || at <= upTo);

/**
 * Returns the marks as fields, without exceptions that change nothing and not more than fit. Where there are too many single
 * marks, the instant moves to the newest of them. The unread notifications among `all` from before that instant become
 * exceptions. `all`: every notification that the device knows.
 */
export function markFieldsOf({ upTo, read, unread }: ReadMarks, all: readonly Markable[]): MarkFields {
  const isAfter = (id: string, instant: string) => instant === '' || id.slice(0, instant.length) > instant;
  const after = [...read].filter((id) => isAfter(id, upTo) && !unread.has(id)).sort();
  const before = [...unread].sort();
  if (after.length <= mostSingle)
    return { readUpTo: upTo === '' ? [] : [upTo], read: after, unread: before.slice(-mostSingle) };
  const marks = { upTo, read, unread };
  const newest = all.reduce((last, one) => (read.has(one.id) && one.at > last ? one.at : last), upTo);
  const left = all.filter((one) => one.at <= newest && !isRead(marks, one)).map(({ id }) => id);
  const still = [...new Set([...before, ...left])].sort();
  return {
    readUpTo: newest === '' ? [] : [newest],
    read: after.filter((id) => isAfter(id, newest)),
    unread: still.slice(-mostSingle),
  };
}

/** Returns the marks after these notifications were read, or marked as unread. */
export function withMarked(marks: ReadMarks, some: readonly Markable[], as: 'read' | 'unread'): ReadMarks {
  const [read, unread] = [new Set(marks.read), new Set(marks.unread)];
  for (const { id, at } of some) {
    if (as === 'unread') {
      read.delete(id);
      unread.add(id); // also after the instant: another device may be moving it
    } else {
      unread.delete(id);
      if (at > marks.upTo) read.add(id);
    }
  }
  return { ...marks, read, unread };
}

/**
 * Returns the marks after all of these were read. The instant is the one of the newest notification, not the one of
 * the device's clock. Marks of notifications that this device does not know yet stay.
 */
export function withAllRead(marks: ReadMarks, all: readonly Markable[]): ReadMarks {
  const known = new Set(all.map(({ id }) => id));
  return {
    upTo: all.reduce((last, { at }) => (at > last ? at : last), marks.upTo),
    read: marks.read,
    unread: new Set([...marks.unread].filter((id) => !known.has(id))),
  };
}
