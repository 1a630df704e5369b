import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { entityPlanOf, statementsBetween } from '../db/entity-plan.ts';
import { committedPlanFile, readCommittedPlan } from '../db/migrations.ts';

/** The statements that make the tables of a catalogue's kinds which the migrations of this build do not make: a test's own packs. */
export const packTables = (catalogue: Catalogue): string =>
  statementsBetween(readCommittedPlan(committedPlanFile), entityPlanOf(catalogue.entities.values())).join('\n');
