import { approvalKey, automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import { administers, canSee } from '@outpost/domain/kernel/access/access';
import { type AutomationDefinition, type Step, type StepOf, hasParts, type Told, type WaitTime, msOfWait } from '@outpost/domain/kernel/automation/automation-definition'; // prettier-ignore
import { definitionProblem, readAutomationFilter } from '@outpost/domain/kernel/automation/definition-problem';
import {
  afterEvent,
  loopAt,
  type RunEvent,
  type RunState,
  stepAt,
} from '@outpost/domain/kernel/automation/run-machine';
import { editsOfStep, idOfStepAct, keyOfStep, type StepGround, filledText } from '@outpost/domain/kernel/automation/step-edits'; // prettier-ignore
import { valueOfRecord } from '@outpost/domain/kernel/automation/starts-run';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { holds } from '@outpost/domain/kernel/query/filters/holds';
import type { Decision } from '@outpost/domain/sync/protocol';
import { type Asker, readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { type AutomationRun, type ReadVersion, readAutomation, readRun, readVersions, type RunLine, type StepOutcome, calmRun, textField, writeRunState } from '../../gateway/automations/run-store.ts'; // prettier-ignore
import { readSight, seesRecord } from '../../gateway/webhooks/endpoint-sight.ts';
import { readEndpoint } from '../../gateway/webhooks/webhook-endpoint.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { noteDecisionDone } from '../../gateway/assignment/assignment-store.ts';
import { applyOne } from '../../records/apply-one.ts';
import { recordsOf } from '../../records/load/load.ts';
import { refusalIn } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import { decidedFor } from '../../gateway/automations/decided-for.ts';
import { assignByRule, giveRecord, idOfDecision } from './assign-by-rule.ts';
import { answerToOffer, type CountedAnswer, askPeople, firstAnswer } from './approvals.ts';
import { calculateByStep } from './calculate-by-step.ts';
import { findLooped } from './loop-records.ts';
import { restOfStep } from './rest-of-step.ts';
import { tellPeople } from './tell-people.ts';

export type StepPorts = TenancyPorts;

/** The facts that a step needs, read in one snapshot. */
type Standing = {
  readonly orgId: string;
  readonly run: AutomationRun;
  readonly name: string;
  readonly version: ReadVersion;
  readonly definition: AutomationDefinition;
  readonly maker: Asker;
  /** The record that the step is about: the run's, or the present one of a loop. Undefined: it is gone, or the maker may not see it. */
  readonly record: StoredRecord | undefined;
  /** Whether the run's own record is gone, or out of the maker's sight. */
  readonly isGone: boolean;
  readonly ground: Omit<StepGround, 'record'>;
  /** Whether the filter of the step matches the record, asked in the same moment. */
  readonly part: 'yes' | 'no';
  /** The answer that counts at a step that asks people. */
  readonly answer: CountedAnswer | undefined;
};
/** `isOver`: the run has waited at this step, and its time is over. */
type StandingThen = Standing & { readonly isOver: boolean };

/**
 * AUT-3: carries out the next step of a run, and then writes its outcome. The act of a step has an id that is made of the run and the step,
 * so a server that stops in between has the same act decided again, which changes nothing. Returns whether the run changed.
 */
export async function takeRunStep(ports: StepPorts, orgId: string, runId: string): Promise<boolean> {
  const nowMs = ports.clock.nowMs();
  const now = new Date(nowMs).toISOString();
  const standing = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => readStanding(ports, tx, { orgId, runId, now })); // prettier-ignore
  if (standing === undefined) return false;
  const { run } = standing;
  if ('event' in standing) return settle(ports, orgId, { run, steps: [], event: standing.event, now });
  const { steps } = standing.definition;
  const step = stepAt(steps, run.position);
  const isOver = run.status === 'waiting' && run.wakesAt !== null && run.wakesAt <= now;
  if (step === undefined) return false;
  const isStill = run.status === 'waiting' && !hasParts(step);
  const event = isStill ? (isOver ? ({ kind: 'woke' } as const) : undefined) : await carriedOut(ports, { ...standing, isOver }, step); // prettier-ignore
  if (event === undefined) {
    await inTenant(ports.database, { orgId, mode: 'write' }, (tx) => calmRun(tx, orgId, run));
    return true; // it may be due again by a change since it was read
  }
  if (event.kind === 'was-refused')
    await tellMaker(
      ports,
      standing,
      `stopped at step "${step.id}": ${event.why}`,
      `${keyOfStep(step.id, run.items[0])} ${run.round}`,
    );
  const also = alsoOf(standing, { step, event });
  return settle(ports, orgId, {
    run,
    steps,
    event,
    now,
    step,
    ...(also && { also }),
  });
}

/** Returns what is written in the transaction of a step's outcome. */
function alsoOf(standing: Standing, { step, event }: { readonly step: Step | undefined; readonly event: RunEvent }): Settling['also'] {
  const { orgId, run, record, ground } = standing;
  if (step?.kind === 'assign') return (tx) => noteDecisionDone(tx, orgId, { id: idOfDecision(run, step.id), now: ground.now });
  return event.kind === 'did' && step?.kind === 'webhook' && record !== undefined ? notePosted({ ...standing, record }, step) : undefined;
} // prettier-ignore

/** Notes a failure of the server itself. The run is tried again later, and waits for a person after several failures. */
export async function noteFault(ports: StepPorts, orgId: string, runId: string): Promise<boolean> {
  const now = new Date(ports.clock.nowMs()).toISOString();
  const run = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => readRun(tx, orgId, runId));
  const event: RunEvent = { kind: 'faulted', why: 'The server failed at this step by a fault of its own.' };
  return run === undefined ? false : settle(ports, orgId, { run, steps: [], event, now });
}

