import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Command } from './command.ts';
import { act, journalVerify, tray, undo } from './commands/act-commands.ts';
import { calculateCommand } from './commands/calculate-command.ts';
import { exportCommand } from './commands/export-command.ts';
import { fields } from './commands/fields-command.ts';
import { importCommand } from './commands/import-command.ts';
import { packCommands } from './commands/pack-commands.ts';
import { packs } from './commands/packs-command.ts';
import { get, history, list, search } from './commands/record-commands.ts';
import { report } from './commands/report-command.ts';
import { rekey, signIn, status, sync } from './commands/session-commands.ts';

/** Returns all commands, in the order of the help. */
export const commandsOf = (catalogue: Catalogue): readonly Command[] => [
  signIn,
  sync,
  status,
  list,
  get,
  search,
  report,
  calculateCommand(catalogue),
  fields,
  packs,
  ...packCommands(catalogue),
  history,
  act,
  undo,
  importCommand(catalogue),
  exportCommand,
  tray,
  journalVerify,
  rekey,
];
