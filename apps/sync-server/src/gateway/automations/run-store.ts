import { readDefinition, type AutomationDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import type { RunPosition, RunState, RunStatus } from '@outpost/domain/kernel/automation/run-machine';
import { idSchema } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import { type Transaction, unawaited } from '../../db/database.ts';
import { z } from 'zod';
import { recordsOf } from '../../records/load/load.ts';
import { readStored, storedColumns } from '../../records/load/stored-columns.ts';

/** The name of the cursor by which automations read the journal. */
export const automationsReader = 'automations';

/**
 * The cause of a run that no change of its record has started: a press of a button by a person, the date of a field, or the due moment of a
 * schedule. Instants are ISO 8601 UTC.
 */
export const runCauseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('button'), press: z.string(), by: z.string() }),
  z.object({ kind: z.literal('date'), field: z.string(), value: z.string() }),
  z.object({ kind: z.literal('schedule'), due: z.string() }),
]);
export type RunCause = z.output<typeof runCauseSchema>;

/**
 * One run of an automation. `n`: the journal row that started it; for a date or a schedule, the newest row at that moment. `cause`: null
 * where a change started it. `revision`: the number of its writes.
 */
export type AutomationRun = RunState & {
  readonly id: string;
  readonly automationId: string;
  readonly versionId: string;
  readonly n: number;
  readonly entity: string;
  readonly recordId: string;
  readonly depth: number;
  readonly cause: RunCause | null;
  readonly revision: number;
  /** The newest journal row that may let it go on, and that it has not been asked about; null: none (AUT-16). */
  readonly stirredN: number | null;
  readonly madeAt: string;
  readonly changedAt: string;
};

/** How a step of a run ended, or what happened to the run. */
export const stepOutcomes = ['done', 'chose', 'waits', 'woke', 'ended', 'refused', 'faulted', 'again', 'skipped', 'cancelled'] as const; // prettier-ignore
export type StepOutcome = (typeof stepOutcomes)[number];

/** One line of a run's log. `step`: null for a line about the whole run. `by`: the person who decided; null: the server. */
export type RunLine = {
  readonly step: string | null;
  readonly kind: string | null;
  readonly outcome: StepOutcome;
  readonly why: string | null;
  readonly act: string | null;
  readonly by: string | null;
  readonly at: string;
  /** The record of a loop that the line is about; null: the record of the run. */
  readonly record: string | null;
};

export type RunRow = {
  readonly id: string;
  readonly automation_id: string;
  readonly version_id: string;
  readonly n: number;
  readonly entity: string;
  readonly record_id: string;
  readonly depth: number;
  readonly cause: RunCause | null;
  readonly status: RunStatus;
  readonly position: RunPosition;
  readonly round: number;
  readonly faults: number;
  readonly wakes_at: string | null;
  readonly why: string | null;
  readonly revision: number;
  readonly stirred_n: number | null;
  readonly items: readonly string[];
  readonly made_at: string;
  readonly changed_at: string;
};

export const runColumns =
  'id, automation_id, version_id, n, entity, record_id, depth, cause, status, position, round, faults, wakes_at, why, revision, stirred_n, items, made_at, changed_at';

export const runOf = (row: RunRow): AutomationRun => ({
  id: row.id,
  automationId: row.automation_id,
  versionId: row.version_id,
  n: row.n,
  entity: row.entity,
  recordId: row.record_id,
  depth: row.depth,
  cause: row.cause,
  status: row.status,
  position: row.position,
  round: row.round,
  faults: row.faults,
  wakesAt: row.wakes_at,
  why: row.why,
  revision: row.revision,
  stirredN: row.stirred_n,
  items: row.items,
  madeAt: row.made_at,
  changedAt: row.changed_at,
});

export async function readRun(tx: Transaction, orgId: string, id: string): Promise<AutomationRun | undefined> {
  const [row] = await tx.query<RunRow>(`select ${runColumns} from store.automation_run where org_id = $1 and id = $2`, [orgId, id]); // prettier-ignore
  return row && runOf(row);
}

/** The part of a journal row that says which record it changed. */
type StirringRow = { readonly n: number; readonly record: string | null; readonly entity: string | null };

/**
 * AUT-16: notes on all open runs of the records of these rows that they may go on; AUT-17: and on those whose question was answered. It is written in the transaction that moves the reader's
 * cursor, and also on runs that do not wait yet: a change between the reading of the record and the writing of "waiting" is not lost. A run
 * that the same rows start needs no note: it reads its record later.
 */