type Reading = { readonly orgId: string; readonly runId: string; readonly now: string };

/** The functions that read the answer which counts, by the kind of step that asks people. */
const countedAnswers: { readonly [K in Step['kind']]?: typeof firstAnswer } = {
  approve: firstAnswer,
  offer: answerToOffer,
};

/** Reads the records and rights that a step needs. `event`: the run cannot go on, whatever its step is. */
async function readStanding(
  { installed }: StepPorts,
  tx: Transaction,
  { orgId, runId, now }: Reading,
): Promise<Standing | { readonly run: AutomationRun; readonly event: RunEvent } | undefined> {
  const run = await readRun(tx, orgId, runId);
  if (run === undefined || (run.status !== 'running' && run.status !== 'waiting')) return undefined;
  const service = { pack: 'platform', userId: automationsId, grants: [] };
  const { tenant } = await readAsker(tx, { orgId, userId: automationsId, installed, service });
  const [version] = (await readVersions(tx, tenant, [run.versionId])).values();
  const automation = await readAutomation(tx, tenant, run.automationId);
  if (automation === undefined || version === undefined) return { run, event: { kind: 'cancel' } };
  const { definition } = version;
  if (definition === undefined || definitionProblem(tenant.catalogue, definition))
    return { run, event: { kind: 'was-refused', why: 'The definition does not fit the records any more.' } };
  const maker = await readAsker(tx, { orgId, userId: automationsId, installed, service: { ...service, for: version.makerId } }); // prettier-ignore
  const seen = async (entity: string, id: string): Promise<StoredRecord | undefined> => {
    const [found] = await recordsOf(tx, tenant, { entity, ids: [id] });
    return found?.life === 'alive' && canSee(maker.principal, tenant.catalogue, found) ? found : undefined;
  };
  const own = await seen(run.entity, run.recordId);
  const [item] = run.items;
  const loop = item === undefined ? undefined : loopAt(definition.steps, run.position);
  const record = loop === undefined || item === undefined ? own : await seen(loop.entity, item);
  const timeZone = maker.settings?.timeZone ?? 'UTC';
  const standing = { orgId, run, name: textField(automation.fields['name']), version, definition, maker, record, isGone: own === undefined, ground: { catalogue: tenant.catalogue, runId, item, now, timeZone } }; // prettier-ignore
  const step = stepAt(definition.steps, run.position);
  const answer = step && (await countedAnswers[step.kind]?.(tx, orgId, approvalKey(run.id, step.id, run.round)));
  return { ...standing, part: await chosenPart(tx, standing), answer };
}

/** Returns the part that the filter of the step at which a run stands chooses, as the record is now. */
async function chosenPart(tx: Transaction, { run, definition, version, maker, record, ground }: Omit<Standing, 'part' | 'answer'>): Promise<'yes' | 'no'> {
  const step = stepAt(definition.steps, run.position);
  if (step === undefined || !('where' in step) || record === undefined) return 'no';
  const { catalogue, now, timeZone } = ground;
  const asking = { userId: version.makerId, now, timeZone };
  const condition = readAutomationFilter({ catalogue, ...asking, currency: maker.settings?.currency }, entityOf(catalogue, record.entity), step.where);
  if (!condition.ok) return 'no'; // the definition was judged a moment ago
  const { tenant, principal } = maker;
  return (await decidedFor(tx, { tenant, principal, held: new Map() }, (referred) => holds({ asking, referred }, condition.value, record))) === 'yes' ? 'yes' : 'no';
} // prettier-ignore

