import { systemUserId } from '@outpost/domain/engine/act/author';
import { deriveRecord } from '@outpost/domain/engine/merge/derive';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import { type StoredRecord, valueIn } from '@outpost/domain/kernel/entities/record';
import { usualValues } from '@outpost/domain/kernel/query/sqlite-expression';
import { tellsErasure } from '@outpost/domain/sync/erased-row';
import type { Page } from '@outpost/domain/sync/protocol';
import { confirmedOf, type RecordDocument } from '@outpost/desktop/replica/records/documents';
import type { ProofMembership } from '../../stage/proof-server.ts';
import type { ProofStage, StagedDevice } from '../../stage/proof-stage.ts';
import { areaField, areaKind, openStage } from '../../builds/area-build.ts';
import { keptOffField, organisationKind } from '../../builds/kept-off.ts';
import { misfit, newestFields } from '../../builds/builds.ts';
import { isWatched, lackingKinds, ownChildDefinedBy, type Sighted, type SightedRecord, whoHolds } from './who-sees.ts';

/** The consequence of a broken rule for the person. */
export type FindingKind = 'divergences' | 'lost' | 'doubled' | 'leaks';

/** A broken rule, with the observation. */
export class BrokenRule extends Error {
  readonly rule: string;
  readonly kind: FindingKind;

  constructor(rule: string, what: string, kind: FindingKind = 'divergences') {
    super(`${rule}: ${what}`);
    this.rule = rule;
    this.kind = kind;
  }
}

/** Checks a rule. `what` describes the observation and is called only for a broken rule. */
export function must(truth: boolean, rule: string, what: () => string, kind?: FindingKind): void {
  if (!truth) throw new BrokenRule(rule, what(), kind);
}

/** Returns the documents of the watched kinds in a device's file. */
export function documentsOf(device: StagedDevice): readonly RecordDocument[] {
  const { lookups, database } = device.tenant.device;
  const tables = lookups.recordTables().filter(({ entity }) => isWatched(entity));
  return tables.flatMap(({ entity, table }) => {
    const rows = database.file.writer
      .prepare<[], { readonly id: string; readonly data: string }>(
        `select id, data from ${table} where deleted = 0 order by id`,
      )
      .all();
    // The replica wrote them, without usual values.
    return rows.map(
      ({ id, data }) =>
        ({ ...usualValues, ...(JSON.parse(data) as Partial<RecordDocument>), id, entity }) as RecordDocument,
    );
  });
}

/** Returns the visible part of a record: without inherited values, which an unconfirmed child only guesses. */
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
/** Returns the visible part of a record in the newest schema, so that records of different builds can be compared (K-5). */
const comparable = (record: StoredRecord): JsonValue => ({
  ...(visible(record) as object),
  fields: newestFields(record.entity, record.fields),
  version: record.version,
  inherited: record.inherited,
});

/** K-5: checks that a record satisfies the schema that it names. */
function checkSchema({ id, entity, schema, fields }: StoredRecord, where: string): void {
  const wrong = misfit(entity, schema, fields);
  must(wrong === undefined, 'K-5', () => `${id} is of schema ${schema} ${where}, and has ${wrong ?? ''}`);
}

/** D-2a, D-2b: checks that the shown state is derived from the confirmed state and the waiting acts, and nothing older. */
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
      find: (_entity, parent) => documents.get(parent),
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

/**
 * S-6: checks that no record that was read becomes older (monotonic reads). `seen`: the version of each record that was read;
 * updated here. A reader that starts over is skipped, because it still shows a lost tail.
 */
export function checkForward(reader: {
  readonly name: string;
  readonly staged: StagedDevice;
  readonly seen: Map<string, number>;
}): void {
  const { name, staged } = reader;
  if (staged.tenant.device.memory.state.sweeping) return;
  const { seen } = reader;
  for (const document of documentsOf(staged)) {
    const version = confirmedOf(document)?.version;
    if (version === undefined) continue;
    const before = seen.get(document.id) ?? 0;
    must(version >= before, 'S-6', () => `${name} went back from ${before} to ${version} in ${document.id}`);
    seen.set(document.id, version);
  }
}

/** All watched records of a tenant on the server at present, and which of them each person's devices hold, determined without tokens. */
export type Truth = {
  readonly records: ReadonlyMap<string, StoredRecord>;
  readonly visibleTo: (person: string) => ReadonlyMap<string, StoredRecord>;
  /** False: the inherited values of its records are unknown. */
  readonly saysInherited?: false;
};

