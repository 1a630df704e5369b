import type { Command, CommandOption } from './command.ts';
import { exitCode } from './exit-code.ts';
import { commonOptions } from './parse-command-line.ts';

const name = 'outpost';
const exitWords = `Exit codes: ${exitCode.done} done, ${exitCode.fault} fault, ${exitCode.usage} usage, ${exitCode.refused} refused, ${exitCode.offline} needs the network. The answer goes to stdout, everything else to stderr.`;

/** Returns the help of one command, or of all. */
export function helpText(commands: readonly Command[], command: Command | undefined): string {
  if (command) return commandHelp(command);
  const width = Math.max(...commands.map((one) => one.name.length));
  return [
    `${name} <command> [options]`,
    '',
    ...commands.map((one) => `  ${one.name.padEnd(width)}  ${one.summary}`),
    '',
    'Options of every command:',
    ...optionLines(commonOptions),
    '',
    'While Outpost runs on the profile, a command talks to it. Otherwise the command opens the profile itself, unlocked by OUTPOST_PASSWORD.',
    exitWords,
  ].join('\n');
}

function commandHelp(command: Command): string {
  const own = Object.keys(command.options).length > 0 ? ['', ...optionLines(command.options)] : [];
  return [
    `${name} ${[command.name, ...command.words].join(' ')}${own.length > 0 ? ' [options]' : ''}`,
    '',
    `${command.summary}.`,
    ...own,
    '',
    'Options of every command:',
    ...optionLines(commonOptions),
    ...(command.details === undefined ? [] : ['', command.details]),
    '',
    exitWords,
  ].join('\n');
}

function optionLines(options: Readonly<Record<string, CommandOption>>): readonly string[] {
  const lines = Object.entries(options).map(
    ([option, { value, help }]) => [`--${option}${value === null ? '' : ` ${value}`}`, help] as const,
  );
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`);
}