/** Carries a step out and returns what happened; undefined where the run goes on waiting. */
async function carriedOut(ports: StepPorts, standing: StandingThen, step: Step): Promise<RunEvent | undefined> {
  const { record, ground, maker } = standing;
  if (maker.principal.memberships.length === 0)
    return { kind: 'was-refused', why: 'The person who made this version has no rights here any more.' };
  const gone = 'The record is deleted, or the person who made this version may not see it any more.';
  if (standing.isGone) return { kind: 'unmet', why: gone };
  if (record === undefined) return { kind: 'left-out', why: gone };
  switch (step.kind) {
    case 'wait':
      return waitsFor(step, ground.now);
    case 'until':
      if (standing.part === 'yes' || standing.isOver) return { kind: 'chose', part: standing.part };
      return standing.run.status === 'waiting' ? undefined : waitsFor(step, ground.now);
    case 'branch':
      return { kind: 'chose', part: standing.part };
    case 'approve':
      return askOrGoOn(ports, { ...standing, record }, step);
    case 'offer':
      return offer(ports, { ...standing, record }, step);
    case 'tell':
      return tell(ports, { ...standing, record }, step);
    case 'webhook':
      return mayPost(ports, { ...standing, record }, step);
    case 'assign':
      return assignByRule(ports, { orgId: standing.orgId, run: standing.run, makerId: standing.version.makerId, maker, record, now: ground.now, isOnDevices: isOnDevices(standing) }, step); // prettier-ignore
    case 'each':
      return findLooped(ports, { orgId: standing.orgId, maker, record, now: ground.now }, step);
    case 'calculate':
      return calculate(ports, { ...standing, record }, step);
    case 'change':
    case 'create':
      return writeRest(ports, { ...standing, record }, step);
  }
}

const waitsFor = (time: WaitTime, now: string): RunEvent => ({
  kind: 'waits',
  until: new Date(Date.parse(now) + msOfWait(time)).toISOString(),
});

type WithRecord = Standing & { readonly record: StoredRecord };

/** AUT-19: asks a calculation, and keeps its answer. */
async function calculate(ports: StepPorts, standing: WithRecord, step: StepOf<'calculate'>): Promise<RunEvent> {
  const { orgId, run, maker, record, ground } = standing;
  const act = idOfStepAct(run.id, { id: keyOfStep(step.id, run.items[0]), round: run.round });
  const kept = await calculateByStep(ports, { orgId, maker, ground: { ...ground, record }, act }, step);
  if ('decided' in kept) return eventOf(kept.decided);
  return 'why' in kept ? { kind: 'was-refused', why: kept.why } : write(ports, standing, kept.keep);
}

/** Whether a device may have carried out the step in the act that started the run: never for the records of a loop. */
const isOnDevices = ({ definition: { trigger }, run }: Standing): boolean =>
  trigger.kind === 'change' && trigger.onDevices === true && run.items.length === 0;

/** AUT-22: as `write`, without the parts that the device has written with the change that started the run. */
async function writeRest(ports: StepPorts, standing: WithRecord, step: StepOf<'change' | 'create'>): Promise<RunEvent> {
  if (!isOnDevices(standing)) return write(ports, standing, step);
  const { orgId, run, maker, ground } = standing;
  const asked = { tenant: maker.tenant, run, ground, step };
  const rest = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => restOfStep(tx, asked));
  return 'kind' in rest ? rest : write(ports, standing, rest.step);
} // prettier-ignore

/** AUT-4: the act is the service's, with the rights that the version's maker holds at this moment. */
async function write(ports: StepPorts, { orgId, run, name, version, record, ground }: WithRecord, step: StepOf<'change' | 'create'>): Promise<RunEvent> {
  const edits = editsOfStep({ ...ground, record }, step);
  if (edits.length === 0) return { kind: 'did' };
  const service = { pack: 'platform', userId: automationsId, grants: [], for: version.makerId };
  const by = { orgId, author: { userId: automationsId, service }, device: automationsId };
  const applied = await applyOne(ports, by, { id: idOfStepAct(run.id, { id: keyOfStep(step.id, run.items[0]), round: run.round }), label: cutLabel(name), shape: 'together', group: run.id, edits: [...edits] });
  if (applied.kind === 'ended') return { kind: 'was-refused', why: 'The server did not take the act.' };
  return eventOf(applied.decision);
} // prettier-ignore

