import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { administers } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { AutomationDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import { afterEvent, runStatuses, type RunStatus, stepAt } from '@outpost/domain/kernel/automation/run-machine';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { recordsOf } from '../../records/load/load.ts';
import { actAs, type ApiCaller } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import { noted } from '../webhooks/manage-endpoints.ts';
import { type AutomationRun, readAutomation, readRun, type ReadVersion, readVersions, runColumns, type RunLine, runOf, type RunRow, writeRunState } from './run-store.ts'; // prettier-ignore

/** Chosen: a page of settings shows no more. */
const mostListed = 200;
/** Counting stops here: a person needs no exact number of more. */
export const mostCounted = 1_000;

/** A version as people see it. `definition`: null where this server cannot read it. */
export type ShownVersion = {
  readonly id: string;
  readonly number: number;
  readonly madeBy: string;
  readonly definition: AutomationDefinition | null;
};
export type ListedAutomation = {
  readonly id: string;
  readonly name: string;
  readonly describes: string | null;
  readonly isLive: boolean;
  /** The live version, or the newest one of a draft. */
  readonly version: ShownVersion | null;
  readonly paused: { readonly at: string; readonly why: 'person' | 'storm' | 'definition' } | null;
  /** The number of its runs in each state, up to `mostCounted`. */
  readonly runs: Readonly<Record<RunStatus, number>>;
  /** The last due moment of its dates or its schedule: the runs that it started, and the records that it left out. */
  readonly lastDue: LastDue | null;
};
export type LastDue = { readonly at: string; readonly started: number; readonly left: number };
export type ListedRun = AutomationRun & {
  /** The step at which it stands; null at the end. */
  readonly step: string | null;
};

type Work<T> = (tx: Transaction, asker: Asker) => Promise<Result<T>>;

/** Lets people and programs work that may administer automations. Refuses others with `access/denied`. */
export function asAutomationAdministrator<T>(
  { database, installed }: Pick<TenancyPorts, 'database' | 'installed'>,
  caller: ApiCaller,
  mode: 'snapshot' | 'write',
  work: Work<T>,
): Promise<Result<T>> {
  return inTenant(database, { orgId: caller.orgId, mode }, async (tx): Promise<Result<T>> => {
    const asker = await readAsker(tx, { ...caller, installed });
    const kind = entityOf(asker.tenant.catalogue, automationKinds.automation);
    if (!administers(asker.principal, kind))
      return refuse('access/denied', 'Only administrators manage automations.', { action: 'administer' });
    return work(tx, asker);
  });
}

/** Returns the automations of the organisation, by name. */
export const readAutomations = (ports: TenancyPorts, caller: ApiCaller): Promise<Result<readonly ListedAutomation[]>> =>
  asAutomationAdministrator(ports, caller, 'snapshot', async (tx, { tenant }) => {
    const { orgId } = caller;
    const rows = await tx.query<{ id: string }>(
      `select id from store.platform_automation where org_id = $1 and life = 'alive' order by fields ->> 'name', id limit ${mostListed}`,
      [orgId],
    );
    const ids = rows.map(({ id }) => id);
    const records = await recordsOf(tx, tenant, { entity: automationKinds.automation, ids });
    const byId = new Map(records.map((record) => [record.id, record]));
    const newest = await readNewest(tx, orgId, ids);
    const liveOf = ({ fields }: StoredRecord): string | undefined =>
      typeof fields['live'] === 'string' ? fields['live'] : undefined;
    const wanted = records.flatMap((record) =>
      [liveOf(record), newest.get(record.id)].filter((one) => one !== undefined),
    );
    const versions = await readVersions(tx, tenant, [...new Set(wanted)]);
    const counts = await countByStatus(tx, orgId, ids);
    const due = await tx.query<{ id: string; last: LastDue }>(
      'select automation_id as id, last from store.automation_due where org_id = $1 and last is not null',
      [orgId],
    );
    const lastDues = new Map(due.map(({ id, last: { at, started, left } }) => [id, { at, started, left }]));
    return accept(
      ids.flatMap((id): ListedAutomation[] => {
        const record = byId.get(id);
        if (!record) return [];
        const live = versions.get(liveOf(record) ?? '');
        const version = live ?? versions.get(newest.get(id) ?? '');
        return [{ ...named(record), id, isLive: live !== undefined, version: version ? shownVersion(version) : null, runs: counts.get(id) ?? noRuns, lastDue: lastDues.get(id) ?? null }];
      }),
    ); // prettier-ignore
  });

const noRuns = Object.fromEntries(runStatuses.map((status) => [status, 0])) as Readonly<Record<RunStatus, number>>;

const textIn = (value: JsonValue | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null); // prettier-ignore

function named({ fields }: StoredRecord): Pick<ListedAutomation, 'name' | 'describes' | 'paused'> {
  const at = textIn(fields['pausedAt']);
  const why = textIn(fields['pausedWhy']);
  return {
    name: textIn(fields['name']) ?? '',
    describes: textIn(fields['describes']),
    paused: at === null ? null : { at, why: why === 'storm' || why === 'definition' ? why : 'person' },
  };
}

const shownVersion = ({ id, number, makerId, definition }: ReadVersion): ShownVersion => ({
  id,
  number,
  madeBy: makerId,
  definition: definition ?? null,
});

/** Returns the newest version of each of these automations. */
async function readNewest(tx: Transaction, orgId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; automation: string }>(
    `select distinct on (fields ->> 'automation') id, fields ->> 'automation' as automation from store.platform_automation_version
     where org_id = $1 and life = 'alive' and fields ->> 'automation' = any($2::text[]) order by fields ->> 'automation', (fields ->> 'number')::numeric desc, id desc`,
    [orgId, ids],
  );
  return new Map(rows.map(({ id, automation }) => [automation, id]));
} // prettier-ignore

