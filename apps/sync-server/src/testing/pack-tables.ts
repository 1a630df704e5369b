import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { entityPlanOf, statementsBetween } from '../db/entity-plan.ts';
import { committedPlanFile, readCommittedPlan } from '../db/migrations.ts';

/**
 * Returns the statements that create tables for kinds of a catalogue that this build's migrations do not create: those
 * of a test's own packs.
 */
export const packTables = (catalogue: Catalogue): string =>
  statementsBetween(readCommittedPlan(committedPlanFile), entityPlanOf(catalogue.entities.values())).join('\n');
