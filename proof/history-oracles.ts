import { deriveRecord } from '@outpost/domain/kernel/derive';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import { confirmedOf, type RecordDocument } from '@outpost/desktop/replica/records/documents';
import type { ProofMembership } from './proof-server.ts';
import type { ProofStage, StagedDevice } from './proof-stage.ts';

/** A rule that did not hold, with what was seen. */
export class BrokenRule extends Error {
  constructor(rule: string, what: string) {
    super(`${rule}: ${what}`);
  }
}

/** Holds a history to a rule. `what` is asked for where it does not hold. */
export function must(truth: boolean, rule: string, what: () => string): void {
  if (!truth) throw new BrokenRule(rule, what());
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

/** S-6: a device that says it is up to date holds what its person sees at this moment of the journal, and no more. */
export async function checkUpToDate(stage: ProofStage, device: StagedDevice): Promise<void> {
  const confirmed = documentsOf(device).flatMap((document) => confirmedOf(document) ?? []);
  const held = new Map(confirmed.map((record) => [record.id, comparable(record)]));
  const truth = new Map((await visibleTo(stage, device)).map((record) => [record.id, comparable(record)]));
  for (const id of new Set([...held.keys(), ...truth.keys()])) {
    must(
      sameJson(held.get(id), truth.get(id)),
      'S-6',
      () =>
        `${device.person.name} says up to date and holds ${JSON.stringify(held.get(id))} for ${JSON.stringify(truth.get(id))}`,
    );
  }
}

/** Who sees what, said without tokens. */
async function visibleTo({ server, orgId }: ProofStage, device: StagedDevice): Promise<readonly StoredRecord[]> {
  const all: StoredRecord[] = [];
  for (const { entity, table } of watched) {
    for (const row of await server.rows(orgId, `select *, id::text as id from store.${table}`))
      all.push(readRow(entity, row));
  }
  const records = new Map(all.map((record) => [record.id, record]));
  const me = device.person.id;
  const [person] = await server.rows(orgId, `select fields from store.platform_person where id = $1`, [me]);
  const { memberships = [] } = (person?.['fields'] ?? {}) as { readonly memberships?: readonly ProofMembership[] }; // as addPerson wrote them
  if (memberships.length === 0) return [];
  return all.filter((record) => {
    if (record.entity === 'crm/task' && record.ownerId === me) return true;
    const about = record.fields['about'];
    const root =
      record.entity === 'crm/deal'
        ? record
        : records.get(typeof about === 'string' ? about.slice(about.indexOf(':') + 1) : '');
    if (!root) return false;
    if (root.ownerId === me || root.sharedWith.includes(me)) return true;
    return memberships.some(
      (held) =>
        held.role === 'admin' || ((held.role === 'manager' || held.role === 'viewer') && held.teamId === root.teamId),
    );
  });
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
