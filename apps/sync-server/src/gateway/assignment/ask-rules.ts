import { canSee } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import type { AssignmentDefinition } from '@outpost/domain/kernel/assignment/assignment-definition';
import { assignmentRuleKind } from '@outpost/domain/kernel/assignment/assignment-kinds';
import { assignmentProblem } from '@outpost/domain/kernel/assignment/assignment-problem';
import { decideAssignment, type PassedOver } from '@outpost/domain/kernel/assignment/decide-assignment';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Transaction } from '../../db/database.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { ApiCaller } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import { asAutomationAdministrator } from '../automations/manage-automations.ts';
import { readAssignmentStanding } from './assignment-standing.ts';
import { type ListedDecision, readDecisions, readTurns } from './assignment-store.ts';

/** `rule`: the rule whose turns count; null: it is not saved yet, so everybody's turn is open. */
export type TriedOut = {
  readonly rule: string | null;
  readonly definition: AssignmentDefinition;
  readonly record: string;
};
/** The names of the people in an answer, by id. */
type Names = Readonly<Record<string, string>>;
export type TryOutFound = {
  readonly person: string | null;
  readonly reason: string;
  readonly passed: readonly PassedOver[];
  readonly names: Names;
};

/**
 * ASG-5: says who would get a record now by a rule as it is being written, and why. Nothing is written, and no turn is given. Filters and
 * counts see what the caller may see. Refuses `records/not-found` and `records/invalid`.
 */
export const tryRuleOut = (ports: TenancyPorts, caller: ApiCaller, { rule, definition, record: id }: TriedOut): Promise<Result<TryOutFound>> =>
  asAutomationAdministrator(ports, caller, 'snapshot', async (tx, asker) => {
    const { tenant, principal } = asker;
    const problem = assignmentProblem(tenant.catalogue, definition);
    if (problem !== undefined) return refuse('records/invalid', problem, {});
    const [record] = await recordsOf(tx, tenant, { entity: definition.entity, ids: [id] });
    if (record?.life !== 'alive' || !canSee(principal, tenant.catalogue, record)) return notFound(id);
    const turns = rule === null ? new Map() : await readTurns(tx, caller.orgId, rule);
    const now = new Date(ports.clock.nowMs()).toISOString();
    const standing = await readAssignmentStanding(tx, { definition, record, asker, turns, now });
    const { person, reason, passed } = decideAssignment(definition, standing);
    const names = Object.fromEntries([...standing.people].map(([one, { name }]) => [one, name]));
    return accept({ person, reason, passed, names });
  }); // prettier-ignore

export type DecisionsFound = { readonly decisions: readonly ListedDecision[]; readonly names: Names };

/** ASG-5: returns the newest decisions of a rule, the newest first. Refuses `records/not-found`. */
export const showDecisions = (ports: TenancyPorts, caller: ApiCaller, { rule }: { readonly rule: string }): Promise<Result<DecisionsFound>> =>
  asAutomationAdministrator(ports, caller, 'snapshot', async (tx, { tenant }) => {
    const [found] = await recordsOf(tx, tenant, { entity: assignmentRuleKind, ids: [rule] });
    if (found?.life !== 'alive') return notFound(rule);
    const decisions = await readDecisions(tx, caller.orgId, rule);
    const people = decisions.flatMap(({ person, passed }) => [person, ...passed.map((one) => one.person)]);
    return accept({ decisions, names: await readNames(tx, caller.orgId, people) });
  }); // prettier-ignore

async function readNames(tx: Transaction, orgId: string, people: readonly (string | null)[]): Promise<Names> {
  const ids = [...new Set(people)].filter((id) => id !== null);
  const rows = await tx.query<{ id: string; name: string | null }>(`select id, fields ->> 'name' as name from store.platform_person where org_id = $1 and id = any($2::uuid[])`, [orgId, ids]);
  return Object.fromEntries(rows.map(({ id, name }) => [id, name ?? '']));
} // prettier-ignore
