import { installedCatalogue, installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf, type Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import {
  actCommand,
  calculationCommand,
  changes,
  makes,
} from '@outpost/domain/kernel/catalogue/calculations/pack-command';
import { withPacks } from '@outpost/domain/kernel/definitions/tenant-packs';
import { flag, number, ref, text } from '@outpost/domain/kernel/entities/fields';
import { linePrice } from '@outpost/domain/packs/crm/calculations/line-price';
import { AccountId } from '@outpost/domain/packs/crm/ids';
import { account } from '@outpost/domain/packs/crm/entities/account.entity';
import { pricedLine } from '@outpost/domain/testing/line-price-sample';
import { describe, expect, it } from 'vitest';
import type { ActRequest, Bridge } from '../../bridge/contract.ts';
import type { CommandContext } from '../command.ts';
import { commandsOf } from '../commands.ts';
import { helpText } from '../help-text.ts';
import { parseCommandLine } from '../parse-command-line.ts';

const commands = [
  calculationCommand('price', linePrice),
  actCommand('add', {
    summary: 'Adds an account',
    takes: { name: text({ required: true }), isKept: flag({ label: 'Keep it' }), count: number({ max: 5 }) },
    act: ({ name, count = 1 }, { today, me }) => ({
      label: `Added ${name} on ${today} by ${me}`,
      edits: Array.from({ length: count }, () => makes(account, { name })),
    }),
  }),
  actCommand('rename', {
    summary: 'Renames an account',
    takes: { id: ref(AccountId, { required: true }), name: text({ required: true }) },
    act: ({ id, name }) => ({ label: 'Renamed', edits: [changes(account, id, { name })] }),
  }),
];
const build = catalogueOf(installedPacks.map((pack) => (pack.name === 'crm' ? { ...pack, commands } : pack)));
const optional = catalogueOf(installedPacks.map((pack) => (pack.name === 'crm' ? { ...pack, commands, isOptional: true } : pack))); // prettier-ignore

/** Returns the result of a command, and the act that it requested from the replica. */
async function run(words: readonly string[], catalogue: Catalogue = build) {
  const asked: ActRequest[] = [];
  const line = parseCommandLine(words, commandsOf(build));
  if (line.kind !== 'run') return { line, asked };
  const bridge = {
    call: (_name: string, input: ActRequest) => (asked.push(input), Promise.resolve({ ok: true, value: { act: 'a', ids: [] } })), // prettier-ignore
  } as unknown as Bridge;
  const context = {
    bridge,
    catalogue,
    session: { person: { id: 'me' }, timeZone: 'America/New_York', memberships: [{ role: 'r', teamId: null, grants: ['**:*@org'], portal: false }] }, // prettier-ignore
    nowMs: () => Date.parse('2026-11-20T02:00:00.000Z'),
  } as unknown as CommandContext; // the part that these commands use
  return { ...(await line.command.run(line.invocation, context)), asked };
}

describe('[T-24] a command of a pack', () => {
  it('performs a calculation by options, and prints its answer', async () => {
    const { quantity, listPrice, discount } = pricedLine.given;
    const words = ['crm', 'price', '--quantity', `${quantity}`, '--list-price', JSON.stringify(listPrice), '--discount', `${discount}`]; // prettier-ignore
    expect(await run(words)).toMatchObject({ exit: 0, json: pricedLine.answer });
    expect(await run(['crm', 'price', '--quantity', 'many'])).toMatchObject({ exit: 2 });
    expect(await run(['crm', 'price', '--quantity', '-1', '--list-price', JSON.stringify(listPrice)])).toMatchObject({ exit: 2, problem: 'Quantity must be at least 0.' }); // prettier-ignore
  });
  it("changes records by an act of the person, with the person's date", async () => {
    const done = await run(['crm', 'add', '--name', '007', '--is-kept', '--count', '2']);
    const edit = { entity: 'crm/account', create: { fields: { name: '007' } } };
    expect(done).toMatchObject({ exit: 0, asked: [{ label: 'Added 007 on 2026-11-19 by me', edits: [edit, edit] }] });
    const id = '0190b1f2-7c00-7000-8000-000000000001';
    expect(await run(['crm', 'rename', '--id', id, '--name', 'y'])).toMatchObject({ exit: 0, asked: [{ edits: [{ entity: 'crm/account', id, fields: { name: 'y' } }] }] }); // prettier-ignore
    expect(await run(['crm', 'add', '--name', 'x', '--count', '9'])).toMatchObject({ exit: 2, asked: [] });
    expect(await run(['crm', 'add'])).toMatchObject({ exit: 2, problem: 'Name must be filled in.', asked: [] });
  });
  it('is in the help with its options, and is suggested for a misspelt name', () => {
    const all = commandsOf(build);
    const add = all.find(({ name }) => name === 'crm add');
    expect(helpText(all, add)).toMatch(
      /outpost crm add \[options\]\n\nAdds an account\.\n[^]*--is-kept +Keep it \(may be left out\)/,
    );
    expect(parseCommandLine(['crm', 'ad'], all)).toMatchObject({ kind: 'misused' });
    expect(commandsOf(installedCatalogue).some(({ name }) => name.startsWith('crm '))).toBe(false);
  });
  it('[T-25] is refused where the organisation does not have the pack', async () => {
    const without = withPacks(optional, []);
    expect(await run(['crm', 'add', '--name', 'x'], without)).toMatchObject({ exit: 3, asked: [] });
  });
});
