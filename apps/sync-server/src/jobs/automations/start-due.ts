import { automationKinds, automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import { type AutomationDefinition, mostRunsPerHour, type Trigger } from '@outpost/domain/kernel/automation/automation-definition'; // prettier-ignore
import { definitionProblem } from '@outpost/domain/kernel/automation/definition-problem';
import { lastScheduled } from '@outpost/domain/kernel/automation/due-moments';
import { valueOfRecord } from '@outpost/domain/kernel/automation/starts-run';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { type Asker, readAsker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { countMatching, dueFilter, isDay, matchingPage } from '../../gateway/automations/due-question.ts';
import { readAutomation, type ReadVersion, readVersions, type RunCause, textField } from '../../gateway/automations/run-store.ts'; // prettier-ignore
import type { WritePorts } from '../../records/write-ports.ts';
import { countRuns, type MadeRun, writeRuns } from './made-runs.ts';
import type { PlanRunPorts } from './run-ground.ts';
import { tellPeople } from './tell-people.ts';

type Ports = WritePorts & PlanRunPorts;

/** Chosen: a page of records takes some milliseconds, and each page is one transaction. */
const pageRows = 100;
/** Chosen: fields with a time are asked once a minute. */
const scanEveryMs = 60_000;
const hourMs = 3_600_000;

type DueRow = {
  readonly automation_id: string;
  readonly version_id: string;
  readonly since: string;
  readonly until: string | null;
  readonly after: string | null;
  readonly started: number;
};

/**
 * AUT-14, AUT-15: starts the runs of dates and schedules whose moment has come: one page of each automation. Each page is one transaction,
 * with its place in the span, and the id of a run is made of the record and the moment. So a server that stops, and a second server, start
 * none twice. Returns whether there may be more pages.
 */
export async function startDue(ports: Ports, orgId: string): Promise<boolean> {
  const ids = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query<{ id: string }>(
      `select d.automation_id as id from store.automation_due d join store.tenants t on t.org_id = d.org_id
       where d.org_id = $1 and t.suspended_at is null order by d.automation_id`,
      [orgId],
    );
    return rows.map(({ id }) => id);
  });
  let isMore = false;
  for (const id of ids) if (await inTenant(ports.database, { orgId, mode: 'write' }, (tx) => startPage(ports, tx, { orgId, id }))) isMore = true; // prettier-ignore
  if (ids.length > 0) await tellLeftOut(ports, orgId);
  return isMore;
}

async function startPage(ports: Ports, tx: Transaction, { orgId, id }: { readonly orgId: string; readonly id: string }): Promise<boolean> {
  const [row] = await tx.query<DueRow>(
    `select automation_id, version_id, since, until, after, started from store.automation_due where org_id = $1 and automation_id = $2 for update skip locked`,
    [orgId, id],
  );
  if (row === undefined) return false; // another server has it
  const { installed, clock } = ports;
  const { tenant } = await readAsker(tx, { orgId, userId: automationsId, installed, service: { pack: 'platform', userId: automationsId, grants: [] } });
  const version = (await readVersions(tx, tenant, [row.version_id])).get(row.version_id);
  const { definition } = version ?? {};
  if (version === undefined || definition === undefined || definitionProblem(tenant.catalogue, definition)) return pause(tx, { orgId, id, why: 'definition' });
  const maker = await readAsker(tx, { orgId, userId: version.makerId, installed });
  const timeZone = maker.settings?.timeZone ?? 'UTC';
  const entity = entityOf(tenant.catalogue, definition.entity);
  const until = row.until ?? nextEnd({ trigger: definition.trigger, entity, since: row.since, nowMs: clock.nowMs(), timeZone });
  if (until === undefined) return false;
  const due: Due = { orgId, row, version, definition, maker, entity, until, timeZone };
  const count = (await countRuns(tx, orgId, new Date(clock.nowMs() - hourMs).toISOString())).get(id) ?? 0;
  const room = (ports.runsPerHour ?? mostRunsPerHour) - count;
  const page = await readPage(tx, due, Math.max(1, Math.min(room, pageRows)));
  if (page === 'refused') return pause(tx, { orgId, id, why: 'definition' });
  if (page.rows.length > 0 && room <= 0) return pause(tx, { orgId, id, why: 'storm' });
  const started = row.started + (await writeRuns(tx, orgId, { made: await runsOf(tx, due, page.rows), at: new Date(clock.nowMs()).toISOString() }));
  const most = definition.trigger.kind === 'schedule' ? definition.trigger.most : Infinity;
  if (page.next !== null && started < most) {
    await tx.query('update store.automation_due set until = $3, after = $4, started = $5 where org_id = $1 and automation_id = $2', [orgId, id, until, page.next, started]);
    return true;
  }
  const left = page.next === null ? 0 : await countLeft(tx, due, started);
  const last = definition.trigger.kind === 'schedule' || started > 0 ? { at: until, started, left, isTold: left === 0 } : null;
  await tx.query(
    `update store.automation_due set since = $3, until = null, after = null, started = 0, last = coalesce($4::jsonb, last) where org_id = $1 and automation_id = $2`,
    [orgId, id, until, last === null ? null : JSON.stringify(last)],
  );
  return false;
} // prettier-ignore

