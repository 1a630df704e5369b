import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { withDefinitions } from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { ReplicaPorts } from '../replica/device/ports.ts';
import type { ReaderChoice } from '../replica/questions/file-reader.ts';
import { type Command, type CommandContext, misused, type CliOutcome, unanswered } from './command.ts';
import { commandsOf } from './commands.ts';
import { exitCode } from './exit-code.ts';
import type { AskedPassword } from './terminal.ts';
import { helpText } from './help-text.ts';
import { openProfileBridge, type OpenedProfile } from './open-profile.ts';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';

/** The parts of its process that the command line needs. */
export type TerminalPorts = Pick<
  CommandContext,
  'readFile' | 'openFile' | 'writeFile' | 'appendFile' | 'createFile' | 'readStdin' | 'onStop' | 'note'
> & {
  readonly replica: ReplicaPorts;
  /** The program of the replica's reader threads. Left out: the source's. */
  readonly readers?: ReaderChoice;
  readonly catalogue: Catalogue;
  readonly deviceName: string;
  /** The default profile. */
  readonly usualProfile: string;
  /** The address of the server that `npm start` runs on this machine. */
  readonly serverHere: string | undefined;
  /** OUTPOST_PASSWORD. */
  readonly givenPassword: string | undefined;
  /** OUTPOST_NEW_PASSWORD. */
  readonly givenNewPassword?: string | undefined;
  /** Asks the person, or reads standard input. */
  readonly askPassword: (asked: AskedPassword) => Promise<string>;
};

/** The texts for stdout and stderr, and the exit code. */
export type Printed = { readonly exit: number; readonly out: string; readonly error: string };

/** Runs the command in the words after `outpost`. Throws faults; prints refusals. */
export async function runCommandLine(words: readonly string[], ports: TerminalPorts): Promise<Printed> {
  const commands = commandsOf(ports.catalogue);
  const line = parseCommandLine(words, commands);
  switch (line.kind) {
    case 'help':
      return { exit: exitCode.done, out: `${helpText(commands, line.command)}\n`, error: '' };
    case 'misused':
      return print(withUsage(misused(line.problem), line.command), false);
    case 'run':
      return print(withUsage(await runIn(line, ports), line.command), line.json);
  }
}

/** Adds a reference to the help to a usage error. */
function withUsage(outcome: CliOutcome, command: Command | undefined): CliOutcome {
  if (outcome.exit !== exitCode.usage) return outcome;
  const usage = command ? `outpost ${command.name} --help` : 'outpost --help';
  return { ...outcome, problem: `${outcome.problem ?? 'The command was not called correctly.'} See ${usage}.` };
}

function print({ exit, json, text, problem }: CliOutcome, asJson: boolean): Printed {
  const out = asJson ? (json === undefined ? '' : `${JSON.stringify(json)}\n`) : text === undefined ? '' : `${text}\n`;
  return { exit, out, error: problem === undefined ? '' : `${problem}\n` };
}

async function runIn(line: Extract<CommandLine, { kind: 'run' }>, ports: TerminalPorts): Promise<CliOutcome> {
  const { command, invocation, offline } = line;
  const opened = await openProfileBridge({
    profile: line.profile ?? ports.usualProfile,
    catalogue: ports.catalogue,
    ports: ports.replica,
    readers: ports.readers,
    mayContact: !offline,
    deviceName: ports.deviceName,
    mayMake: command.session === 'made',
  });
  if (!opened.ok) return unanswered({ ...opened });
  const profile = opened.value;
  if (offline && !profile.isOwn)
    ports.note('Outpost runs on this profile and makes its own contact; --offline applies only to this command.');
  try {
    const work = async (): Promise<CliOutcome> => {
      // Asked only once: standard input is read to its end and has no second password.
      let typed: Promise<string> | undefined;
      const password = () => (typed ??= Promise.resolve(ports.givenPassword ?? ports.askPassword('password')));
      const mayAsk = command.session === 'needed' && !invocation.positionals.includes('-'); // standard input is reserved for the password
      const session = await sessionOf(profile, {
        wanted: command.session,
        password: ports.givenPassword !== undefined || mayAsk ? password : undefined,
      });
      if (!session.ok) return session.outcome;
      const catalogue = await catalogueHere(profile, ports.catalogue);
      const { note, readFile, openFile, writeFile, appendFile, createFile, readStdin, onStop, serverHere } = ports;
      const newPassword = async () => ports.givenNewPassword ?? ports.askPassword('new-password');
      return command.run(invocation, {
        bridge: profile.bridge,
        session: session.value,
        catalogue,
        installed: ports.catalogue,
        mayContact: !offline,
        serverHere,
        note,
        readFile,
        openFile,
        writeFile,
        appendFile,
        createFile,
        readStdin,
        nowMs: () => ports.replica.clock.nowMs(),
        onStop,
        password,
        newPassword,
      });
    };
    const ended = profile.lost.then((): CliOutcome => ({
      exit: exitCode.fault,
      problem: 'Outpost, which ran on this profile, has ended. Run the command again.',
    }));
    return await Promise.race([work(), ended]);
  } finally {
    await profile.close();
  }
}

/**
 * Returns the build's kinds of record with the own kinds and fields of the open replica's tenant, or only the build's where
 * no replica is open (K-3).
 */
async function catalogueHere({ bridge }: OpenedProfile, installed: Catalogue): Promise<Catalogue> {
  const own = await bridge.call('definitions.own', null);
  return own.ok ? withDefinitions(installed, own.value).catalogue : installed;
}

type SessionAnswer =
  | { readonly ok: true; readonly value: CommandContext['session'] }
  | { readonly ok: false; readonly outcome: CliOutcome };

/**
 * Returns the session. If this command opened the profile, the password unlocks it; otherwise only the running app can unlock it.
 */
async function sessionOf(
  { bridge, isOwn }: OpenedProfile,
  { wanted, password }: { readonly wanted: Command['session']; readonly password: (() => Promise<string>) | undefined },
): Promise<SessionAnswer> {
  const session = await bridge.call('session.get', null);
  if (!session.ok) return { ok: false, outcome: unanswered(session) };
  const { state } = session.value;
  if (wanted === 'made') return session;
  const typed = state === 'locked' && isOwn && password !== undefined ? await password() : '';
  if (typed !== '') {
    const unlocked = await bridge.call('session.unlock', { password: typed });
    if (unlocked.ok) return unlocked;
    if (wanted === 'needed') return { ok: false, outcome: unanswered(unlocked) };
  }
  if (wanted === 'welcome' || state === 'signed-in') return session;
  if (state === 'signed-out') {
    return {
      ok: false,
      outcome: {
        ...misused('Nobody is signed in on this profile. Begin with: outpost sign-in --server URL --email E'),
        exit: exitCode.refused,
      },
    };
  }
  const how = isOwn
    ? 'Set OUTPOST_PASSWORD, or give the password on standard input where the command reads nothing else from there.'
    : 'Unlock it in Outpost, which runs on it.';
  return {
    ok: false,
    outcome: unanswered({
      ok: false,
      code: 'replica/locked',
      message: `The profile is locked. ${how}`,
      details: {},
      retry: 'after-edit',
    }),
  };
}
