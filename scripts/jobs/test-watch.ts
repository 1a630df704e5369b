import { spawn } from 'node:child_process';
import { root, toolScript } from '../run-command.ts';

// `npm run test:watch`: runs Vitest over all suites (or those chosen by its own arguments), again at every change.
const child = spawn(process.execPath, [toolScript('vitest'), 'watch', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
