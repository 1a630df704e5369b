import { root, runCommand, toolScript } from '../run-command.ts';

// `npm run format`: lays out every file (or those named) as .prettierrc.json says, and names those that it changed.
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
