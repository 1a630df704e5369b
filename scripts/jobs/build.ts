import { join } from 'node:path';
import { root, runCommand, stopCommandsOnSignal, toolScript } from '../run-command.ts';

// `npm run build`: the desktop app's three parts (main, preload, renderer) into apps/desktop/out.
stopCommandsOnSignal();
const tool = toolScript('electron-vite', { workspace: 'apps/desktop' });
const { exitCode, output } = await runCommand(process.execPath, [tool, 'build'], { cwd: join(root, 'apps/desktop') });
process.stderr.write(output);
process.exitCode = exitCode;