export async function stirRuns(tx: Transaction, orgId: string, rows: readonly StirringRow[]): Promise<void> {
  const newest = new Map(rows.flatMap(({ n, record }) => (record === null ? [] : [[record, n]])));
  if (newest.size === 0) return;
  // The record is compared with a list: a join would read all open runs for each record where Postgres has no statistics yet.
  unawaited(
    tx.query(
      `update store.automation_run set stirred_n = ($3::bigint[])[array_position($2::uuid[], record_id)]
       where org_id = $1 and record_id = any($2::uuid[]) and status in ('running', 'waiting')`,
      [orgId, [...newest.keys()], [...newest.values()]],
    ),
  );
  const decisions = rows.flatMap(({ entity, record }) => (entity === automationKinds.decision ? (record ?? []) : []));
  if (decisions.length === 0) return;
  const asks = await tx.query<{ id: string; ask: string }>(
    'select id, k_ask as ask from store.platform_decision where org_id = $1 and id = any($2::uuid[])',
    [orgId, decisions],
  );
  const asked = new Map<string, number>();
  for (const { id, ask } of asks) {
    const [run = ''] = ask.split('/');
    if (!idSchema.safeParse(run).success) continue; // people write the key: another text names no run
    asked.set(run, Math.max(asked.get(run) ?? 0, newest.get(id) ?? 0));
  }
  unawaited(
    tx.query(
      `update store.automation_run set stirred_n = ($3::bigint[])[array_position($2::uuid[], id)]
       where org_id = $1 and id = any($2::uuid[]) and status in ('running', 'waiting')`,
      [orgId, [...asked.keys()], [...asked.values()]],
    ),
  );
}

/**
 * Notes that a waiting run was asked and goes on waiting. A newer change than the one that was read stays noted. It makes no line in the
 * log: a record may change often.
 */
export async function calmRun(tx: Transaction, orgId: string, { id, stirredN }: Pick<AutomationRun, 'id' | 'stirredN'>): Promise<void> {
  await tx.query('update store.automation_run set stirred_n = null where org_id = $1 and id = $2 and stirred_n = $3', [orgId, id, stirredN]);
} // prettier-ignore

/**
 * Writes the next state of a run and a line of its log, if nobody has changed the run since it was read. Returns whether it was written:
 * of two workers that carried the same step out, one writes.
 */
export async function writeRunState(
  tx: Transaction,
  orgId: string,
  { run, next, line }: { readonly run: AutomationRun; readonly next: RunState; readonly line: RunLine },
): Promise<boolean> {
  const written = await tx.query(
    `update store.automation_run set status = $4, position = $5::jsonb, round = $6, faults = $7, wakes_at = $8, why = $9, changed_at = $10, items = $11::jsonb, revision = revision + 1
     where org_id = $1 and id = $2 and revision = $3 returning id`,
    [orgId, run.id, run.revision, next.status, JSON.stringify(next.position), next.round, next.faults, next.wakesAt, next.why, line.at, JSON.stringify(next.items)],
  );
  if (written.length === 0) return false;
  await tx.query(
    `insert into store.automation_step (org_id, run_id, seq, step_id, kind, outcome, why, act, by_id, at, record_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [orgId, run.id, run.revision + 1, line.step, line.kind, line.outcome, line.why, line.act, line.by, line.at, line.record],
  );
  return true;
} // prettier-ignore

/** A version of an automation with the person whose rights its steps have. `definition`: undefined where this build cannot read it. */
export type ReadVersion = {
  readonly id: string;
  readonly automationId: string;
  readonly number: number;
  readonly makerId: string;
  readonly definition: AutomationDefinition | undefined;
};

/** Returns the text of a field; an empty one where it has another value. */
export const textField = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const versionOf = ({ id, fields, createdBy }: StoredRecord): ReadVersion => ({
  id,
  automationId: textField(fields['automation']),
  number: Number(fields['number']),
  makerId: createdBy,
  definition: readDefinition(fields),
});

/** Returns the living versions with these ids. */
export async function readVersions(
  tx: Transaction,
  tenant: Pick<Tenant, 'orgId' | 'installed'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadVersion>> {
  const records = ids.length === 0 ? [] : await recordsOf(tx, tenant, { entity: automationKinds.version, ids });
  return new Map(records.filter(({ life }) => life === 'alive').map((record) => [record.id, versionOf(record)]));
}

/** Returns the living versions that are live at the reader's place in the journal, by id. */
export async function readLiveVersions(
  tx: Transaction,
  tenant: Pick<Tenant, 'orgId' | 'installed'>,
): Promise<ReadonlyMap<string, ReadVersion>> {
  const rows = await tx.query(
    `select ${storedColumns} from ${tableNameOf(tenant, automationKinds.version)}
     where org_id = $1 and id in (select version_id from store.automation where org_id = $1) and life = 'alive'`,
    [tenant.orgId],
  );
  return new Map(rows.map((row) => versionOf(readStored(automationKinds.version, row))).map((one) => [one.id, one]));
}

/** Returns the living automation with this id. */
export async function readAutomation(
  tx: Transaction,
  tenant: Pick<Tenant, 'orgId' | 'installed'>,
  id: string,
): Promise<StoredRecord | undefined> {
  const [record] = await recordsOf(tx, tenant, { entity: automationKinds.automation, ids: [id] });
  return record?.life === 'alive' ? record : undefined;
}
