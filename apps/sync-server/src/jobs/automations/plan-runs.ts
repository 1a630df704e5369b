import { automationKinds, automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import { administers, can, canSee, type Principal } from '@outpost/domain/kernel/access/access';
import {
  type AutomationDefinition,
  deepestChain,
  mostRunsPerHour,
} from '@outpost/domain/kernel/automation/automation-definition';
import { definitionProblem, type FilterReading, readAutomationFilter, startConditions } from '@outpost/domain/kernel/automation/definition-problem'; // prettier-ignore
import {
  hasForm,
  type StartingChange,
  isRuledOut,
  recordBefore,
  startsRun,
} from '@outpost/domain/kernel/automation/starts-run';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { type FilterAnswer, holds } from '@outpost/domain/kernel/query/filters/holds';
import type { Clock } from '@outpost/domain/kernel/ports';
import { readAsker, readMark } from '../../access/asker.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import { automationsReader, type ReadVersion, readVersions, type RunRow, stirRuns, textField } from '../../gateway/automations/run-store.ts'; // prettier-ignore
import type { JournalPayload } from '../../journal/chain.ts';
import { recordsOf } from '../../records/load/load.ts';
import { writeDue } from './write-due.ts';
import { consumeJournal, type ReadRow } from '../workers/journal-reader.ts';
import { decidedFor, type AutomationSight } from '../../gateway/automations/decided-for.ts';

export type PlanRunPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  /** Left out: `mostRunsPerHour`. */
  readonly runsPerHour?: number;
};

/** Chosen: some milliseconds of work, of which most is for each batch, not for each row. */
const rowsAtOnce = 500;
/** Chosen: a record that was changed more often since the row is asked as it is now. */
const mostLaterRows = 500;
const hourMs = 3_600_000;

/** What the reader knows of an automation at its place in the journal. */
export type Known = {
  readonly id: string;
  readonly versionId: string | null;
  readonly isPaused: boolean;
  readonly isGone: boolean;
  readonly pauseWhy: 'storm' | 'definition' | null;
  readonly pauseN: number | null;
};

/**
 * AUT-2: reads the next rows of the journal in their order and stores a run for each change that starts an automation, in the transaction
 * that moves the cursor. An automation answers a change as it was when the change was made: live, paused or a draft. Open runs of changed
 * records are noted to be asked again (AUT-16). Returns whether there may be more rows.
 */
export async function planRuns(ports: PlanRunPorts, orgId: string): Promise<boolean> {
  const read = { known: new Map<string, Known>(), isBegun: true };
  const first = async (tx: Transaction): Promise<void> => void (read.known = await readKnown(tx, orgId));
  const absent = (): void => void (read.isBegun = false);
  const reading = { orgId, reader: automationsReader, limit: rowsAtOnce, first, absent };
  const isMore = await consumeJournal(ports.database, reading, async (tx, rows) => {
    const close = await planRows(ports, tx, { orgId, rows, known: read.known });
    await Promise.all([close?.(), stirRuns(tx, orgId, rows)]);
  });
  if (read.isBegun) return isMore;
  return (await beginReading(ports, orgId)) && planRuns(ports, orgId);
}

/** Makes the cursor, if the organisation has automations to read the journal for. It begins before the row of the first one. */
async function beginReading({ database }: PlanRunPorts, orgId: string): Promise<boolean> {
  const [reader] = await inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `insert into store.reader_cursor (org_id, reader, n)
       select $1, $2, coalesce(min(j.n), 1) - 1 from store.journal j
       where j.org_id = $1 and j.record in (select id from store.platform_automation where org_id = $1)
       having exists (select 1 from store.platform_automation where org_id = $1)
       on conflict do nothing`,
      [orgId, automationsReader],
    );
    // Another server may have made it at the same moment.
    return tx.query('select 1 from store.reader_cursor where org_id = $1 and reader = $2', [orgId, automationsReader]);
  });
  return reader !== undefined;
}

type Rows = { readonly orgId: string; readonly rows: readonly ReadRow[]; readonly known: Map<string, Known> };

