import { join } from 'node:path';
import { allChecks } from '../checks/all-checks.ts';
import { readSourceFiles } from '../checks/source-file.ts';

// Prints the findings of the house's checks, one per line. Exits with 1 if a finding is more than a warning.
const files = readSourceFiles(join(import.meta.dirname, '..', '..'));
let errors = 0;
for (const check of allChecks) {
  for (const { path, line, message, isWarning } of check.run(files)) {
    if (!isWarning) errors += 1;
    console.log(`${path}:${line}: ${isWarning ? 'warning: ' : ''}${message} (${check.name})`);
  }
}
if (errors > 0) console.log(`${errors} found by ${allChecks.length} checks over ${files.length} files`);
process.exitCode = errors > 0 ? 1 : 0;
