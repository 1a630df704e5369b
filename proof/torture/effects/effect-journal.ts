import type { JsonValue } from '@outpost/domain/kernel/json';
import { serviceIdOf } from '@outpost/domain/kernel/hashed-id';
import type { ProofServer } from '../../stage/proof-server.ts';
import type { JournalEntry } from '../oracles/journal-oracles.ts';
import { consentKind, sequenceEntryKind, mailKind } from './effect-person.ts';

/** An e-mail as it was after one row of the journal. */
export type MailState = {
  readonly n: number;
  readonly fields: Readonly<Record<string, JsonValue>>;
  /** How often it has been asked for until then: 1 when it was written, and one more for each decision to send it again. */
  readonly asking: number;
};

/** The author of outcomes. */
const service = serviceIdOf('crm');

/** Reads each e-mail's states from the tenant's journal, oldest first. */
export async function mailStates(
  server: ProofServer,
  orgId: string,
): Promise<ReadonlyMap<string, readonly MailState[]>> {
  const rows = await server.rows(orgId, 'select payload from store.journal order by n');
  const states = new Map<string, MailState[]>();
  const isOpen = new Set<string>(); // e-mails that were asked for again, and have no outcome since
  for (const { payload } of rows) {
    const { n, record, entity, by, changed } = JSON.parse(String(payload)) as JournalEntry; // the server wrote it
    if (record === null || entity !== mailKind) continue;
    const known = states.get(record) ?? [];
    const before = known.at(-1) ?? { n: 0, fields: { life: 'alive' }, asking: 1 };
    const fields = { ...before.fields, ...Object.fromEntries(Object.entries(changed).map(([name, [, to]]) => [name, to])) }; // prettier-ignore
    if (by === service) isOpen.delete(record);
    const isAsked = changed['deliveryDecision']?.[1] === 'again' && !isOpen.has(record);
    if (isAsked) isOpen.add(record);
    states.set(record, [...known, { n, fields, asking: before.asking + (isAsked ? 1 : 0) }]);
  }
  return states;
}

/** The declaration of the client about one purpose, as one row of the journal. */
export type ClientWord = { readonly n: number; readonly purpose: string; readonly isGiven: boolean; readonly at: string; readonly id: string }; // prettier-ignore

/** Reads what the client has said, in the journal's order. */
export async function clientWords(server: ProofServer, orgId: string): Promise<readonly ClientWord[]> {
  const rows = await server.rows(orgId, 'select payload from store.journal order by n');
  return rows.flatMap(({ payload }): ClientWord[] => {
    const { n, record, entity, changed } = JSON.parse(String(payload)) as JournalEntry; // the server wrote it
    if (record === null || entity !== consentKind) return [];
    const to = (name: string): string => { const value = changed[name]?.[1]; return typeof value === 'string' ? value : ''; }; // prettier-ignore
    return [{ n, id: record, purpose: to('purpose'), isGiven: to('standing') === 'given', at: to('givenAt') }];
  });
}

/** Reads when each enrolment was stopped, and when it went on: `isStopped` after row `n` of the journal. */
export async function enrolmentStops(server: ProofServer, orgId: string): Promise<ReadonlyMap<string, readonly { readonly n: number; readonly isStopped: boolean }[]>> {
  const rows = await server.rows(orgId, 'select payload from store.journal order by n');
  const stops = new Map<string, { n: number; isStopped: boolean }[]>();
  for (const { payload } of rows) {
    const { n, record, entity, changed } = JSON.parse(String(payload)) as JournalEntry; // the server wrote it
    const status = changed['status']?.[1];
    if (record !== null && entity === sequenceEntryKind && status !== undefined)
      stops.set(record, [...(stops.get(record) ?? []), { n, isStopped: status === 'stopped' }]);
  }
  return stops;
} // prettier-ignore

/** Returns the client's newest word about a purpose after row `n` of the journal. */
export const clientWordAt = (words: readonly ClientWord[], purpose: string, n: number): ClientWord | undefined =>
  words
    .filter((word) => word.n <= n && word.purpose === purpose)
    .toSorted((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id))
    .at(-1);

/** Returns the state after row `n` of the journal. */
export const stateAt = (states: readonly MailState[], n: number): MailState | undefined =>
  states.findLast((state) => state.n <= n);