async function countByStatus(tx: Transaction, orgId: string, ids: readonly string[]) {
  const rows = await tx.query<{ id: string; status: RunStatus; runs: number }>(
    `select a.id, s.status, (select count(*) from (select 1 from store.automation_run r
       where r.org_id = $1 and r.automation_id = a.id and r.status = s.status limit ${mostCounted}) c) as runs
     from unnest($2::uuid[]) as a(id) cross join unnest($3::text[]) as s(status)`,
    [orgId, ids, runStatuses],
  );
  const counts = new Map<string, Record<RunStatus, number>>();
  for (const { id, status, runs } of rows) counts.set(id, { ...(counts.get(id) ?? noRuns), [status]: Number(runs) });
  return counts;
}

export type RunsAsked = {
  readonly id: string;
  readonly status?: RunStatus | undefined;
  /** Only those of earlier journal rows than this number. */
  readonly before?: number | undefined;
  readonly limit: number;
};

/** Returns the runs of an automation, newest first: a page ends behind all runs of one journal row, so it may have some more. Refuses `records/not-found`. */
export const listRuns = (
  ports: TenancyPorts,
  caller: ApiCaller,
  { id, status, before, limit }: RunsAsked,
): Promise<Result<{ readonly runs: readonly ListedRun[]; readonly more: boolean }>> =>
  asAutomationAdministrator(ports, caller, 'snapshot', async (tx, { tenant }) => {
    const { orgId } = caller;
    if (!(await readAutomation(tx, tenant, id))) return notFound(id);
    const rows = await tx.query<RunRow>(
      `select ${runColumns} from store.automation_run
       where org_id = $1 and automation_id = $2 and ($3::text is null or status = $3) and ($4::bigint is null or n < $4)
       order by n desc fetch first $5 rows with ties`,
      [orgId, id, status ?? null, before ?? null, limit],
    );
    const runs = rows.map(runOf).toSorted((a, b) => b.n - a.n || (a.id < b.id ? -1 : 1));
    const [earlier] = await tx.query(
      `select 1 as one from store.automation_run
       where org_id = $1 and automation_id = $2 and ($3::text is null or status = $3) and n < $4 limit 1`,
      [orgId, id, status ?? null, runs.at(-1)?.n ?? 0],
    );
    const versions = await readVersions(tx, tenant, [...new Set(runs.map(({ versionId }) => versionId))]);
    return accept({ runs: runs.map((run) => shownRun(run, versions.get(run.versionId))), more: earlier !== undefined });
  });

const shownRun = (run: AutomationRun, version: ReadVersion | undefined): ListedRun => ({
  ...run,
  step: stepAt(version?.definition?.steps ?? [], run.position)?.id ?? null,
});

export type LoggedRun = {
  readonly run: ListedRun;
  readonly version: ShownVersion | null;
  /** `to`: the person to whom an assignment rule gave the record at this line. */
  readonly lines: readonly (RunLine & { readonly to: string | null })[];
};
type RunAsked = { readonly id: string; readonly run: string };

