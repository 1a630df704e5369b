import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { textIn } from '../../../records/values/shown-value.ts';

/** INB-6: chosen: a reply that somebody began and did not go on with is no longer announced after this time. */
export const replyLastsMs = 30 * 60_000;

/** A folder of the inbox. A team's id names the folder of that team. */
export type FolderId = 'mine' | 'nobody' | 'snoozed' | 'closed' | `team:${string}`;

/** Conversations that are open now, also those whose snooze is over. `now`: UTC. */
const isOpen = (now: string): Filter => ({
  or: [
    { field: 'state', op: 'is', value: 'open' },
    {
      and: [
        { field: 'state', op: 'is', value: 'snoozed' },
        { field: 'snoozeUntil', op: 'lte', value: now },
      ],
    },
  ],
});

/** INB-5: returns the conversations of a folder as a question. `me`: the person. `now`: UTC. */
export function folderFilter(folder: FolderId, { me, now }: { readonly me: string; readonly now: string }): Filter {
  switch (folder) {
    case 'mine':
      return { and: [{ field: 'ownerId', op: 'is', value: me }, isOpen(now)] };
    case 'nobody':
      return { and: [{ field: 'ownerId', op: 'is-empty' }, isOpen(now)] };
    case 'snoozed':
      return { and: [{ field: 'state', op: 'is', value: 'snoozed' }, { field: 'snoozeUntil', op: 'gt', value: now }] }; // prettier-ignore
    case 'closed':
      return { field: 'state', op: 'is', value: 'closed' };
    default:
      return { and: [{ field: 'teamId', op: 'is', value: folder.slice('team:'.length) }, isOpen(now)] };
  }
}

/** One line of the inbox. Without a conversation: the server has not begun it yet. */
export type InboxRow = {
  /** "crm/deal:…". */
  readonly about: string;
  readonly conversation: ShownRecord | undefined;
  /** Its newest message that this device holds. */
  readonly last: ShownRecord | undefined;
  /** An instant. */
  readonly at: string;
};

export const atOf = ({ fields, createdAt }: ShownRecord): string => textIn(fields['happensAt']) || createdAt;

/** The kinds of activity of which conversations consist. */
export const messageKinds: readonly string[] = ['call', 'email', 'text'];

type Held = {
  /** The conversations of the folder, and their newest messages in any order. */
  readonly conversations: readonly ShownRecord[];
  readonly messages: readonly ShownRecord[];
  /** The newest messages and calls of this device. The server may not have seen them, or not have kept their conversations yet. */
  readonly newest: readonly ShownRecord[];
  /** The records of `newest` that have a conversation in some folder. */
  readonly known: ReadonlySet<string>;
  /** Whether messages whose record has no conversation yet appear as lines of their own. */
  readonly showsNew: boolean;
};

/**
 * INB-5: returns the lines of a folder, the newest first. A message that waits on this device counts at once, also one with which a
 * conversation begins.
 */
export function inboxRows({ conversations, messages, newest, known, showsNew }: Held): readonly InboxRow[] {
  const byId = new Map(messages.map((one) => [one.id, one]));
  const perRecord = new Map<string, ShownRecord>();
  for (const one of newest) {
    const about = textIn(one.fields['about']);
    const before = perRecord.get(about);
    if (before === undefined || atOf(before) < atOf(one)) perRecord.set(about, one);
  }
  const rows = conversations.map((conversation): InboxRow => {
    const about = textIn(conversation.fields['about']);
    const at = textIn(conversation.fields['lastAt']) || conversation.createdAt;
    const own = perRecord.get(about);
    return own !== undefined && atOf(own) > at
      ? { about, conversation, last: own, at: atOf(own) }
      : { about, conversation, last: byId.get(textIn(conversation.fields['last'])), at };
  });
  const held = new Set(rows.map(({ about }) => about));
  const begun = [...perRecord].flatMap(([about, last]): readonly InboxRow[] =>
    !showsNew || !isUnsent(last) || held.has(about) || known.has(about)
      ? []
      : [{ about, conversation: undefined, last, at: atOf(last) }],
  );
  return [...rows, ...begun].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

/** Whether a record was made on this device and has not reached the server. */
export const isUnsent = ({ waiting, version }: ShownRecord): boolean => waiting > 0 && version === 0;

/** Whether the other side spoke last, so that an answer is due. */
export const isOwed = ({ last }: InboxRow): boolean => last?.fields['direction'] === 'in';

/** INB-6: returns the reply that somebody else began here and has not sent. Undefined: nobody, or long ago. */
export function replyOfOther(
  conversation: ShownRecord | undefined,
  { me, nowMs }: { readonly me: string; readonly nowMs: number },
): { readonly by: string; readonly at: string; readonly words: string } | undefined {
  const { replyBy, replyAt, replyWords } = conversation?.fields ?? {};
  const [by, at] = [textIn(replyBy), textIn(replyAt)];
  const age = nowMs - Date.parse(at);
  return by === '' || by === me || Number.isNaN(age) || age > replyLastsMs
    ? undefined
    : { by, at, words: textIn(replyWords) };
}

/** INB-3: returns the values of a decision about a conversation. It counts for what this device shows now. */
export const decisionOf = (
  conversation: ShownRecord,
  handled: 'open' | 'snoozed' | 'closed',
  snoozeUntil?: string,
): Readonly<Record<string, string | null>> => ({
  handled,
  handledUpTo: textIn(conversation.fields['lastInAt']) || null,
  snoozeUntil: snoozeUntil ?? null,
});
