import { deriveRecord } from '@outpost/domain/kernel/derive';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import type { Page } from '@outpost/domain/sync/protocol';
import { confirmedOf, type RecordDocument } from '@outpost/desktop/replica/records/documents';
import type { ProofMembership } from './proof-server.ts';
import type { ProofStage, StagedDevice } from './proof-stage.ts';

/** What a broken rule comes to for the person whose work it is. */
export type FindingKind = 'divergences' | 'lost' | 'doubled' | 'leaks';

/** A rule that did not hold, with what was seen. */
export class BrokenRule extends Error {
  readonly rule: string;
  readonly kind: FindingKind;

  constructor(rule: string, what: string, kind: FindingKind = 'divergences') {
    super(`${rule}: ${what}`);
    this.rule = rule;
    this.kind = kind;
  }
}

/** Holds a history to a rule. `what` is asked for where it does not hold. */
export function must(truth: boolean, rule: string, what: () => string, kind?: FindingKind): void {
  if (!truth) throw new BrokenRule(rule, what(), kind);
}

const watched = [
  { entity: 'crm/deal', table: 'crm_deal' },
  { entity: 'crm/task', table: 'crm_task' },
] as const;

/** The documents of deals and tasks on a device, as its file has them. */
export function documentsOf(device: StagedDevice): readonly RecordDocument[] {
  const { lookups, database } = device.tenant.device;
  const tables = lookups.recordTables().filter(({ entity }) => watched.some((one) => one.entity === entity));
  return tables.flatMap(({ table }) => {
    const texts = database.file.writer
      .prepare<[], string>(`select data from ${table} where deleted = 0 order by id`)
      .pluck()
      .all();
    return texts.map((text) => JSON.parse(text) as RecordDocument); // the replica's own writing
  });
}

/** What a person sees of a record: not what it inherits, which an unconfirmed child only guesses. */
const visible = (record: StoredRecord | null): JsonValue =>
  record
    ? {
        id: record.id,
        life: record.life,
        ownerId: record.ownerId,
        teamId: record.teamId,
        sharedWith: record.sharedWith,
        fields: record.fields,
      }
    : null;
const comparable = (record: StoredRecord): JsonValue => ({
  ...(visible(record) as object),
  version: record.version,
  inherited: record.inherited,
});

/** D-2a, D-2b: what is shown is what the confirmed state and the waiting acts come to, and nothing older. */
export function checkShown(device: StagedDevice): void {
  const { memory, catalogue } = device.tenant.device;
  const who = device.person.name;
  const documents = new Map(documentsOf(device).map((document) => [document.id, document]));
  const edited = new Set([...memory.acts.values()].flatMap((entry) => entry.act.edits.map((edit) => edit.id)));
  for (const id of new Set([...documents.keys(), ...edited])) {
    const document = documents.get(id) ?? null;
    const confirmed = document ? confirmedOf(document) : null;
    const entries = [...memory.acts.values()].filter((entry) => entry.act.edits.some((edit) => edit.id === id));
    const pending = entries.map(({ act, by, state, covered }) => ({
      act,
      by,
      state: state === 'waiting' ? ('waiting' as const) : ('answered' as const),
      covered,
    }));
    const derived = deriveRecord(catalogue, confirmed, pending, {
      id,
      look: (_entity, parent) => documents.get(parent),
    });
    must(
      sameJson(visible(derived), visible(document)),
      'D-2a',
      () => `${who} shows ${JSON.stringify(visible(document))} for ${JSON.stringify(visible(derived))}`,
    );
    const isPast =
      entries.length > 0 &&
      entries.every(
        (entry) =>
          entry.state === 'answered' &&
          confirmed !== null &&
          confirmed.version >= (entry.versions[id] ?? Number.POSITIVE_INFINITY),
      );
    if (isPast) must(sameJson(visible(confirmed), visible(document)), 'D-2b', () => `${id} flickers back for ${who}`);
  }
}

/** All deals and tasks of a tenant as the server has them now, and which of them each person may see, said without tokens. */
export type Truth = {
  readonly records: ReadonlyMap<string, StoredRecord>;
  readonly visibleTo: (person: string) => ReadonlyMap<string, StoredRecord>;
};

