import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityPlanOf, statementsBetween } from '@outpost/sync-server/db/entity-plan';
import {
  committedPlanFile,
  migrationsFolder,
  readCommittedPlan,
  readMigrations,
} from '@outpost/sync-server/db/migrations';

// `npm run migration [-- name]`: compares the declarations with the plan that the committed migrations lead to, and writes the next
// migration. Review it, then commit both files.
const committed = readCommittedPlan();
const wanted = entityPlanOf(installedCatalogue.entities.values());
const statements = statementsBetween(committed, wanted);
if (statements.length === 0) {
  console.log('The declarations and the migrations agree: nothing to write.');
} else {
  const name = (process.argv[2] ?? 'entities').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const number = String(readMigrations().length + 1).padStart(4, '0');
  const file = join(migrationsFolder, `${number}-${name}.sql`);
  writeFileSync(
    file,
    `-- Written by \`npm run migration\` from the declarations, and reviewed.\n\n${statements.join('\n\n')}\n`,
  );
  writeFileSync(committedPlanFile, `${JSON.stringify(wanted, null, 2)}\n`);
  console.log(`Wrote ${file}. Review it, run the tests, and commit it with ${committedPlanFile}.`);
}