function eventOf(decision: Decision): RunEvent {
  const refused = refusalIn(decision);
  return refused ? { kind: 'was-refused', why: refused.message } : { kind: 'did' };
}

/** Returns the people whom a step names. */
async function peopleOf(ports: StepPorts, { orgId, record }: Pick<WithRecord, 'orgId' | 'record'>, to: Told): Promise<readonly string[]> {
  if ('role' in to) return peopleWith(ports, orgId, { role: to.role });
  if ('team' in to) return peopleWith(ports, orgId, { teamId: to.team });
  const named = 'person' in to ? to.person : valueOfRecord(record, to.field);
  return typeof named === 'string' ? [named] : [];
} // prettier-ignore

type Asked = WithRecord & Pick<StandingThen, 'isOver'>;

/** AUT-20: as `askOrGoOn`. The person who took the record gets it before the run goes on. */
async function offer(ports: StepPorts, standing: Asked, step: StepOf<'offer'>): Promise<RunEvent | undefined> {
  const { orgId, run, name, version, record, answer } = standing;
  if (answer?.part !== 'yes') return askOrGoOn(ports, standing, step);
  const act = idOfStepAct(run.id, { id: keyOfStep(step.id, run.items[0]), round: run.round });
  const why = await giveRecord(ports, { orgId, run, makerId: version.makerId, record }, { act, person: answer.person, label: cutLabel(`${name}: the first who took it`) });
  return why === undefined ? askOrGoOn(ports, standing, step) : { kind: 'was-refused', why };
} // prettier-ignore

/** AUT-17: asks people, goes on with the answer that counts, or waits. An answer that is there when the time is over still counts. */
async function askOrGoOn(ports: StepPorts, { isOver, answer, ...standing }: Asked, step: StepOf<'approve' | 'offer'>): Promise<RunEvent | undefined> {
  const { orgId, run, name, record, ground, maker } = standing;
  if (answer !== undefined) return { kind: 'chose', part: answer.part, by: answer };
  if (isOver) return { kind: 'chose', part: 'no' };
  if (run.status === 'waiting') return undefined;
  const people = await peopleOf(ports, { orgId, record }, step.to);
  const words = cutText(filledText({ catalogue: ground.catalogue, record }, step.words), 500) || name;
  const until = new Date(Date.parse(ground.now) + msOfWait(step)).toISOString();
  return askPeople(ports, { orgId, run, step: step.id, record, until, people, catalogue: maker.tenant.catalogue, words, from: name, offers: step.kind === 'offer' });
} // prettier-ignore

async function tell(ports: StepPorts, { orgId, run, name, record, ground, maker }: WithRecord, step: StepOf<'tell'>): Promise<RunEvent> {
  const people = await peopleOf(ports, { orgId, record }, step.to);
  const words = cutText(filledText({ catalogue: ground.catalogue, record }, step.words), 500);
  if (people.length === 0 || words === '') return { kind: 'did' };
  const told = await tellPeople(ports, orgId, { catalogue: maker.tenant.catalogue, key: [run.id, keyOfStep(step.id, run.items[0]), String(run.round)], people, words, from: name, about: record });
  return told === undefined ? { kind: 'did' } : { kind: 'was-refused', why: told };
} // prettier-ignore

/**
 * AUT-12: whether a record can be posted to an endpoint: the maker of the version administers webhooks, the endpoint is there and on, and it
 * may see the record. The outcome of the step and the event that is sent are written in one transaction (`notePosted`).
 */
function mayPost({ database, installed }: StepPorts, { orgId, maker, record }: WithRecord, { endpoint: id }: StepOf<'webhook'>): Promise<RunEvent> {
  const refused = (why: string): RunEvent => ({ kind: 'was-refused', why });
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    if (!administers(maker.principal, entityOf(maker.tenant.catalogue, accessEntities.person)))
      return refused('The person who made this version may not manage webhooks.');
    const endpoint = await readEndpoint(tx, orgId, id);
    if (endpoint === undefined) return refused('The webhook to which it posts was removed. Choose another one in a new version.');
    if (endpoint.off) return refused(`The webhook “${endpoint.name}” is turned off. Turn it on, and try the step again.`);
    const sight = await readSight(tx, { orgId, installed }, endpoint);
    if (!seesRecord(sight, record)) return refused(`The rights of the webhook “${endpoint.name}” do not show it this record.`);
    return { kind: 'did' };
  });
} // prettier-ignore

