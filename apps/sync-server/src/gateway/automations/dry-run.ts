import { automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import { canSee } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import {
  type AutomationDefinition,
  hasParts,
  type Step,
  type TriggerOf,
} from '@outpost/domain/kernel/automation/automation-definition';
import { definitionProblem, type FilterReading, readAutomationFilter, startConditions } from '@outpost/domain/kernel/automation/definition-problem'; // prettier-ignore
import {
  afterEvent,
  type RunEvent,
  type RunState,
  startedRun,
  stepAt,
} from '@outpost/domain/kernel/automation/run-machine';
import { recordBefore, startsRun, valueOfRecord } from '@outpost/domain/kernel/automation/starts-run';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { holds } from '@outpost/domain/kernel/query/filters/holds';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../../access/asker.ts';
import type { Transaction } from '../../db/database.ts';
import { scheduleMoments } from '@outpost/domain/kernel/automation/due-moments';
import { instantAt, minutesLater, sameTimeDaysLater } from '@outpost/domain/kernel/calendar/wall-time';
import { addDays } from '@outpost/domain/kernel/days';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { countMatching, dueFilter, isDay, matchingPage } from './due-question.ts';
import { decidedFor, type AutomationSight } from './decided-for.ts';
import type { JournalPayload } from '../../journal/chain.ts';
import { boundsOf } from '../../journal/search/number-bounds.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { ApiCaller } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import { asAutomationAdministrator } from './manage-automations.ts';
import { readVersions, textField } from './run-store.ts';

/** Chosen: a person waits for the answer. `mostScanned`: rows of the journal, of all kinds. */
const mostRows = 20_000;
const mostScanned = 200_000;
const mostExamples = 50;
const dayMs = 86_400_000;

export type DryRunFound = {
  /**
   * `changes`: from the journal, with the values of each time. `records`: from the records as they are now, because the journal does not
   * say which records had a date or matched at an earlier moment. `none`: nobody knows who would have pressed a button.
   */
  readonly basis: 'changes' | 'records' | 'none';
  /** The due moments of a schedule in these days; otherwise 0. */
  readonly moments: number;
  /** For `records` and `none`: the records that match the conditions now. */
  readonly matching: number;
  /** The journal rows, or the records, that were looked at. `isWhole`: there were no more in these days. */
  readonly rows: number;
  readonly isWhole: boolean;
  readonly starts: number;
  /** The starts whose conditions were not met. */
  readonly unmet: number;
  /** The starts by day in UTC: "2026-11-20". */
  readonly days: Readonly<Record<string, number>>;
  /** How often each step would have been reached. */
  readonly steps: Readonly<Record<string, number>>;
  /** How often it is not known how a step with parts ends: the steps in its parts are not counted then, those behind it are. */
  readonly unknown: Readonly<Record<string, number>>;
  /** The newest starts. `steps`: those that would have been reached, in their order. */
  readonly examples: readonly { readonly record: string; readonly n: number; readonly at: string; readonly steps: readonly string[] }[]; // prettier-ignore
};

export type DryRunAsked = { readonly version: string; readonly days: number };

/**
 * AUT-7: says what a version would have done with the changes of the last days. It reads the journal from the newest row back and rolls
 * each record back with it, so each change is judged with the values of its time. Nothing is written. Changes by automations are left out.
 * Steps that change a record do not change what later steps of the dry run see. A step that waits for a change of the record is known to
 * choose "yes" only where the record matched at the start. Refuses `records/not-found` and `records/invalid`.
 */
export const dryRun = (ports: TenancyPorts, caller: ApiCaller, { version: id, days }: DryRunAsked): Promise<Result<DryRunFound>> =>
  asAutomationAdministrator(ports, caller, 'snapshot', async (tx, { tenant, settings }) => {
    const { orgId } = caller;
    const version = (await readVersions(tx, tenant, [id])).get(id);
    if (!version) return notFound(id);
    const { definition, makerId } = version;
    const problem = definition && definitionProblem(tenant.catalogue, definition);
    if (!definition || problem) return refuse('records/invalid', problem?.message ?? 'This version cannot be read.', {});
    if (definition.trigger.kind !== 'change') {
      const maker = await readAsker(tx, { orgId, userId: makerId, installed: ports.installed });
      return dryRunOfRecords(tx, { definition, maker, nowMs: ports.clock.nowMs(), days });
    }
    const since = new Date(ports.clock.nowMs() - days * dayMs).toISOString();
    const { first, head } = await boundsOf(tx, orgId, { from: since });
    const from = Math.max(first ?? head + 1, head - mostScanned + 1);
    const rows = await readRows(tx, { orgId, entity: definition.entity, from });
    const { principal } = await readAsker(tx, { orgId, userId: makerId, installed: ports.installed });
    const sight: AutomationSight = { tenant, principal, held: new Map() };
    const states = await readStates(tx, sight, { entity: definition.entity, rows });
    const dry = new DryRunning(tx, { sight, definition, timeZone: settings?.timeZone ?? 'UTC', currency: settings?.currency });
    for (const row of rows.slice(0, mostRows)) {
      const record = states.get(row.record ?? '');
      if (!record) continue;
      if (row.by !== automationsId) await dry.look(row, record);
      states.set(record.id, recordBefore(record, [row.changed]));
    }
    return accept({ ...dry.found, basis: 'changes', moments: 0, matching: 0, rows: Math.min(rows.length, mostRows), isWhole: rows.length <= mostRows && from === (first ?? head + 1) });
  }); // prettier-ignore

type OfRecords = {
  readonly definition: AutomationDefinition;
  readonly maker: Asker;
  readonly nowMs: number;
  readonly days: number;
};

/**
 * Says what a date or a schedule would have started in the last days, with the records as they are now. A button starts nothing by itself:
 * the answer has the number of records on which it would run.
 */
async function dryRunOfRecords(tx: Transaction, { definition, maker, nowMs, days }: OfRecords): Promise<Result<DryRunFound>> {
  const { trigger, steps, entity: name } = definition;
  const { tenant, principal, settings } = maker;
  const entity = entityOf(tenant.catalogue, name);
  const timeZone = settings?.timeZone ?? 'UTC';
  const now = new Date(nowMs).toISOString();
  const span = { since: new Date(nowMs - days * dayMs).toISOString(), until: now };
  const dry = new DryRunning(tx, { sight: { tenant, principal, held: new Map() }, definition, timeZone, currency: settings?.currency });
  const reading: FilterReading = { catalogue: tenant.catalogue, userId: principal.userId, timeZone, currency: settings?.currency, now };
  const where = trigger.kind === 'date' ? dueFilter(entity, trigger, { span, timeZone }) : undefined;
  const moments = trigger.kind === 'schedule' ? scheduleMoments(trigger, span, timeZone) : [];
  const asked = { definition, maker, where, now };
  const matching = await countMatching(tx, asked);
  if (!matching.ok) return matching;
  const isNothing = trigger.kind === 'button' || (trigger.kind === 'date' && where === undefined);
  const limit = trigger.kind === 'schedule' ? trigger.most : 1_000; // a list has no more
  const page = isNothing ? accept({ rows: [], next: null }) : await matchingPage(tx, asked, { after: null, limit });
  if (!page.ok) return page;
  const { rows, next } = page.value;
  for (const at of trigger.kind === 'schedule' ? moments.toReversed() : [undefined])
    for (const record of rows) {
      const moment = at ?? (trigger.kind === 'date' ? momentOf(entity, trigger, { record, timeZone }) : now);
      dry.start(moment);
      await dry.count({ steps, reading, record, n: 0, at: moment });
    }
  const basis = trigger.kind === 'button' ? 'none' : 'records';
  return accept({ ...dry.found, basis, moments: moments.length, matching: matching.value, rows: rows.length, isWhole: next === null });
} // prettier-ignore

/** Returns the moment at which the date of a record starts it. */
function momentOf(entity: Entity, trigger: TriggerOf<'date'>, { record, timeZone }: { readonly record: StoredRecord; readonly timeZone: string }): string {
  const value = textField(valueOfRecord(record, trigger.field));
  const { offset, unit, at = '00:00' } = trigger;
  if (isDay(entity, trigger)) return instantAt(addDays(value, offset), at, timeZone);
  return unit === 'hour' ? minutesLater(value, offset * 60) : sameTimeDaysLater(value, offset, timeZone);
} // prettier-ignore

type Rows = readonly JournalPayload[];

/** Returns the changes of a kind, newest first. */
async function readRows(tx: Transaction, { orgId, entity, from }: { readonly orgId: string; readonly entity: string; readonly from: number }): Promise<Rows> {
  const rows = await tx.query<{ payload: string }>(
    `select payload from store.journal where org_id = $1 and n >= $2 and entity = $3 and kind in ('created', 'changed') and payload is not null
     order by n desc limit ${mostRows + 1}`,
    [orgId, from, entity],
  );
  return rows.map(({ payload }) => JSON.parse(payload) as JournalPayload); // the server wrote it
} // prettier-ignore

async function readStates(tx: Transaction, { tenant }: AutomationSight, { entity, rows }: { readonly entity: string; readonly rows: Rows }) {
  const ids = [...new Set(rows.flatMap(({ record }) => record ?? []))];
  const states = new Map<string, StoredRecord>();
  for (let from = 0; from < ids.length; from += 1_000)
    for (const record of await recordsOf(tx, tenant, { entity, ids: ids.slice(from, from + 1_000) })) states.set(record.id, record);
  return states;
} // prettier-ignore

type Dry = {
  readonly sight: AutomationSight;
  readonly definition: AutomationDefinition;
  readonly timeZone: string;
  readonly currency: string | undefined;
};

type Counted = {
  readonly steps: readonly Step[];
  readonly reading: FilterReading;
  readonly record: StoredRecord;
  readonly n: number;
  readonly at: string;
};

/** A loop is left like a wait: behind both of its parts. */
const waitingAt = (state: RunState): RunState => ({ ...state, status: 'waiting' });

/** Counts what a version would have done. */
class DryRunning {
  readonly #tx: Transaction;
  readonly #dry: Dry;
  #starts = 0;
  #unmet = 0;
  readonly #days: Record<string, number> = {};
  readonly #steps: Record<string, number> = {};
  readonly #unknown: Record<string, number> = {};
  readonly #examples: { record: string; n: number; at: string; steps: readonly string[] }[] = [];

  constructor(tx: Transaction, dry: Dry) {
    this.#tx = tx;
    this.#dry = dry;
  }

  get found(): Omit<DryRunFound, 'rows' | 'isWhole' | 'basis' | 'moments' | 'matching'> {
    return {
      starts: this.#starts,
      unmet: this.#unmet,
      days: this.#days,
      steps: this.#steps,
      unknown: this.#unknown,
      examples: this.#examples,
    };
  }

  /** Counts a start at a moment. */
  start(at: string): void {
    this.#starts += 1;
    const day = at.slice(0, 10);
    this.#days[day] = (this.#days[day] ?? 0) + 1;
  }

  /** Judges one change, with the record as it was behind it. */
  async look({ n, at, kind, changed }: JournalPayload, record: StoredRecord): Promise<void> {
    const { sight, definition, timeZone, currency } = this.#dry;
    const { catalogue } = sight.tenant;
    if ((kind !== 'created' && kind !== 'changed') || !canSee(sight.principal, catalogue, record)) return;
    const entity = entityOf(catalogue, record.entity);
    const reading: FilterReading = { catalogue, userId: sight.principal.userId, timeZone, currency, now: at };
    const start = startConditions(reading, entity, definition);
    const conditions = readAutomationFilter(reading, entity, definition.conditions);
    if (!start.ok || !conditions.ok) return;
    const asking = { userId: reading.userId, now: at, timeZone };
    const { trigger, steps } = definition;
    if (trigger.kind !== 'change') return;
    const starts = await decidedFor(this.#tx, sight, (referred) => startsRun({ asking, referred }, { trigger, ...start.value }, { kind, changed, record })); // prettier-ignore
    if (starts !== 'yes') return;
    this.start(at);
    const met = await decidedFor(this.#tx, sight, (referred) => holds({ asking, referred }, conditions.value, record));
    if (met !== 'yes') {
      this.#unmet += 1;
      return;
    }
    await this.count({ steps, reading, record, n, at });
  }

  /** Counts the steps that a run would reach. */
  async count({ steps, reading, record, n, at }: Counted): Promise<void> {
    const reached = await this.#walk(steps, { reading, record });
    for (const step of reached) this.#steps[step] = (this.#steps[step] ?? 0) + 1;
    if (this.#examples.length < mostExamples) this.#examples.push({ record: record.id, n, at, steps: reached });
  }

  /** Returns the steps that a run would reach, in their order. */
  async #walk(steps: readonly Step[], { reading, record }: { readonly reading: FilterReading; readonly record: StoredRecord }): Promise<readonly string[]> {
    const reached: string[] = [];
    let state = startedRun;
    for (let step = stepAt(steps, state.position); step !== undefined; step = stepAt(steps, state.position)) {
      if (state.status !== 'waiting') reached.push(step.id);
      const isLoop = step.kind === 'each'; // the records that it would have found then are not known
      const isUnknown = isLoop || (state.status === 'waiting' && hasParts(step));
      if (isUnknown) this.#unknown[step.id] = (this.#unknown[step.id] ?? 0) + 1;
      const event: RunEvent = isUnknown ? { kind: 'skip' } : state.status === 'waiting' ? { kind: 'woke' } : await this.#eventOf(step, { reading, record });
      const next = afterEvent(steps, isLoop ? waitingAt(state) : state, event);
      if (next === undefined) break;
      state = next;
    }
    return reached;
  } // prettier-ignore

  async #eventOf(step: Step, { reading, record }: { readonly reading: FilterReading; readonly record: StoredRecord }): Promise<RunEvent> {
    if (step.kind === 'wait') return { kind: 'waits', until: reading.now };
    if (step.kind === 'approve' || step.kind === 'offer') return { kind: 'waits', until: reading.now }; // nobody knows what a person would have answered
    if (!('where' in step)) return { kind: 'did' };
    const condition = readAutomationFilter(reading, entityOf(reading.catalogue, record.entity), step.where);
    if (!condition.ok) return { kind: 'chose', part: 'no' };
    const held = await decidedFor(this.#tx, this.#dry.sight, (referred) => holds({ asking: reading, referred }, condition.value, record));
    if (step.kind === 'until' && held !== 'yes') return { kind: 'waits', until: reading.now };
    return { kind: 'chose', part: held === 'yes' ? 'yes' : 'no' };
  } // prettier-ignore
}
