import { entityOf, type Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accessEntities } from '../../access/principal.ts';
import type { Transaction } from '../../db/database.ts';
import { canonicalPayload, copyDigestOf, type JournalPayload, type RedactedRow } from '../../journal/chain.ts';
import type { JournalEvent } from '../../journal/events/journal-event.ts';
import { piecesOf } from '../../records/load/pieces-of.ts';
import { type MemberTexts, redactedField, redactedValue, type Redactor } from './redactor.ts';

/** The rules by which the texts of a former member are replaced. */
export type Redaction = {
  readonly catalogue: Catalogue;
  readonly texts: MemberTexts;
  readonly redactor: Redactor;
  /** Whether names, addresses and numbers are also replaced in texts that do not name the person's id. Mentions always are. */
  readonly inTexts: boolean;
};

/** The fields that stay in changes of a person's record: its envelope, and the fields with the person's rights. */
const keptOfPerson: ReadonlySet<string> = new Set(['life', 'ownerId', 'teamId', 'sharedWith', 'status', 'memberships']);

/** Details of events that may contain names which the person chose: of a device, a factor or a key. */
const ownDetails = ['device', 'name'] as const;

/** Returns an event without the data of a former member: network address, account and names, where they did it or it is about them. */
export function redactedEvent(event: JournalEvent, { texts, redactor }: Redaction): JournalEvent {
  const isTheirs = event.by === texts.person || event.about === texts.person;
  const details = redactedValue(event.details, redactor.everywhere) as JournalEvent['details']; // the same keys
  if (!isTheirs) return { ...event, details };
  const named = Object.entries(details).filter(([name]) => !ownDetails.some((own) => own === name));
  return { ...event, account: null, address: null, details: Object.fromEntries(named) };
}

type Changed = JournalPayload['changed'];

/** Returns the changes of a person's own record without their values, except those about their rights. */
const withoutOwnValues = (
  changed: Changed,
  { title, pseudonym }: { readonly title: string; readonly pseudonym: string },
): Changed => {
  const shown = (field: string, value: JsonValue): JsonValue =>
    keptOfPerson.has(field) || value === null ? value : field === title ? pseudonym : null;
  return Object.fromEntries(
    Object.entries(changed).map(([field, [from, to]]) => [field, [shown(field, from), shown(field, to)] as const]),
  );
};

const isOwnRecord = ({ entity, record }: JournalPayload, { texts }: Redaction): boolean =>
  entity === accessEntities.person && record === texts.person;

function redactedChanges(
  payload: JournalPayload,
  redaction: Redaction,
): Pick<JournalPayload, 'changed' | 'superseded'> {
  const { changed, superseded } = payload;
  const { catalogue, texts, redactor, inTexts } = redaction;
  if (isOwnRecord(payload, redaction)) {
    const of = { title: entityOf(catalogue, accessEntities.person).title, pseudonym: texts.pseudonym };
    const values = Object.fromEntries(Object.entries(superseded).map(([name, { value }]) => [name, [null, value] as const])); // prettier-ignore
    const shown = withoutOwnValues(values, of);
    return {
      changed: withoutOwnValues(changed, of),
      superseded: Object.fromEntries(
        Object.entries(superseded).map(([name, lost]) => [name, { ...lost, value: shown[name]?.[1] ?? null }]),
      ),
    };
  }
  const kind = catalogue.entities.get(payload.entity ?? '');
  const redact = inTexts ? redactor.everywhere : redactor.mentions;
  const value = (name: string, of: JsonValue): JsonValue => redactedField(kind, { name, value: of, redact });
  return {
    changed: Object.fromEntries(
      Object.entries(changed).map(([name, [from, to]]) => [name, [value(name, from), value(name, to)] as const]),
    ),
    superseded: Object.fromEntries(
      Object.entries(superseded).map(([name, lost]) => [name, { ...lost, value: value(name, lost.value) }]),
    ),
  };
}

