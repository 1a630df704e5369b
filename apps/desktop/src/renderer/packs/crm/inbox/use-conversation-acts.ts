import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useActs } from '../../../queries/use-acts.ts';
import { refusalOf } from '../../../records/may.ts';
import { usePrincipal, useSignedIn } from '../../../session/session-context.tsx';
import { decisionOf } from './conversation-folders.ts';
import { conversationKind } from './use-inbox.ts';

/** The acts of a person on a conversation. */
export type ConversationActs = {
  /** Why the person may not decide about it, or hand it over; undefined: they may. */
  readonly whyNot: string | undefined;
  readonly whyNotGiven: string | undefined;
  readonly give: (to: string | null, name: string) => void;
  readonly close: () => void;
  readonly reopen: () => void;
  readonly snooze: (until: string, words: string) => void;
};

/** Returns the acts on a conversation. Each is one act with undo, also without a network. `name`: of the conversation. */
export function useConversationActs(conversation: ShownRecord | undefined, name: string): ConversationActs {
  const { perform } = useActs();
  const principal = usePrincipal();
  const { person } = useSignedIn();
  const notYet = 'The server begins this conversation as soon as it has your message.';
  const judged = (action: 'update' | 'assign') => (conversation === undefined ? notYet : refusalOf(principal, action, conversationKind, { record: conversation, nameOf: () => undefined })); // prettier-ignore
  const change = (label: string, fields: Readonly<Record<string, JsonValue>>) => {
    if (conversation === undefined) return;
    void perform({ label: cutLabel(label), edits: [{ entity: conversationKind.name, id: conversation.id, fields }] });
  };
  const decide = (label: string, ...decision: [handled: 'open' | 'snoozed' | 'closed', until?: string]) => {
    if (conversation !== undefined) change(label, decisionOf(conversation, ...decision));
  };
  return {
    whyNot: judged('update'),
    whyNotGiven: judged('assign'),
    give: (to, whose) => change(to === null ? `Put back for anybody: ${name}` : to === person.id ? `Took ${name}` : `Gave ${name} to ${whose}`, { ownerId: to }), // prettier-ignore
    close: () => decide(`Closed ${name}`, 'closed'),
    reopen: () => decide(`Opened ${name} again`, 'open'),
    snooze: (until, words) => decide(`Snoozed ${name} until ${words}`, 'snoozed', until),
  };
}