type Ending = {
  readonly trigger: Trigger;
  readonly entity: Entity;
  readonly since: string;
  readonly nowMs: number;
  readonly timeZone: string;
};

/** Returns the end of the span that is due: now, or the last moment of a schedule. Undefined where nothing is due. */
function nextEnd({ trigger, entity, since, nowMs, timeZone }: Ending): string | undefined {
  const now = new Date(nowMs).toISOString();
  if (trigger.kind === 'schedule') return lastScheduled(trigger, { since, until: now }, timeZone);
  if (trigger.kind !== 'date') return undefined;
  const isDue = isDay(entity, trigger)
    ? dueFilter(entity, trigger, { span: { since, until: now }, timeZone }) !== undefined
    : nowMs - Date.parse(since) >= scanEveryMs;
  return isDue ? now : undefined;
}

type Due = {
  readonly orgId: string;
  readonly row: DueRow;
  readonly version: ReadVersion;
  readonly definition: AutomationDefinition;
  readonly maker: Asker;
  readonly entity: Entity;
  readonly until: string;
  readonly timeZone: string;
};

const askedOf = ({ definition, maker, entity, row: { since }, until, timeZone }: Due) => {
  const { trigger } = definition;
  const where = trigger.kind === 'date' ? dueFilter(entity, trigger, { span: { since, until }, timeZone }) : undefined;
  return { definition, maker, where, now: until };
};

async function readPage(tx: Transaction, due: Due, room: number) {
  const { trigger } = due.definition;
  const limit = trigger.kind === 'schedule' ? Math.min(room, trigger.most - due.row.started) : room;
  const page = await matchingPage(tx, askedOf(due), { after: due.row.after, limit });
  return page.ok ? page.value : 'refused';
}

async function countLeft(tx: Transaction, due: Due, started: number): Promise<number> {
  const matching = await countMatching(tx, askedOf(due));
  return matching.ok ? Math.max(1, matching.value - started) : 1; // the page has shown that there is one
}

/** Returns a run for each record. The key of a date is its value: a date that moved starts its record again. */
async function runsOf(tx: Transaction, { orgId, row, definition, until }: Due, records: readonly StoredRecord[]): Promise<readonly MadeRun[]> {
  const [clock] = await tx.query<{ head: number }>('select head from store.clock where org_id = $1', [orgId]);
  const { trigger } = definition;
  return records.map((record): MadeRun => {
    const value = trigger.kind === 'date' ? textField(valueOfRecord(record, trigger.field)) : until;
    const cause: RunCause = trigger.kind === 'date' ? { kind: 'date', field: trigger.field, value } : { kind: 'schedule', due: until };
    const key = trigger.kind === 'date' ? `date ${trigger.field}` : 'schedule';
    return { id: hashedId('run', orgId, row.automation_id, key, value, record.id), automation_id: row.automation_id, version_id: row.version_id, n: clock?.head ?? 0, entity: record.entity, record_id: record.id, depth: 1, status: 'running', why: null, cause };
  });
} // prettier-ignore

/** AUT-6: pauses an automation that starts too often, or whose definition does not fit any more. */
async function pause(tx: Transaction, { orgId, id, why }: { readonly orgId: string; readonly id: string; readonly why: 'storm' | 'definition' }): Promise<false> {
  await tx.query(
    `update store.automation set is_paused = true, pause_why = $3, pause_n = (select head from store.clock where org_id = $1) where org_id = $1 and id = $2`,
    [orgId, id, why],
  );
  await tx.query('delete from store.automation_due where org_id = $1 and automation_id = $2', [orgId, id]);
  return false;
} // prettier-ignore

/** AUT-15: tells the maker of a schedule how many records one due moment has left out. */
async function tellLeftOut(ports: Ports, orgId: string): Promise<void> {
  const untold = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query<{ id: string; version: string; last: { at: string; started: number; left: number } }>(
      `select automation_id as id, version_id as version, last from store.automation_due where org_id = $1 and last ->> 'isTold' = 'false'`,
      [orgId],
    );
    if (rows.length === 0) return [];
    const { tenant } = await readAsker(tx, { orgId, userId: automationsId, installed: ports.installed, service: { pack: 'platform', userId: automationsId, grants: [] } });
    const versions = await readVersions(tx, tenant, rows.map(({ version }) => version));
    return Promise.all(rows.map(async (row) => ({ ...row, tenant, maker: versions.get(row.version)?.makerId, name: textField((await readAutomation(tx, tenant, row.id))?.fields['name']) })));
  });
  for (const { id, last, tenant, maker, name } of untold) {
    const words = `“${name}” started for ${last.started} records, the most at one time. ${last.left} more matched and were left out.`;
    if (maker !== undefined) await tellPeople(ports, orgId, { catalogue: tenant.catalogue, key: ['left out', id, last.at], people: [maker], words, from: name || automationKinds.automation, about: undefined });
    await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
      tx.query(`update store.automation_due set last = jsonb_set(last, '{isTold}', 'true') where org_id = $1 and automation_id = $2 and last ->> 'at' = $3`, [orgId, id, last.at]),
    );
  }
} // prettier-ignore
