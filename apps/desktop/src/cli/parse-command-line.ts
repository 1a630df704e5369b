import { parseArgs } from 'node:util';
import { nearestWord } from '@outpost/domain/kernel/text/nearest-word';
import type { Command, CommandOption, Invocation } from './command.ts';

/** Options that every command has. */
export const commonOptions = {
  profile: { value: 'DIR', help: "the replica's folder (otherwise OUTPOST_PROFILE_DIR, otherwise your own)" },
  offline: { value: null, help: 'makes no contact with the server' },
  json: { value: null, help: 'writes the answer as JSON' },
  help: { value: null, help: 'shows this help' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** The parsed command line: a command with its arguments, a request for help, or a usage error. */
export type CommandLine =
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly invocation: Invocation;
      readonly profile: string | undefined;
      readonly offline: boolean;
      readonly json: boolean;
    }
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'misused'; readonly problem: string; readonly command: Command | undefined };

/** Parses the words after `outpost`. A command's name may have two words; options may be anywhere. */
export function parseCommandLine(words: readonly string[], commands: readonly Command[]): CommandLine {
  const bare = words.filter((word, index) => !word.startsWith('-') && words[index - 1] !== '--profile'); // `--profile` may be before the command
  const command = commands.find(({ name }) => name === bare[0] || name === bare.slice(0, 2).join(' '));
  if (!command) {
    if (words.length === 0 || words[0] === 'help' || words.includes('--help'))
      return { kind: 'help', command: undefined };
    return {
      kind: 'misused',
      problem: bare[0] === undefined ? 'There is no command.' : noCommand(bare[0], commands),
      command: undefined,
    };
  }
  const declared = { ...command.options, ...commonOptions };
  const options = Object.fromEntries(
    Object.entries<CommandOption>(declared).map(([name, { value }]) => [
      name,
      { type: value === null ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: spelledOut(words, declared),
      options,
      allowPositionals: true,
      strict: true,
    });
    if (values['help'] === true) return { kind: 'help', command };
    const rest = positionals.slice(command.name.split(' ').length);
    const wrong = wordsProblem(command, rest);
    if (wrong !== undefined) return { kind: 'misused', problem: wrong, command };
    const profile = values['profile'];
    const invocation: Invocation = { positionals: rest, values };
    return {
      kind: 'run',
      command,
      invocation,
      profile: typeof profile === 'string' ? profile : undefined,
      offline: values['offline'] === true,
      json: values['json'] === true,
    };
  } catch (error) {
    return {
      kind: 'misused',
      problem: error instanceof Error ? (error.message.split('. ')[0] ?? '') + '.' : String(error),
      command,
    };
  }
}

/** Returns the error for an unknown command, with a suggestion: one with the same beginning, or within a letter or two. */
function noCommand(typed: string, commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name);
  const meant = names.find((name) => name.startsWith(`${typed} `)) ?? nearestWord(typed, names);
  return `There is no command "${typed}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
}

/** Joins `--sort -value`: Node would read a value with a leading minus as an option. */
function spelledOut(words: readonly string[], declared: Readonly<Record<string, CommandOption>>): string[] {
  const out: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const next = words[index + 1];
    const takesValue =
      word.startsWith('--') && !word.includes('=') && (declared[word.slice(2)]?.value ?? null) !== null;
    if (takesValue && next !== undefined && !next.startsWith('--')) {
      out.push(`${word}=${next}`);
      index += 1;
    } else out.push(word);
  }
  return out;
}

function wordsProblem({ name, words }: Command, given: readonly string[]): string | undefined {
  const least = words.filter((word) => word.startsWith('<')).length;
  const isOpen = words.some((word) => word === '<text>' || word === '[files]');
  if (given.length < least) return `${name} needs ${words[given.length] ?? ''}.`;
  if (!isOpen && given.length > words.length) return `${name} does not understand "${given[words.length] ?? ''}".`;
  return undefined;
}
