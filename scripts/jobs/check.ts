import { checkNames, runChecks } from '../checks/run-checks.ts';
import { stopCommandsOnSignal } from '../run-command.ts';

// `npm run check`: runs every check that does not run the product; with names, only those checks.
stopCommandsOnSignal();
const names = process.argv.slice(2);
const outcomes = await runChecks(names.length > 0 ? names : checkNames, ({ name, isPassed, seconds, output }) => {
  console.log(`${isPassed ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)`);
  if (!isPassed) console.log(output.trimEnd());
});
process.exitCode = outcomes.every(({ isPassed }) => isPassed) ? 0 : 1;