/**
 * AUT-12: queues the event of a posted record. It is written with the outcome of its step, so a server that stops in between has written
 * both or neither: the endpoint gets one delivery, in the order of the record's events.
 */
const notePosted =
  ({ orgId, run, version, record, ground }: WithRecord, { id: step, endpoint }: StepOf<'webhook'>) =>
  (tx: Transaction): Promise<void> =>
    noteEvent(tx, orgId, {
      action: 'automation/step',
      nowMs: Date.parse(ground.now),
      by: automationsId,
      entity: record.entity,
      record: record.id,
      details: { automation: run.automationId, version: version.id, run: run.id, step, endpoint },
    });

/** Chosen: more people read a notice nowhere else. */
const mostTold = 100;

/** Returns the active people who hold a role or are in a team, at most a hundred. */
function peopleWith(
  { database }: StepPorts,
  orgId: string,
  membership: { readonly role: string } | { readonly teamId: string },
): Promise<readonly string[]> {
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query<{ id: string }>(
      `select id from store.platform_person where org_id = $1 and life = 'alive' and fields ->> 'status' is distinct from 'suspended'
         and fields -> 'memberships' @> $2::jsonb order by id limit ${mostTold}`,
      [orgId, JSON.stringify([membership])],
    );
    return rows.map(({ id }) => id);
  });
}

/** Tells the maker of a version that its run stopped. The key makes it one notice, however often it is written. */
export async function tellMaker(
  ports: StepPorts,
  {
    orgId,
    run,
    name,
    version,
    maker,
    record,
  }: Pick<Standing, 'orgId' | 'run' | 'name' | 'version' | 'maker' | 'record'>,
  what: string,
  key: string,
): Promise<void> {
  const words = cutText(`“${name}” ${what}`, 500);
  await tellPeople(ports, orgId, { catalogue: maker.tenant.catalogue, key: [run.id, 'maker', key], people: [version.makerId], words, from: name, about: record }); // prettier-ignore
}

type Settling = {
  readonly run: AutomationRun;
  readonly steps: readonly Step[];
  readonly step?: Step;
  readonly event: RunEvent;
  readonly now: string;
  /** Writes that belong to the outcome, in its transaction. */
  readonly also?: (tx: Transaction) => Promise<void>;
};

const outcomes: { readonly [K in RunEvent['kind']]: StepOutcome } = {
  did: 'done',
  unmet: 'ended',
  chose: 'chose',
  looped: 'done',
  'left-out': 'skipped',
  waits: 'waits',
  woke: 'woke',
  'was-refused': 'refused',
  faulted: 'faulted',
  'try-again': 'again',
  skip: 'skipped',
  cancel: 'cancelled',
};

/** Returns the line of the log about an event. `by`: the person who decided. */
export function lineOf(run: AutomationRun, { step, event, now, by = null }: Omit<Settling, 'run' | 'steps' | 'also'> & { readonly by?: string | null }): RunLine {
  const isWrite = step?.kind === 'change' || step?.kind === 'create' || step?.kind === 'assign' || step?.kind === 'calculate';
  const record = run.items[0] ?? null;
  if (event.kind === 'chose' && event.by !== undefined) {
    const { person, decision, note } = event.by;
    return { step: step?.id ?? null, kind: step?.kind ?? null, outcome: 'chose', why: note === '' ? event.part : `${event.part}: ${note}`, act: decision, by: person, at: now, record };
  }
  const why = 'why' in event ? (event.why ?? null) : event.kind === 'chose' ? event.part : event.kind === 'waits' ? event.until : null;
  const act = isWrite && (event.kind === 'did' || event.kind === 'was-refused') ? ('act' in event ? event.act : undefined) ?? idOfStepAct(run.id, { id: keyOfStep(step.id, run.items[0]), round: run.round }) : null;
  return { step: step?.id ?? null, kind: step?.kind ?? null, outcome: outcomes[event.kind], why, act, by, at: now, record };
} // prettier-ignore

/** Writes the state after an event, unless the run was changed meanwhile. */
async function settle({ database }: StepPorts, orgId: string, { run, steps, ...settling }: Settling): Promise<boolean> {
  const next: RunState | undefined = afterEvent(steps, run, settling.event);
  if (next === undefined) return false;
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const isWritten = await writeRunState(tx, orgId, { run, next, line: lineOf(run, settling) });
    if (isWritten) await settling.also?.(tx);
    return isWritten;
  });
}