export async function readTruth({ server, orgId, people }: ProofStage): Promise<Truth> {
  const records = new Map<string, StoredRecord>();
  for (const row of await server.rows(orgId, watchedRecords)) {
    const record = readRow(row);
    records.set(record.id, record);
  }
  const find = (id: string): SightedRecord | undefined => {
    const record = records.get(id);
    return record && sightedOf(record);
  };
  const ownChildren = new Set([...records.values()].flatMap((record) => ownChildDefinedBy(sightedOf(record)) ?? []));
  const rows = await server.rows(orgId, 'select id::text as id, fields from store.platform_person where id = any($1)', [
    Object.values(people).map((person) => person.id),
  ]);
  const roles = new Map(
    rows.map((row) => {
      const { memberships = [] } = row['fields'] as { readonly memberships?: readonly ProofMembership[] }; // addPerson wrote them
      return [String(row['id']), memberships];
    }),
  );
  const chosen = await server.rows(
    orgId,
    `select owner_id::text as owner, fields->'${areaField}' as areas from store.${sqlName(areaKind)} where created_by = $1`,
    [systemUserId],
  );
  const areas = new Map(chosen.map((row) => [String(row['owner']), (row['areas'] ?? []) as readonly string[]])); // setAreas wrote them
  const [organisation] = await server.rows(
    orgId,
    `select fields->'${keptOffField}' as lines from store.${sqlName(organisationKind)} where life = 'alive'`,
  );
  const keptOff = (organisation?.['lines'] ?? []) as readonly string[]; // setKeptOff wrote them
  const lacking = lackingKinds([...records.values()].map(sightedOf));
  const all: Sighted = { find, ownChildren, lacking, openStage: areas.size > 0 ? openStage : undefined }; // only the build with areas opens a stage
  const known = new Map<string, ReadonlyMap<string, StoredRecord>>();
  const visibleTo = (person: string) => {
    const found =
      known.get(person) ??
      new Map(
        [...records].filter(([, record]) =>
          whoHolds(person, sightedOf(record), {
            roles: roles.get(person) ?? [],
            areas: areas.get(person) ?? [],
            keptOff,
            all,
          }),
        ),
      );
    known.set(person, found);
    return found;
  };
  return { records, visibleTo };
}

const sightedOf = (record: StoredRecord): SightedRecord => ({
  entity: record.entity,
  valueOf: (field) => valueIn(record, field),
});

/**
 * S-6, A-3: checks that a device that reports being up to date holds exactly the records that its person sees at this moment of
 * the journal.
 */
export function checkUpToDate(truth: Truth, device: StagedDevice): void {
  const confirmed = documentsOf(device).flatMap((document) => confirmedOf(document) ?? []);
  const held = new Map(confirmed.map((record) => [record.id, record]));
  const seen = truth.visibleTo(device.person.id);
  for (const id of new Set([...held.keys(), ...seen.keys()])) {
    const [mine, theirs] = [held.get(id), seen.get(id)];
    if (mine) checkSchema(mine, `on a device of ${device.person.name}`);
    if (theirs) checkSchema(theirs, 'on the server');
    must(
      sameJson(mine && comparable(mine), theirs && comparable(theirs)),
      'S-6',
      () =>
        `${device.person.name} says up to date and holds ${JSON.stringify(mine && comparable(mine))} for ${JSON.stringify(theirs && comparable(theirs))}`,
      theirs ? 'divergences' : 'leaks',
    );
  }
}

/**
 * checks that a page names no record that its person may not see, and that each is correct, for the moment at which the
 * page was read.
 */
export function checkPage(truth: Truth, person: string, page: Page): void {
  const seen = truth.visibleTo(person);
  for (const row of page.rows) {
    if ('gone' in row) {
      must(!seen.has(row.id), 'A-4', () => `${row.id} is reported as gone to a person who sees it`);
      continue;
    }
    if (!isWatched(row.record.entity)) continue;
    const record = seen.get(row.id);
    must(record !== undefined, 'A-3', () => `a page shows ${row.id} to a person who may not see it`, 'leaks');
    const sent = row.record as StoredRecord; // the wire's schema is the record's
    const held = record && { ...record, inherited: truth.saysInherited === false ? sent.inherited : record.inherited };
    must(
      held === undefined || sameJson(comparable(sent), comparable(held)),
      'S-1',
      () => `a page has ${JSON.stringify(comparable(sent))} for ${JSON.stringify(held && comparable(held))}`,
    );
  }
  for (const row of page.history)
    if (isWatched(row.entity) && !tellsErasure(row))
      must(seen.has(row.id), 'A-4', () => `a page has history of ${row.id} for a person who may not see it`, 'leaks');
}

/** All watched records in one statement, because it runs after nearly every step. */
const watchedRecords = [
  ['crm_deal', "'crm/deal'"],
  ['crm_task', "'crm/task'"],
  ['platform_file', "'platform/file'"],
  ['platform_my_notifications', "'platform/my-notifications'"],
  ['platform_stage', "'platform/stage'"],
  ['platform_installed_pack', "'platform/installed-pack'"],
  ['custom_object', 'entity'],
  ['platform_custom_object', "'platform/custom-object'"],
  ['platform_field_definition', "'platform/field-definition'"],
]
  .map(
    ([table, entity]) =>
      `select ${entity} as entity, id::text as id, schema, version, life, owner_id, team_id, to_json(shared_with) as shared_with, inherited, fields from store.${table}`,
  )
  .join(' union all ');

/** Returns a record from a row of that statement. */
function readRow(row: Readonly<Record<string, unknown>>): StoredRecord {
  return {
    id: row['id'] as string,
    entity: row['entity'] as string,
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
