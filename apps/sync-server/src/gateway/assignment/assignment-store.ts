import { type AssignmentDecision, decideAssignment, type PartTurns, type PassedOver } from '@outpost/domain/kernel/assignment/decide-assignment'; // prettier-ignore
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Asker } from '../../access/asker.ts';
import type { Transaction } from '../../db/database.ts';
import { readAssignmentStanding } from './assignment-standing.ts';
import type { ReadRule } from './read-rule.ts';

/** A decision as it is stored. `person`: null where nobody could take the record. */
export type StoredDecision = Pick<AssignmentDecision, 'person' | 'reason'>;

/** Returns the turns of a rule by part, without a lock. */
export async function readTurns(tx: Transaction, orgId: string, rule: string): Promise<ReadonlyMap<string, PartTurns>> {
  const [row] = await tx.query<TurnRow>('select turns from store.assignment_turn where org_id = $1 and rule_id = $2', [orgId, rule]); // prettier-ignore
  return new Map(Object.entries(row?.turns ?? {}));
}
type TurnRow = { readonly turns: Readonly<Record<string, PartTurns>> };

export type DecidingStep = {
  /** The id of the decision. It is made of the run, the step and its round. */
  readonly id: string;
  readonly runId: string;
  readonly stepId: string;
  readonly rule: ReadRule;
  readonly record: StoredRecord;
  /** With the rights of the maker of the automation's version. */
  readonly asker: Asker;
  readonly now: string;
};

/**
 * ASG-3: decides for one step, once: a second call with the same id returns the first decision, and gives no turn. The decision and the
 * turns are written in the caller's transaction. It locks the turns of the rule first, so that servers decide one after the other and read
 * the turns and the counts that the decision before them left.
 */
export async function decideOnce(tx: Transaction, { id, runId, stepId, rule, record, asker, now }: DecidingStep): Promise<StoredDecision> {
  const { orgId } = asker.tenant;
  await tx.query(`insert into store.assignment_turn (org_id, rule_id, turns) values ($1, $2, '{}') on conflict do nothing`, [orgId, rule.id]);
  const [row] = await tx.query<TurnRow>('select turns from store.assignment_turn where org_id = $1 and rule_id = $2 for update', [orgId, rule.id]);
  const [earlier] = await tx.query<{ person_id: string | null; reason: string }>('select person_id, reason from store.assignment_decision where org_id = $1 and id = $2', [orgId, id]);
  if (earlier !== undefined) return { person: earlier.person_id, reason: earlier.reason };
  const turns = new Map(Object.entries(row?.turns ?? {}));
  const { person, reason, passed, turn } = decideAssignment(rule.definition, await readAssignmentStanding(tx, { definition: rule.definition, record, asker, turns, now }));
  await tx.query(
    `insert into store.assignment_decision (org_id, id, rule_id, run_id, step_id, entity, record_id, person_id, reason, passed, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11)`,
    [orgId, id, rule.id, runId, stepId, record.entity, record.id, person, reason, JSON.stringify(passed), now],
  );
  if (turn !== undefined) {
    const kept = new Set(rule.definition.parts.map((part) => part.id));
    const next = Object.fromEntries([...turns, [turn.part, turn.next] as const].filter(([part]) => kept.has(part)));
    await tx.query('update store.assignment_turn set turns = $3::jsonb where org_id = $1 and rule_id = $2', [orgId, rule.id, JSON.stringify(next)]);
  }
  return { person, reason };
} // prettier-ignore

/** Notes that the outcome of a step is written: its record counts by its owner from now on, and not by the decision. */
export const noteDecisionDone = async (tx: Transaction, orgId: string, { id, now }: { readonly id: string; readonly now: string }): Promise<void> => {
  await tx.query('update store.assignment_decision set done_at = $3 where org_id = $1 and id = $2 and done_at is null', [orgId, id, now]);
}; // prettier-ignore

/** A decision as people read it. `person`: null where nobody could take the record. */
export type ListedDecision = {
  readonly id: string;
  readonly entity: string;
  readonly recordId: string;
  readonly person: string | null;
  readonly reason: string;
  readonly passed: readonly PassedOver[];
  readonly at: string;
};

/** Chosen: what a person looks through. Older ones are in the runs of the automations. */
const mostDecisions = 50;

/** Returns the newest decisions of a rule, the newest first. */
export async function readDecisions(tx: Transaction, orgId: string, rule: string): Promise<readonly ListedDecision[]> {
  const rows = await tx.query<{ id: string; entity: string; record_id: string; person_id: string | null; reason: string; passed: readonly PassedOver[]; at: string }>(
    `select id, entity, record_id, person_id, reason, passed, at from store.assignment_decision where org_id = $1 and rule_id = $2 order by n desc limit ${mostDecisions}`,
    [orgId, rule],
  );
  return rows.map(({ record_id: recordId, person_id: person, ...row }) => ({ ...row, recordId, person }));
} // prettier-ignore