/** Decides about these rows. Returns the function that writes the decisions; undefined where there is nothing to decide. */
async function planRows(ports: PlanRunPorts, tx: Transaction, { orgId, rows, known }: Rows): Promise<(() => Promise<void>) | undefined> {
  const follows = rows.some(({ entity }) => entity === automationKinds.automation || entity === automationKinds.press);
  if (!follows && ![...known.values()].some(isActive)) return undefined;
  const planner = await openPlanner(ports, tx, { orgId, known, rows });
  const { payloads } = planner;
  for (const payload of payloads) {
    if (payload.entity === automationKinds.automation) planner.follow(payload);
    else await planner.answer(payload);
    if (payload.entity === automationKinds.press && payload.kind === 'created') await planner.press(payload);
  }
  return () => planner.close(rows.at(-1)?.n ?? 0);
} // prettier-ignore

const isActive = ({ versionId, isPaused, isGone }: Known): boolean => versionId !== null && !isPaused && !isGone;

async function readKnown(tx: Transaction, orgId: string): Promise<Map<string, Known>> {
  const rows = await tx.query<{ id: string; version_id: string | null; is_paused: boolean; is_gone: boolean; pause_why: Known['pauseWhy']; pause_n: number | null }>(
    'select id, version_id, is_paused, is_gone, pause_why, pause_n from store.automation where org_id = $1 order by id',
    [orgId],
  );
  return new Map(rows.map((row) => [row.id, { id: row.id, versionId: row.version_id, isPaused: row.is_paused, isGone: row.is_gone, pauseWhy: row.pause_why, pauseN: row.pause_n }]));
} // prettier-ignore

/** Returns the contents of the rows that changed a record, in their order. */
async function readPayloads(
  tx: Transaction,
  orgId: string,
  rows: readonly ReadRow[],
): Promise<readonly JournalPayload[]> {
  const numbers = rows.filter(({ kind }) => kind === 'created' || kind === 'changed').map(({ n }) => n);
  if (numbers.length === 0) return [];
  const read = await tx.query<{ payload: string }>(
    'select payload from store.journal where org_id = $1 and n = any($2::bigint[]) and payload is not null order by n',
    [orgId, numbers],
  );
  return read.map(({ payload }) => JSON.parse(payload) as JournalPayload); // the server wrote it
}

/** What a row of an automation's record changes of what the reader knows. */
export function followedBy(known: Known | undefined, { record, changed }: Pick<JournalPayload, 'record' | 'changed'>): Known {
  const before = known ?? { id: record ?? '', versionId: null, isPaused: false, isGone: false, pauseWhy: null, pauseN: null };
  const [live, paused, life] = ['live', 'pausedAt', 'life'].map((name) => (Object.hasOwn(changed, name) ? (changed[name]?.[1] ?? null) : undefined));
  return {
    ...before,
    ...(live === undefined ? {} : { versionId: typeof live === 'string' ? live : null }),
    ...(paused === undefined ? {} : { isPaused: paused !== null }),
    ...(life === undefined ? {} : { isGone: life !== 'alive' }),
  };
} // prettier-ignore

type ReadFilters = {
  readonly now: string;
  readonly start: ReturnType<typeof startConditions>;
  readonly conditions: ReturnType<typeof readAutomationFilter>;
};

/** A change of one record, with the record as it was behind that change. */
type Change = StartingChange & { readonly payload: JournalPayload; readonly entity: string; readonly id: string };