/** Returns the payload of a journal row without the data of a former member. What they did stays, under their id. */
export function redactedPayload(payload: JournalPayload, text: string, redaction: Redaction): JournalPayload {
  const { texts, redactor, inTexts } = redaction;
  const isTheirs = text.includes(texts.person);
  const label = (isTheirs ? redactor.withDevices : inTexts ? redactor.everywhere : redactor.mentions)(payload.label);
  const from = payload.from && payload.by === texts.person ? { ...payload.from, address: null } : payload.from;
  return {
    ...payload,
    label,
    ...redactedChanges(payload, redaction),
    ...(from === undefined ? {} : { from }),
    ...(payload.event === undefined ? {} : { event: redactedEvent(payload.event, redaction) }),
  };
}

/** Chosen: bounds the memory of one step. */
const rowsAtOnce = 2_000;

/** Returns the texts that name a person, as JSON writes them: as they are, and in lower case. */
export const patternsOf = ({ names, mentioned, devices }: MemberTexts): readonly string[] => [
  ...new Set(
    [...names, ...mentioned, ...devices]
      .flatMap((text) => [text, text.toLowerCase()])
      .map((text) => JSON.stringify(text).slice(1, -1)),
  ),
];

/**
 * Returns the SQL condition that a text contains one of the patterns in an array parameter. In some databases `lower` knows only the
 * letters of ASCII: then a name in its own spelling is still found.
 */
export const contains = (text: string, patterns: string): string =>
  `exists (select 1 from unnest(${patterns}::text[]) i where position(i in ${text}) > 0 or position(i in lower(${text})) > 0)`;

/**
 * ADR 122: replaces the payload of every journal row that has data of a former member by a copy without it, and removes the row's
 * salt. The digests in the chain stay. The caller writes the signed rows that name the copies. Erasures stay: they are signed. Reads
 * the whole journal. Returns the rows in order.
 */
export async function redactJournal(
  tx: Transaction,
  orgId: string,
  redaction: Redaction,
): Promise<readonly RedactedRow[]> {
  const patterns = patternsOf(redaction.texts);
  const redacted: RedactedRow[] = [];
  for (let after = 0; ;) {
    const rows = await tx.query<{ n: number; payload: string }>(
      `select n, payload from store.journal where org_id = $1 and n > $2 and payload is not null and kind <> 'erasure'
         and (position($3 in payload) > 0 or ${contains('payload', '$4')})
       order by n limit ${rowsAtOnce}`,
      [orgId, after, redaction.texts.person, patterns],
    );
    const copies = rows.flatMap(({ n, payload: text }) => {
      const payload = JSON.parse(text) as JournalPayload; // the chain wrote it
      const copy = redactedPayload(payload, text, redaction);
      const written = canonicalPayload(copy);
      return written === text ? [] : [{ n, written, told: isTold(payload, copy) }];
    });
    await writeCopies(tx, orgId, copies);
    redacted.push(...copies.map(({ n, written, told }) => ({ n, digest: copyDigestOf(written), told })));
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) return redacted;
    after = Number(last.n);
  }
}

/** Returns whether devices may hold what was replaced: a history row contains neither origins nor events. */
function isTold(before: JournalPayload, now: JournalPayload): boolean {
  const shown = ({ label, changed, superseded }: JournalPayload): string =>
    JSON.stringify([label, changed, superseded]);
  return before.record !== null && shown(before) !== shown(now);
}

type Copy = { readonly n: number; readonly written: string };

async function writeCopies(tx: Transaction, orgId: string, copies: readonly Copy[]): Promise<void> {
  for (const piece of piecesOf(copies)) {
    const numbers = piece.map(({ n }) => n);
    await tx.query(
      `update store.journal j set payload = r.payload, salt = null from unnest($2::bigint[], $3::text[]) as r(n, payload)
       where j.org_id = $1 and j.n = r.n`,
      [orgId, numbers, piece.map(({ written }) => written)],
    );
    // The entries repeat the journal: they get what the copies say.
    await tx.query(
      `update store.audit_entry e set address = j.payload::jsonb -> 'event' ->> 'address', account = j.payload::jsonb -> 'event' ->> 'account'
       from store.journal j where e.org_id = $1 and e.n = any($2::bigint[]) and j.org_id = e.org_id and j.n = e.n`,
      [orgId, numbers],
    );
  }
}
