import { buildDesktop } from '../build-desktop.ts';
import { stopCommandsOnSignal } from '../run-command.ts';

// `npm run build`: the desktop app's parts (main, preload, replica, renderer) into apps/desktop/out, if anything changed.
stopCommandsOnSignal();
const { exitCode, output } = await buildDesktop();
process.stderr.write(output);
process.exitCode = exitCode;
