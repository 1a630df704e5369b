import { installedCatalogue } from '@outpost/domain/installed-packs';
import { migrationsFolder } from '@outpost/sync-server/db/migrations';
import { writeMigration } from '../write-migration.ts';

// `npm run migration [-- name]`: writes the migration from the committed ones to the present declarations. Review it, then
// commit both files.
const written = writeMigration(installedCatalogue, { folder: migrationsFolder, name: process.argv[2] ?? 'entities' });
console.log(
  written
    ? `Wrote ${written.file}. Review it, run the tests, and commit it with ${written.planFile}.`
    : 'The declarations and the migrations agree: nothing to write.',
);
