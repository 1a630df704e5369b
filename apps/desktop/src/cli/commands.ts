import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Command } from './command.ts';
import { performActCommand, journalVerifyCommand, trayCommand, undoCommand } from './commands/act-commands.ts';
import { calculateCommand } from './commands/calculate-command.ts';
import { exportCommand } from './commands/export-command.ts';
import { fieldsCommand } from './commands/fields-command.ts';
import { importCommand } from './commands/import-command.ts';
import { packCommands } from './commands/pack-commands.ts';
import { packsCommand } from './commands/packs-command.ts';
import { getCommand, historyCommand, listCommand, searchCommand } from './commands/record-commands.ts';
import { reportCommand } from './commands/report-command.ts';
import { rekeyCommand, signInCommand, statusCommand, syncCommand } from './commands/session-commands.ts';

/** Returns all commands, in the order of the help. */
export const commandsOf = (catalogue: Catalogue): readonly Command[] => [
  signInCommand,
  syncCommand,
  statusCommand,
  listCommand,
  getCommand,
  searchCommand,
  reportCommand,
  calculateCommand(catalogue),
  fieldsCommand,
  packsCommand,
  ...packCommands(catalogue),
  historyCommand,
  performActCommand,
  undoCommand,
  importCommand(catalogue),
  exportCommand,
  trayCommand,
  journalVerifyCommand,
  rekeyCommand,
];
