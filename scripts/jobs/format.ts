import { root, runCommand, toolScript } from '../run-command.ts';

// `npm run format`: formats every file (or the named ones) by .prettierrc.json, and prints the names of the changed ones.
const files = process.argv.slice(2);
const args = [
  toolScript('prettier'),
  '--write',
  '--log-level=log',
  '--list-different',
  ...(files.length ? files : ['.']),
];
const { exitCode, output } = await runCommand(process.execPath, args, { cwd: root });
process.stdout.write(output);
process.exitCode = exitCode;