async function openPlanner(ports: PlanRunPorts, tx: Transaction, { orgId, known, rows }: Rows) {
  const { installed, clock } = ports;
  const nowMs = clock.nowMs();
  const ofVersions = (ids: readonly string[]) => readVersions(tx, { orgId, installed }, [...new Set(ids)]);
  // One round trip. The mark is read in each batch: rights that changed are read anew, and others are not read again.
  const [payloads, mark, current, counts] = await Promise.all([
    readPayloads(tx, orgId, rows),
    readMark(tx, orgId),
    ofVersions([...known.values()].flatMap(({ versionId }) => versionId ?? [])),
    countRuns(tx, orgId, new Date(nowMs - hourMs).toISOString()),
  ]);
  const versionIds = payloads.flatMap(({ entity, changed }) => {
    const version = entity === automationKinds.automation ? changed['live']?.[1] : undefined;
    return typeof version === 'string' ? [version] : [];
  });
  const [later, parents] = await Promise.all([ofVersions(versionIds), readParents(tx, orgId, payloads)]);
  const versions = new Map([...current, ...later]);
  const service = { pack: 'platform', userId: automationsId, grants: [] };
  const { tenant, settings } = await readAsker(tx, { orgId, userId: automationsId, installed, service }, mark);
  const makers = new Map<string, Principal>();
  const wrong = new Map<string, boolean>();
  const filters = new Map<string, ReadFilters>();
  const changedKnown = new Map<string, string>();
  const answers: PressAnswer[] = [];
  const made: MadeRun[] = [];
  const held: AutomationSight['held'] = new Map();
  /** The record of the row that is being answered: all automations of its kind ask about the same one. */
  let behind: { readonly n: number; readonly record: StoredRecord | undefined } | undefined;

  /** Whether the new values alone show that a change does not start a version: then its record is not read. */
  const isOut = (version: ReadVersion, change: { readonly id: string; readonly entity: string } & Pick<JournalPayload, 'changed' | 'at'>): boolean => {
    const { definition } = version;
    if (definition?.entity !== change.entity || isWrong(version.id, definition)) return false;
    const { start, now } = readFilters(version, definition, change.at);
    return start.ok && isRuledOut({ asking: { userId: version.makerId, now, timeZone: settings?.timeZone ?? 'UTC' } }, start.value.after, change);
  }; // prettier-ignore
  /** Whether a version of these rows may ask for the record of a row. */
  const isAsked = ({ entity, record: id, kind, changed, at }: JournalPayload): boolean =>
    entity !== null && id !== null && (kind === 'created' || kind === 'changed') &&
    [...versions.values()].some((version) => {
      const { definition } = version;
      return definition?.entity === entity && hasForm(definition.trigger, { kind, changed }) && !isOut(version, { id, entity, changed, at });
    }); // prettier-ignore

  /** The records of these rows as they are now, by kind: read together, at the first change of the kind about which an automation asks. */
  const present = new Map<string, ReadonlyMap<string, StoredRecord>>();
  const presentOf = async ({ entity, id }: Pick<Change, 'entity' | 'id'>): Promise<StoredRecord | undefined> => {
    const ofKind = present.get(entity);
    if (ofKind) return ofKind.get(id);
    const ids = payloads.flatMap((one) =>
      one.entity === entity && one.record !== null && isAsked(one) ? [one.record] : [],
    );
    const read = await recordsOf(tx, tenant, { entity, ids: [...new Set(ids)] });
    const found = new Map(read.map((one) => [one.id, one]));
    present.set(entity, found);
    return found.get(id);
  };

  const principalOf = async (userId: string): Promise<Principal> => {
    const found = makers.get(userId) ?? (await readAsker(tx, { orgId, userId, installed }, mark)).principal;
    makers.set(userId, found);
    return found;
  };
  const isWrong = (id: string, definition: AutomationDefinition): boolean => {
    const found = wrong.get(id) ?? definitionProblem(tenant.catalogue, definition) !== undefined;
    wrong.set(id, found);
    return found;
  };
  /** The filters of a version as of a moment: the changes of one act have the same one. */
  const readFilters = (version: ReadVersion, definition: AutomationDefinition, now: string) => {
    const found = filters.get(version.id);
    if (found?.now === now) return found;
    const reading: FilterReading = { catalogue: tenant.catalogue, userId: version.makerId, timeZone: settings?.timeZone ?? 'UTC', currency: settings?.currency, now }; // prettier-ignore
    const entity = entityOf(tenant.catalogue, definition.entity);
    const read = { now, start: startConditions(reading, entity, definition), conditions: readAutomationFilter(reading, entity, definition.conditions) }; // prettier-ignore
    filters.set(version.id, read);
    return read;
  };
  const setKnown = (next: Known, at: string): void => {
    known.set(next.id, next);
    changedKnown.set(next.id, at);
  };
  const pause = (one: Known, why: NonNullable<Known['pauseWhy']>, { n, at }: Pick<JournalPayload, 'n' | 'at'>): void =>
    setKnown({ ...one, isPaused: true, pauseWhy: why, pauseN: n }, at);
  const isStorm = (id: string): boolean => {
    const count = counts.get(id) ?? 0;
    counts.set(id, count + 1);
    return count >= (ports.runsPerHour ?? mostRunsPerHour);
  };

  /** Returns whether a version starts for a change; a problem where it cannot be used any more. */
  const decide = async (version: ReadVersion, change: Change): Promise<FilterAnswer | 'problem' | 'unmet'> => {
    const { definition } = version;
    if (definition === undefined) return 'problem';
    if (!hasForm(definition.trigger, change)) return 'no';
    if (isWrong(version.id, definition)) return 'problem';
    const { start, conditions, now } = readFilters(version, definition, change.payload.at);
    if (!start.ok || !conditions.ok) return 'problem';
    if (isOut(version, { ...change, at: change.payload.at })) return 'no';
    const { n } = change.payload;
    if (behind?.n !== n) behind = { n, record: await recordAt(tx, tenant, { change, now: await presentOf(change) }) };
    const { record } = behind;
    if (record === undefined) return 'no';
    const sight: AutomationSight = { tenant, principal: await principalOf(version.makerId), held };
    if (!canSee(sight.principal, tenant.catalogue, record)) return 'no';
    const asking = { userId: version.makerId, now, timeZone: settings?.timeZone ?? 'UTC' };
    const starts = await decidedFor(tx, sight, (referred) =>
      startsRun({ asking, referred }, { trigger: definition.trigger, ...start.value }, { kind: change.kind, changed: change.changed, record }),
    ); // prettier-ignore
    if (starts !== 'yes') return starts;
    const met = await decidedFor(tx, sight, (referred) => holds({ asking, referred }, conditions.value, record));
    return met === 'yes' ? 'yes' : 'unmet';
  };

  const answerWith = async (one: Known, version: ReadVersion, change: Change): Promise<void> => {
    const { payload } = change;
    const { trigger, entity } = version.definition ?? {};
    if (version.definition !== undefined && entity !== change.entity) return;
    const parent = payload.by === automationsId && payload.group !== null ? parents.get(payload.group) : undefined;
    if (parent?.automationId === one.id && !(trigger?.kind === 'change' && trigger.answersOwn === true)) return;
    const starts = await decide(version, change);
    if (starts === 'problem') return pause(one, 'definition', payload);
    if (starts === 'no' || starts === 'unknown') return;
    if (isStorm(one.id)) return pause(one, 'storm', payload);
    const depth = (parent?.depth ?? 0) + 1;
    const tooDeep = depth > deepestChain;
    const why = tooDeep ? `Automations started each other ${deepestChain} times in a row. The chain ends here.` : starts === 'unmet' ? 'Its conditions were not met.' : null; // prettier-ignore
    made.push({ id: hashedId('run', orgId, one.id, String(payload.n)), automation_id: one.id, version_id: version.id, n: payload.n, entity: change.entity, record_id: change.id, depth, status: why === null ? 'running' : 'ended', why, cause: null }); // prettier-ignore
  };

  /** Starts a run for a press of a button, or returns why it starts none. */
  const startByPress = async (payload: JournalPayload, { fields, createdBy }: StoredRecord): Promise<string | null> => {
    const one = known.get(textField(fields['automation']));
    const version = one?.versionId == null ? undefined : versions.get(one.versionId);
    if (one === undefined || one.isGone) return 'The automation was deleted.';
    if (one.isPaused) return 'The automation is paused.';
    const { definition } = version ?? {};
    if (version?.automationId !== one.id || definition?.trigger.kind !== 'button') return 'The automation has no button any more.';
    if (isWrong(version.id, definition)) {
      pause(one, 'definition', payload);
      return 'The automation does not fit the records any more. It was paused.';
    }
    const [entity = '', id = ''] = textField(fields['about']).split(':');
    if (entity !== definition.entity) return 'The automation has no button for this kind of record any more.';
    const [record] = await recordsOf(tx, tenant, { entity, ids: [id] });
    const kind = entityOf(tenant.catalogue, entity);
    const presser = await principalOf(createdBy);
    if (record?.life !== 'alive' || !canSee(presser, tenant.catalogue, record)) return 'The record is deleted, or you may not see it any more.';
    const may = definition.trigger.by === 'administrators' ? administers(presser, entityOf(tenant.catalogue, automationKinds.automation)) : can(presser, 'update', kind, record);
    if (!may) return definition.trigger.by === 'administrators' ? 'Only administrators may press this button.' : 'Only people who may change the record may press this button.';
    const maker = await principalOf(version.makerId);
    if (!canSee(maker, tenant.catalogue, record)) return 'The person who made the automation may not see this record.';
    const asking = { userId: version.makerId, now: payload.at, timeZone: settings?.timeZone ?? 'UTC' };
    const conditions = readAutomationFilter({ catalogue: tenant.catalogue, ...asking, currency: settings?.currency }, kind, definition.conditions);
    if (!conditions.ok) return conditions.message;
    const met = await decidedFor(tx, { tenant, principal: maker, held }, (referred) => holds({ asking, referred }, conditions.value, record));
    if (met !== 'yes') return 'The record does not match the conditions of the automation.';
    if (isStorm(one.id)) {
      pause(one, 'storm', payload);
      return 'The automation started too often in one hour. It was paused.';
    }
    const cause = { kind: 'button', press: payload.record ?? '', by: createdBy } as const;
    made.push({ id: hashedId('run', orgId, one.id, String(payload.n)), automation_id: one.id, version_id: version.id, n: payload.n, entity, record_id: id, depth: 1, status: 'running', why: null, cause });
    return null;
  }; // prettier-ignore

  return {
    payloads,
    follow(payload: JournalPayload): void {
      setKnown(followedBy(known.get(payload.record ?? ''), payload), payload.at);
    },
    async press(payload: JournalPayload): Promise<void> {
      const [record] = await recordsOf(tx, tenant, { entity: automationKinds.press, ids: [payload.record ?? ''] });
      if (record) answers.push({ press: record.id, n: payload.n, why: await startByPress(payload, record) });
    },
    async answer(payload: JournalPayload): Promise<void> {
      const { kind, entity, record: id, changed, sealed } = payload;
      if ((kind !== 'created' && kind !== 'changed') || entity === null || id === null || sealed) return;
      if (!tenant.catalogue.entities.has(entity)) return;
      for (const one of known.values()) {
        const version = one.versionId === null || !isActive(one) ? undefined : versions.get(one.versionId);
        if (version?.automationId === one.id) await answerWith(one, version, { kind, changed, payload, entity, id });
      }
    },
    async close(n: number): Promise<void> {
      const changed = [...changedKnown.keys()].flatMap((id) => known.get(id) ?? []);
      // One round trip; the statements run in this order.
      await Promise.all([
        writeKnown(tx, orgId, { known: changed, n }),
        writeRuns(tx, orgId, { made, at: new Date(nowMs).toISOString() }),
        writeAnswers(tx, orgId, answers),
      ]);
      for (const one of changed) {
        const version = one.versionId === null || !isActive(one) ? undefined : versions.get(one.versionId);
        const live = version?.automationId === one.id ? version : undefined;
        await writeDue(tx, orgId, { id: one.id, version: live, at: changedKnown.get(one.id) ?? '' });
      }
    },
  };
}

