import { runOperatorCommand } from '../../commands/operator-command.ts';
import { runArchiveCommand } from './run-archive-command.ts';
import { archiveUsage, readArchiveCommand } from './read-archive-command.ts';

// `npm run -s archive -- …`: writes everything of an organisation into a sealed archive, or opens one (PLT-45b). It works as the
// database's owner (DATABASE_URL), with the server's keys and files (OUTPOST_DATA_DIR). Exit code 0 done, 1 fault, 2 usage, 3
// refused.

process.exitCode = await runOperatorCommand(process, {
  name: 'archive',
  usage: archiveUsage,
  read: readArchiveCommand,
  role: 'outpost_app',
  answer: runArchiveCommand,
});
