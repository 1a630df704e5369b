import {
  type AssignmentDefinition,
  readAssignmentDefinition,
} from '@outpost/domain/kernel/assignment/assignment-definition';
import { assignmentRuleKind } from '@outpost/domain/kernel/assignment/assignment-kinds';
import { assignmentProblem } from '@outpost/domain/kernel/assignment/assignment-problem';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';
import { recordsOf } from '../../records/load/load.ts';
import { textField } from '../automations/run-store.ts';

export type ReadRule = { readonly id: string; readonly name: string; readonly definition: AssignmentDefinition };

/** Returns a rule that can be used for records of a kind, or why it cannot (ASG-1). */
export async function readUsableRule(tx: Transaction, tenant: Tenant, { id, entity }: { readonly id: string; readonly entity: string }): Promise<ReadRule | { readonly why: string }> {
  const [record] = await recordsOf(tx, tenant, { entity: assignmentRuleKind, ids: [id] });
  if (record?.life !== 'alive') return { why: 'The assignment rule was deleted. Choose another one in a new version.' };
  const name = textField(record.fields['name']);
  const definition = readAssignmentDefinition(record.fields);
  if (definition === undefined) return { why: `The assignment rule “${name}” cannot be read.` };
  if (definition.entity !== entity) return { why: `The assignment rule “${name}” is for another kind of record.` };
  const problem = assignmentProblem(tenant.catalogue, definition);
  return problem === undefined ? { id, name, definition } : { why: `The assignment rule “${name}” does not fit the records any more. ${problem}` };
} // prettier-ignore
