import type { Entity } from '../../entities/entity.ts';
import { type Result, accept } from '../../refusal.ts';
import { type Condition, readFilter } from '../filters/condition.ts';
import type { QueryGround } from '../query-engine.ts';
import { findRollUp, type FoundRollUp } from './roll-up-sql.ts';

/** A roll-up with its filter read. */
export type ReadRollUp = { readonly found: FoundRollUp; readonly condition: Condition };

/** Reads the roll-up of a field, as a query needs it. Refuses one whose filter no longer fits, with `query/invalid`. */
export function readRollUp(ground: QueryGround, parent: Entity, name: string): Result<ReadRollUp | undefined> {
  const found = findRollUp(ground, parent, name);
  if (!found) return accept(undefined);
  const condition = readFilter(ground, found.child, { filter: found.rollUp.where, where: `${name}.where` });
  return condition.ok ? accept({ found, condition: condition.value }) : condition;
}
