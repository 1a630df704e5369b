import { buildDesktop } from '../build-desktop.ts';
import { stopCommandsOnSignal } from '../run-command.ts';

// `npm run build`: builds the desktop app (main, preload, replica, renderer) into apps/desktop/out if a source has changed.
stopCommandsOnSignal();
const { exitCode, output } = await buildDesktop();
process.stderr.write(output);
process.exitCode = exitCode;
