import { neverRemoved, packKind } from '@outpost/domain/kernel/definitions/tenant-packs';
import type { CallOutput } from '../../bridge/contract.ts';
import { packRequest } from '../../bridge/pack-request.ts';
import { type Command, misused, textOption, unanswered } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { tableText } from '../show/table.ts';

/** A build has some dozens of packs. */
const most = 1_000;

export const packsCommand: Command = {
  name: 'packs',
  summary: 'Lists the packs of your organisation; installs and removes them',
  words: [],
  options: {
    install: { value: 'NAME', help: 'gives everybody its kinds of record and roles' },
    remove: { value: 'NAME', help: 'takes them from everybody; the server keeps the records' },
  },
  details:
    'Only administrators install and remove. After a removal devices drop the records at their next sync, and a change that was not sent by then goes to the tray. Installing again brings everything back.',
  session: 'needed',
  run: async (invocation, { bridge, catalogue }) => {
    const { packs: all } = catalogue;
    const [install, remove] = [textOption(invocation, 'install'), textOption(invocation, 'remove')];
    const name = install ?? remove;
    if (install !== undefined && remove !== undefined) return misused('One of --install and --remove at a time.');
    if (name === undefined) {
      const text = tableText([
        { head: 'Name', cells: all.map((pack) => pack.name) },
        { head: 'Pack', cells: all.map(({ label }) => label) },
        { head: 'Version', cells: all.map(({ version }) => `${version}`), isNumber: true },
        { head: '', cells: all.map(({ isInstalled }) => (isInstalled ? 'installed' : 'available')) },
      ]);
      return { exit: exitCode.done, json: { packs: all.map((pack) => ({ ...pack, entities: [...pack.entities], roles: [...pack.roles] })) }, text }; // prettier-ignore
    }
    const pack = all.find((one) => one.name === name);
    const kind = packKind(catalogue);
    if (!pack || !kind) return misused(`There is no pack "${name}". There are: ${all.map((one) => one.name).join(', ')}.`); // prettier-ignore
    if (remove !== undefined && !pack.isOptional) return misused(neverRemoved(pack));
    const records: CallOutput<'records.list'>['rows'] = [];
    for (const life of ['alive', 'deleted'] as const) {
      const answer = await bridge.call('records.list', { entity: kind.name, life, limit: most });
      if (!answer.ok) return unanswered(answer);
      records.push(...answer.value.rows);
    }
    const request = packRequest({ pack, isWanted: install !== undefined, entity: kind.name }, records);
    const state = install === undefined ? 'removed' : 'installed';
    if (!request) return { exit: exitCode.done, json: { act: null }, text: `${pack.label} is ${state} already.` };
    const performed = await bridge.call('acts.perform', request);
    return performed.ok
      ? { exit: exitCode.done, json: performed.value, text: `${request.label}: act ${performed.value.act}` }
      : unanswered(performed);
  },
};