export type MadeRun = Pick<RunRow, 'id' | 'automation_id' | 'version_id' | 'n' | 'entity' | 'record_id' | 'depth' | 'why' | 'cause'> & {
  readonly status: 'running' | 'ended';
}; // prettier-ignore

/** The decision about a press. `why`: null where it started a run. */
type PressAnswer = { readonly press: string; readonly n: number; readonly why: string | null };

/** Stores the decisions about presses, which `answerPresses` writes into their records. */
async function writeAnswers(tx: Transaction, orgId: string, answers: readonly PressAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  await tx.query(
    `insert into store.automation_answer (org_id, press_id, n, why)
     select $1, a.press, a.n, a.why from jsonb_to_recordset($2::jsonb) as a(press uuid, n bigint, why text) on conflict do nothing`,
    [orgId, JSON.stringify(answers)],
  );
}

/** AUT-2: the id of a run is made of what started it, so each of them starts an automation once at most. Returns the number of new runs. */
export async function writeRuns(tx: Transaction, orgId: string, { made, at }: { readonly made: readonly MadeRun[]; readonly at: string }): Promise<number> {
  if (made.length === 0) return 0;
  const written = await tx.query(
    `insert into store.automation_run (org_id, id, automation_id, version_id, n, entity, record_id, depth, status, position, round, faults, why, cause, revision, made_at, changed_at)
     select $1, r.id, r.automation_id, r.version_id, r.n, r.entity, r.record_id, r.depth, r.status, '[0]', 0, 0, r.why, r.cause, 0, $3, $3
     from jsonb_to_recordset($2::jsonb) as r(id uuid, automation_id uuid, version_id uuid, n bigint, entity text, record_id uuid, depth integer, status text, why text, cause jsonb)
     on conflict do nothing returning id`,
    [orgId, JSON.stringify(made), at],
  );
  return written.length;
} // prettier-ignore

