import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { commandsOf } from './commands.ts';
import { entityCalled } from './entity-name.ts';
import { helpText } from './help-text.ts';
import { parseCommandLine } from './parse-command-line.ts';

const commands = commandsOf(installedCatalogue);
const parsed = (...words: string[]) => parseCommandLine(words, commands);

describe('the command line', () => {
  it('[D-6] accepts options anywhere, commands of two words, and values that begin with a minus', () => {
    expect(parsed('--profile', '/p', 'list', 'deal', '--sort', '-value,name', '--json')).toMatchObject({
      kind: 'run',
      command: { name: 'list' },
      invocation: { positionals: ['deal'], values: { sort: '-value,name' } },
      profile: '/p',
      json: true,
      offline: false,
    });
    expect(parsed('journal', 'verify', '--offline')).toMatchObject({
      kind: 'run',
      command: { name: 'journal verify' },
      offline: true,
    });
    expect(parsed('act', '-')).toMatchObject({ kind: 'run', invocation: { positionals: ['-'] } });
    expect(parsed('search', 'acme', 'renewal')).toMatchObject({
      kind: 'run',
      invocation: { positionals: ['acme', 'renewal'] },
    });
    expect(parsed('import', '--accounts', 'a.csv', '--deals', 'd.csv', '--dry-run')).toMatchObject({
      invocation: { values: { accounts: 'a.csv', deals: 'd.csv', 'dry-run': true } },
    });
  });

  it('[E-2] reports the error of a command line', () => {
    expect(parsed('lust')).toMatchObject({
      kind: 'misused',
      problem: 'There is no command "lust". Did you mean "list"?',
    });
    expect(parsed('get')).toMatchObject({ kind: 'misused', problem: 'get needs <id>.' });
    expect(parsed('get', 'a', 'b')).toMatchObject({
      kind: 'misused',
      problem: 'get does not understand "b".',
    });
    expect(parsed('list', 'deal', '--colour', 'red')).toMatchObject({
      kind: 'misused',
      problem: "Unknown option '--colour'.",
    });
    expect(parsed('--json')).toMatchObject({ kind: 'misused', problem: 'There is no command.' });
  });

  it('[D-6] shows help for all commands and for each, and every command has help', () => {
    expect(parsed()).toEqual({ kind: 'help', command: undefined });
    expect(parsed('help')).toMatchObject({ kind: 'help' });
    expect(parsed('list', '--help')).toMatchObject({ kind: 'help', command: { name: 'list' } });
    for (const command of commands) {
      const help = helpText(commands, command);
      for (const option of Object.keys(command.options)) expect(help).toContain(`--${option}`);
      expect(help).toContain('Exit codes: 0 done, 1 fault, 2 usage, 3 refused, 4 needs the network.');
    }
  });

  it('[D-6] accepts the short name of a kind of record if only one pack has it', () => {
    expect(entityCalled(installedCatalogue, 'deal')).toMatchObject({ ok: true, entity: { name: 'crm/deal' } });
    expect(entityCalled(installedCatalogue, 'Deals')).toMatchObject({ ok: true, entity: { name: 'crm/deal' } });
    expect(entityCalled(installedCatalogue, 'crm/deal')).toMatchObject({ ok: true });
    expect(entityCalled(installedCatalogue, 'dael')).toMatchObject({
      ok: false,
      problem: expect.stringContaining(
        'account, activity, assignment-rule, automation, automation-version, button, campaign, consent',
      ) as string,
    });
    const [deal] = [...installedCatalogue.entities.values()].filter(({ name }) => name === 'crm/deal');
    const twice = {
      ...installedCatalogue,
      entities: new Map([
        ...installedCatalogue.entities,
        ...(deal ? [['x/deal', { ...deal, name: 'x/deal' }] as const] : []),
      ]),
    };
    expect(entityCalled(twice, 'deal')).toMatchObject({
      ok: false,
      problem: '"deal" can be crm/deal or x/deal: give the full name.',
    });
  });
});
