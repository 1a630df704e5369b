import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { entityPlanOf, statementsBetween } from '@outpost/sync-server/db/entity-plan';
import { committedPlanFile, readCommittedPlan, readMigrations } from '@outpost/sync-server/db/migrations';

/** The files of a written migration. */
export interface WrittenMigration {
  readonly file: string;
  /** The plan to which all migrations together lead. The next migration is computed from it. */
  readonly planFile: string;
}

/**
 * Compares the declarations with the plan of a folder's migrations, and writes the next migration into it, with the plan.
 * @returns undefined where the two agree: there is nothing to write.
 */
export function writeMigration(
  catalogue: Catalogue,
  { folder, name }: { readonly folder: string; readonly name: string },
): WrittenMigration | undefined {
  const planFile = join(folder, basename(committedPlanFile));
  const wanted = entityPlanOf(catalogue.entities.values());
  const statements = statementsBetween(readCommittedPlan(planFile), wanted);
  if (statements.length === 0) return undefined;
  const number = String(readMigrations(folder).length + 1).padStart(4, '0');
  const file = join(folder, `${number}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.sql`);
  writeFileSync(
    file,
    `-- Written by \`npm run migration\` from the declarations, and reviewed.\n\n${statements.join('\n\n')}\n`,
  );
  writeFileSync(planFile, `${JSON.stringify(wanted, null, 2)}\n`);
  return { file, planFile };
}