/** Returns one run with its log, oldest line first. Refuses `records/not-found`. */
export const showRun = (ports: TenancyPorts, caller: ApiCaller, { id, run: runId }: RunAsked): Promise<Result<LoggedRun>> =>
  asAutomationAdministrator(ports, caller, 'snapshot', async (tx, { tenant }) => {
    const run = await readRun(tx, caller.orgId, runId);
    if (run?.automationId !== id) return notFound(runId);
    const version = (await readVersions(tx, tenant, [run.versionId])).get(run.versionId);
    const rows = await tx.query<{ step_id: string | null; kind: string | null; outcome: RunLine['outcome']; why: string | null; act: string | null; by_id: string | null; at: string; to: string | null; record: string | null }>(
      `select s.step_id, s.kind, s.outcome, s.why, s.act, s.by_id, s.at, s.record_id as record, d.person_id as "to" from store.automation_step s
         left join lateral (select person_id from store.assignment_decision where org_id = s.org_id and run_id = s.run_id and step_id = s.step_id and (s.record_id is null or record_id = s.record_id) order by n desc limit 1) d
           on s.kind = 'assign' and s.outcome = 'done'
       where s.org_id = $1 and s.run_id = $2 order by s.seq`,
      [caller.orgId, runId],
    );
    const lines = rows.map(({ step_id: step, by_id: by, ...line }) => ({ ...line, step, by }));
    return accept({ run: shownRun(run, version), version: version ? shownVersion(version) : null, lines });
  }); // prettier-ignore

export const runDecisions = ['try-again', 'skip', 'cancel'] as const;
export type RunDecision = (typeof runDecisions)[number];
const decided = { 'try-again': 'again', skip: 'skipped', cancel: 'cancelled' } as const;
const decisionLabels = {
  'try-again': 'Tried a step again',
  skip: 'Skipped a step',
  cancel: 'Cancelled a run',
} as const;

/**
 * AUT-8: a person decides about a run that stopped or waits. The journal has an entry with their name. Refuses `records/not-found`, and
 * `records/invalid` where the run does not stand in such a way any more.
 */
export async function decideRun(
  ports: TenancyPorts,
  caller: ApiCaller,
  { id, run: runId, decision }: RunAsked & { readonly decision: RunDecision },
): Promise<Result<{ readonly status: RunStatus }>> {
  const now = new Date(ports.clock.nowMs()).toISOString();
  const done = await asAutomationAdministrator(ports, caller, 'write', async (tx, { tenant }) => {
    const run = await readRun(tx, caller.orgId, runId);
    if (run?.automationId !== id) return notFound(runId);
    const version = (await readVersions(tx, tenant, [run.versionId])).get(run.versionId);
    const steps = version?.definition?.steps;
    const next = steps === undefined && decision !== 'cancel' ? undefined : afterEvent(steps ?? [], run, { kind: decision }); // prettier-ignore
    const step = stepAt(steps ?? [], run.position);
    const line = { step: step?.id ?? null, kind: step?.kind ?? null, outcome: decided[decision], why: null, act: null, by: caller.userId, at: now, record: run.items[0] ?? null } as const; // prettier-ignore
    if (next === undefined || !(await writeRunState(tx, caller.orgId, { run, next, line })))
      return refuse('records/invalid', 'The run went on meanwhile. Look at it again.', {});
    const name = textIn((await readAutomation(tx, tenant, id))?.fields['name']);
    return accept({ status: next.status, name });
  });
  if (!done.ok) return done;
  const { status, name } = done.value;
  return noted(ports, caller, { label: `${decisionLabels[decision]} of ${name ?? 'an automation'}`, done: accept({ status }) }); // prettier-ignore
}

/**
 * AUT-8: pauses an automation, or lets it go on. It is an act of the person, decided like any other. Changes during the pause start
 * nothing. Refuses `records/not-found` and as acts do.
 */
export async function pauseOrResume(
  ports: TenancyPorts,
  caller: ApiCaller,
  { id, isPaused }: { readonly id: string; readonly isPaused: boolean },
): Promise<Result<{ readonly id: string }>> {
  const found = await asAutomationAdministrator(ports, caller, 'snapshot', async (tx, { tenant }) => {
    const record = await readAutomation(tx, tenant, id);
    return record ? accept(record) : notFound(id);
  });
  if (!found.ok) return found;
  const { fields, version } = found.value;
  const at = fields['pausedAt'] ?? null;
  if ((at !== null) === isPaused) return accept({ id });
  const name = textIn(fields['name']) ?? '';
  const act = await actAs(ports, caller, {
    label: `${isPaused ? 'Paused' : 'Resumed'} ${name}`,
    edits: [
      {
        id,
        entity: automationKinds.automation,
        seen: version,
        fields: {
          pausedAt: [at, isPaused ? new Date(ports.clock.nowMs()).toISOString() : null],
          pausedWhy: [fields['pausedWhy'] ?? null, isPaused ? 'person' : null],
        },
      },
    ],
  });
  return act.ok ? accept({ id }) : act;
}