/** `n`: the last row that was read. The button of each automation is compared with it later (`offerButtons`). */
async function writeKnown(tx: Transaction, orgId: string, { known, n }: { readonly known: readonly Known[]; readonly n: number }): Promise<void> {
  if (known.length === 0) return;
  const rows = known.map(({ id, versionId, isPaused, isGone, pauseWhy, pauseN }) => ({ id, version_id: versionId, is_paused: isPaused, is_gone: isGone, pause_why: pauseWhy, pause_n: pauseN })); // prettier-ignore
  await tx.query(
    `insert into store.automation (org_id, id, version_id, is_paused, is_gone, pause_why, pause_n, button_n)
     select $1, k.id, k.version_id, k.is_paused, k.is_gone, k.pause_why, k.pause_n, $3
     from jsonb_to_recordset($2::jsonb) as k(id uuid, version_id uuid, is_paused boolean, is_gone boolean, pause_why text, pause_n bigint)
     on conflict (org_id, id) do update set version_id = excluded.version_id, is_paused = excluded.is_paused, is_gone = excluded.is_gone,
       pause_why = excluded.pause_why, pause_n = excluded.pause_n, button_n = excluded.button_n`,
    [orgId, JSON.stringify(rows), n],
  );
} // prettier-ignore

/** Returns the runs whose acts these rows are, by id. */
async function readParents(tx: Transaction, orgId: string, payloads: readonly JournalPayload[]) {
  const ids = payloads.flatMap(({ by, group }) => (by === automationsId && group !== null ? [group] : []));
  if (ids.length === 0) return new Map<string, { automationId: string; depth: number }>();
  const rows = await tx.query<{ id: string; automation_id: string; depth: number }>(
    'select id, automation_id, depth from store.automation_run where org_id = $1 and id = any($2::uuid[])',
    [orgId, [...new Set(ids)]],
  );
  return new Map(rows.map(({ id, automation_id: automationId, depth }) => [id, { automationId, depth }]));
}

/** Returns the runs of each automation that were made since a moment. */
export async function countRuns(tx: Transaction, orgId: string, since: string): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; made: number }>(
    `select a.id, (select count(*) from store.automation_run r where r.org_id = $1 and r.automation_id = a.id and r.made_at >= $2) as made
     from store.automation a where a.org_id = $1`,
    [orgId, since],
  );
  return new Map(rows.map(({ id, made }) => [id, Number(made)]));
}

/**
 * Returns the record as it was behind a change: as it was read a moment ago, without its later changes. A change that was written since it was
 * read does no harm: its value before is the one that was read.
 */
async function recordAt(tx: Transaction, tenant: Tenant, { change: { id, payload }, now }: { readonly change: Change; readonly now: StoredRecord | undefined }): Promise<StoredRecord | undefined> {
  if (now === undefined || now.version === payload.n) return now;
  const later = await tx.query<{ payload: string }>(
    `select payload from store.journal where org_id = $1 and record = $2 and n > $3 and kind = 'changed' and payload is not null order by n limit ${mostLaterRows}`,
    [tenant.orgId, id, payload.n],
  );
  return recordBefore(now, later.map((row) => (JSON.parse(row.payload) as JournalPayload).changed));
} // prettier-ignore
