import { automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import type { StepOf } from '@outpost/domain/kernel/automation/automation-definition';
import { keepingStep, valuesToCalculate } from '@outpost/domain/kernel/automation/calculate-step';
import type { StepGround } from '@outpost/domain/kernel/automation/step-edits';
import { calculateAs } from '@outpost/domain/kernel/query/calculate';
import type { Decision } from '@outpost/domain/sync/protocol';
import type { Asker } from '../../access/asker.ts';
import { inTenant } from '../../db/database.ts';
import { decidedBefore } from '../../gateway/repeated-requests.ts';
import { readCalculationSettings } from '../../insights/calculate-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';

type Calculating = { readonly orgId: string; readonly maker: Asker; readonly ground: StepGround; readonly act: string };

/** The result of a calculation: a step that keeps its answer, the reason for having none, or the decision of an act that was made before. */
type Calculated = { readonly keep: StepOf<'change'> } | { readonly why: string } | { readonly decided: Decision };

/**
 * AUT-19: asks a calculation with the rights of the maker, and returns the step that keeps its answer in the record. Where the
 * server has stopped behind the act of the step, nothing is calculated: the act may have changed the values that were given.
 */
export function calculateByStep({ database }: Pick<TenancyPorts, 'database'>, { orgId, maker, ground, act }: Calculating, step: StepOf<'calculate'>): Promise<Calculated> {
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { catalogue } = maker.tenant;
    const declared = catalogue.calculations.get(step.calculation);
    if (declared === undefined) return { why: `There is no calculation "${step.calculation}".` };
    const earlier = (await decidedBefore(tx, { orgId, author: automationsId }, [act])).get(act);
    if (earlier !== undefined) return { decided: earlier };
    const settings = declared.settings && (await readCalculationSettings(tx, orgId, declared.settings.on));
    const answer = calculateAs({ principal: maker.principal, catalogue, settings }, declared, valuesToCalculate(ground, declared, step));
    return answer.ok ? { keep: keepingStep(step, answer.value) } : { why: `${declared.label}: ${answer.message}` };
  });
} // prettier-ignore