export async function readTruth({ server, orgId, people }: ProofStage): Promise<Truth> {
  const records = new Map<string, StoredRecord>();
  for (const { entity, table } of watched) {
    for (const row of await server.rows(orgId, `select *, id::text as id from store.${table}`)) {
      const record = readRow(entity, row);
      records.set(record.id, record);
    }
  }
  const rows = await server.rows(orgId, 'select id::text as id, fields from store.platform_person where id = any($1)', [
    Object.values(people).map((person) => person.id),
  ]);
  const roles = new Map(
    rows.map((row) => {
      const { memberships = [] } = row['fields'] as { readonly memberships?: readonly ProofMembership[] }; // as addPerson wrote them
      return [String(row['id']), memberships];
    }),
  );
  const known = new Map<string, ReadonlyMap<string, StoredRecord>>();
  const visibleTo = (person: string) => {
    const found =
      known.get(person) ??
      new Map([...records].filter(([, record]) => sees(person, record, { records, roles: roles.get(person) ?? [] })));
    known.set(person, found);
    return found;
  };
  return { records, visibleTo };
}

function sees(
  me: string,
  record: StoredRecord,
  { records, roles }: { readonly records: Truth['records']; readonly roles: readonly ProofMembership[] },
): boolean {
  if (roles.length === 0) return false;
  if (record.entity === 'crm/task' && record.ownerId === me) return true;
  const about = record.fields['about'];
  const root =
    record.entity === 'crm/deal'
      ? record
      : records.get(typeof about === 'string' ? about.slice(about.indexOf(':') + 1) : '');
  if (!root) return false;
  if (root.ownerId === me || root.sharedWith.includes(me)) return true;
  return roles.some(
    (held) =>
      held.role === 'admin' || ((held.role === 'manager' || held.role === 'viewer') && held.teamId === root.teamId),
  );
}

/** S-6, A-3: a device that says it is up to date holds what its person sees at this moment of the journal, and no more. */
export function checkUpToDate(truth: Truth, device: StagedDevice): void {
  const confirmed = documentsOf(device).flatMap((document) => confirmedOf(document) ?? []);
  const held = new Map(confirmed.map((record) => [record.id, record]));
  const seen = truth.visibleTo(device.person.id);
  for (const id of new Set([...held.keys(), ...seen.keys()])) {
    const [mine, theirs] = [held.get(id), seen.get(id)];
    must(
      sameJson(mine && comparable(mine), theirs && comparable(theirs)),
      'S-6',
      () =>
        `${device.person.name} says up to date and holds ${JSON.stringify(mine && comparable(mine))} for ${JSON.stringify(theirs && comparable(theirs))}`,
      theirs ? 'divergences' : 'leaks',
    );
  }
}

/** a page names no record that its person may not see, and tells each as it is. Asked of the moment at which it was read. */
export function checkPage(truth: Truth, person: string, page: Page): void {
  const seen = truth.visibleTo(person);
  for (const row of page.rows) {
    if ('gone' in row) {
      must(!seen.has(row.id), 'A-4', () => `${row.id} is said to be gone for who sees it`);
      continue;
    }
    if (!watched.some((one) => one.entity === row.record.entity)) continue;
    const record = seen.get(row.id);
    must(record !== undefined, 'A-3', () => `a page shows ${row.id} to who may not see it`, 'leaks');
    const sent = row.record as StoredRecord; // the wire's schema is the record's
    must(
      record === undefined || sameJson(comparable(sent), comparable(record)),
      'S-1',
      () => `a page has ${JSON.stringify(comparable(sent))} for ${JSON.stringify(record && comparable(record))}`,
    );
  }
  for (const row of page.history)
    if (watched.some((one) => one.entity === row.entity))
      must(seen.has(row.id), 'A-4', () => `a page has history of ${row.id} for who may not see it`, 'leaks');
}

/** A record of a row. The columns are those of the server's tables. */
function readRow(entity: string, row: Readonly<Record<string, unknown>>): StoredRecord {
  return {
    id: row['id'] as string,
    entity,
    schema: Number(row['schema']),
    version: Number(row['version']),
    life: row['life'] as StoredRecord['life'],
    ownerId: row['owner_id'] as string | null,
    teamId: row['team_id'] as string | null,
    sharedWith: row['shared_with'] as string[],
    inherited: row['inherited'] as StoredRecord['inherited'],
    fields: row['fields'] as StoredRecord['fields'],
    createdAt: '',
    createdBy: '',
    updatedAt: '',
    updatedBy: '',
  };
}
