import type { StepOf } from '@outpost/domain/kernel/automation/automation-definition';
import { automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import { idOfMade, keyOfStep, type StepGround, valuesOfStep } from '@outpost/domain/kernel/automation/step-edits';
import { sameJson } from '@outpost/domain/kernel/json';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';
import type { AutomationRun } from '../../gateway/automations/run-store.ts';
import type { JournalPayload } from '../../journal/chain.ts';
import { recordsOf } from '../../records/load/load.ts';
import { RowRecords } from './row-records.ts';

type Asked = {
  readonly tenant: Tenant;
  readonly run: AutomationRun;
  readonly ground: Omit<StepGround, 'record'>;
  readonly step: StepOf<'change' | 'create'>;
};
type Done = { readonly kind: 'did'; readonly why: string; readonly act?: string };
/** The part of a step that is left to the server. */
type Rest = { readonly step: Asked['step'] };

/**
 * AUT-22: returns the part of a step that the device has not written in the act that started the run, or that nothing is left. A record counts
 * that has the id which the step gives it, also if it was changed or deleted since. A field counts into which the act has written what the step
 * writes, also if it was changed since. Acts of devices without the rule have neither.
 */
export async function restOfStep(tx: Transaction, { tenant, run, ground, step }: Asked): Promise<Rest | Done> {
  const starting = await startOf(tx, tenant, run);
  const act = starting?.act == null ? {} : { act: starting.act };
  if (step.kind === 'create') {
    const [made] = await recordsOf(tx, tenant, { entity: step.entity, ids: [idOfMade(run.id, keyOfStep(step.id, undefined))] });
    // The service's own record is the one of an earlier try: its act is decided again, and gives the same answer.
    return made === undefined || made.createdBy === automationsId ? { step } : { kind: 'did', why: 'Made on the device, with the change.', ...act };
  }
  const record = starting && (await new RowRecords(tx, tenant, { rows: [starting], mayAsk: () => true }).behind({ n: run.n, entity: run.entity, id: run.recordId }));
  if (starting === undefined || record === undefined) return { step };
  const then = new Map(valuesOfStep({ ...ground, record, now: starting.madeAt ?? starting.at }, step));
  const isDone = (name: string): boolean => Object.hasOwn(starting.changed, name) && sameJson(starting.changed[name]?.[1] ?? null, then.get(name) ?? null);
  const left = Object.entries(step.set).filter(([name]) => !isDone(name));
  return left.length === 0 ? { kind: 'did', why: 'Changed on the device, with the change that started it.', ...act } : { step: { ...step, set: Object.fromEntries(left) } };
} // prettier-ignore

/** The owner whom a change gave to its record, and its act. `isAuthor`: the person made the change, as the maker of a record owns it. */
export type GivenOwner = { readonly person: string; readonly act?: string; readonly isAuthor: boolean };

/** AUT-22: returns the owner whom the change that started a run gave to the record; undefined where it gave none. */
export async function ownerOfStart(tx: Transaction, { tenant, run }: Pick<Asked, 'tenant' | 'run'>): Promise<GivenOwner | undefined> {
  const starting = await startOf(tx, tenant, run);
  const person = starting?.changed['ownerId']?.[1];
  if (starting === undefined || typeof person !== 'string') return undefined;
  return { person, isAuthor: person === starting.by, ...(starting.act == null ? {} : { act: starting.act }) };
} // prettier-ignore

/** Returns the journal row that started a run; undefined where its content was removed. */
async function startOf(tx: Transaction, { orgId }: Tenant, { n }: AutomationRun): Promise<JournalPayload | undefined> {
  const [row] = await tx.query<{ payload: string | null }>('select payload from store.journal where org_id = $1 and n = $2', [orgId, n]);
  return row?.payload == null ? undefined : (JSON.parse(row.payload) as JournalPayload); // the server wrote it
} // prettier-ignore
