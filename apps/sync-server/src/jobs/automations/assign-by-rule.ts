import { assignedLabel } from '@outpost/domain/kernel/assignment/assigned-label';
import { automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import type { StepOf } from '@outpost/domain/kernel/automation/automation-definition';
import type { RunEvent } from '@outpost/domain/kernel/automation/run-machine';
import { idOfStepAct, keyOfStep } from '@outpost/domain/kernel/automation/step-edits';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { Asker } from '../../access/asker.ts';
import { inTenant } from '../../db/database.ts';
import { decideOnce } from '../../gateway/assignment/assignment-store.ts';
import { readUsableRule } from '../../gateway/assignment/read-rule.ts';
import type { AutomationRun } from '../../gateway/automations/run-store.ts';
import { applyOne } from '../../records/apply-one.ts';
import { ownerOfStart } from './rest-of-step.ts';
import { refusalIn } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';

/** The run that stands at the step, with its record and the person whose rights it has. */
export type Assigning = {
  readonly orgId: string;
  readonly run: AutomationRun;
  readonly makerId: string;
  readonly maker: Asker;
  readonly record: StoredRecord;
  readonly now: string;
  /** AUT-22: a device may have carried the step out in the act that started the run. */
  readonly isOnDevices: boolean;
};

/** Returns the id of the decision of a step: the same however often a server stops in between (ASG-3). */
export const idOfDecision = (
  { id, round, items }: Pick<AutomationRun, 'id' | 'round' | 'items'>,
  step: string,
): string => hashedId('decision of assignment', id, keyOfStep(step, items[0]), String(round));

/**
 * ASG-3: gives the record of a run to the person whom a rule chooses. First the decision is written with the turn, in one transaction. Then
 * the act is decided, whose id is made of the run and the step. A server that stops in between finds its decision again.
 * AUT-22: where the change itself gave the record to that person, nothing is left to do, also if somebody has given it to another one since.
 */
export async function assignByRule(ports: TenancyPorts, { orgId, run, makerId, maker, record, now, isOnDevices }: Assigning, step: StepOf<'assign'>): Promise<RunEvent> {
  const decided = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const rule = await readUsableRule(tx, maker.tenant, { id: step.rule, entity: record.entity });
    if ('why' in rule) return rule;
    const decision = await decideOnce(tx, { id: idOfDecision(run, step.id), runId: run.id, stepId: step.id, rule, record, asker: maker, now });
    const given = isOnDevices ? await ownerOfStart(tx, { tenant: maker.tenant, run }) : undefined;
    return { name: rule.name, given, ...decision };
  });
  if ('why' in decided) return { kind: 'was-refused', why: decided.why };
  const { name, person, reason, given } = decided;
  if (person === null) return { kind: 'was-refused', why: `The rule “${name}” found nobody. ${reason}` };
  const why = `By the rule “${name}”: ${reason}`;
  if (given?.person === person) return { kind: 'did', why: `Given on the device, with the change. ${why}`, ...(given.act === undefined ? {} : { act: given.act }) };
  const act = idOfStepAct(run.id, { id: keyOfStep(step.id, run.items[0]), round: run.round });
  const refused = await giveRecord(ports, { orgId, run, makerId, record }, { act, person, label: assignedLabel(name, reason) });
  const other = given === undefined || given.isAuthor ? '' : ' The change had given it to another person: the device may have decided by an earlier form of the rule.';
  return refused === undefined ? { kind: 'did', why: why + other } : { kind: 'was-refused', why: refused };
} // prettier-ignore

/** AUT-4: gives a record to a person, with the rights of the version's maker. Returns why it was not done; undefined where it was, now or before. */
export async function giveRecord(
  ports: TenancyPorts,
  { orgId, run, makerId, record }: Pick<Assigning, 'orgId' | 'run' | 'makerId' | 'record'>,
  { act, person, label }: { readonly act: string; readonly person: string; readonly label: string },
): Promise<string | undefined> {
  if (record.ownerId === person) return undefined;
  const service = { pack: 'platform', userId: automationsId, grants: [], for: makerId };
  const by = { orgId, author: { userId: automationsId, service }, device: automationsId };
  const applied = await applyOne(ports, by, {
    id: act,
    label,
    shape: 'together',
    group: run.id,
    edits: [
      { id: record.id, entity: record.entity, seen: record.version, fields: { ownerId: [record.ownerId, person] } },
    ],
  });
  return applied.kind === 'ended' ? 'The server did not take the act.' : refusalIn(applied.decision)?.message;
}
