import { parseArgs } from 'node:util';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { openReplica } from '@outpost/desktop/replica/replica';
import { givenCredentials, openKeyStore } from '@outpost/desktop/replica/testing/given-machine';
import { ScriptedServer } from '@outpost/desktop/replica/testing/scripted-server';

/*
 * A replica's process that repeatedly changes its file's key while a person works, until it is killed. The first line on stdout
 * lists its content. Then there is a line for each acknowledged act and draft, and for each changed key.
 */

/** The content of a line. `waits`: the longest time so far until an act was acknowledged, in ms. */
export type Line =
  | { readonly held: { readonly acts: readonly string[]; readonly names: number; readonly draft: number } }
  | { readonly act: string; readonly waits: number }
  | { readonly draft: number }
  | { readonly changed: number };

const { values } = parseArgs({ options: { profile: { type: 'string' }, deals: { type: 'string', default: '100' } } });
const say = (line: Line): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const { password } = givenCredentials;
const server = new ScriptedServer();
const fault = ({ cause }: { readonly cause: unknown }): never => {
  throw cause;
};

const opened = await openReplica(
  {
    ...nodePorts({ keyStore: null, log: { fault } }),
    keyStore: openKeyStore,
    transportTo: () => server.transport,
  },
  {
    profile: values.profile ?? '',
    catalogue: installedCatalogue,
    deviceName: 'Under a change of key',
    syncsByItself: false,
    passwordCost: { memoryKib: 64, passes: 1 },
  },
);
if (!opened.ok) throw new Error(opened.message);
const replica = opened.value;
if (!replica.tenant()) {
  const signedIn = await replica.handlers['session.signIn'](givenCredentials);
  if (!signedIn.ok) throw new Error(signedIn.message);
}
const device = replica.tenant()?.device;
if (!device) throw new Error('The replica did not open');
const damage = device.database.file.findDamage();
if (damage.length > 0) throw new Error(`The file is damaged: ${damage.join('; ')}`);
const draft = await device.database.getLocal('screen/draft');
const state = { draft: typeof draft === 'number' ? draft : 0, waits: 0 };
say({
  held: { acts: [...device.memory.acts.keys()], names: device.lookups.counts()['crm/deal'] ?? 0, draft: state.draft },
});

async function act(deals: number): Promise<void> {
  const began = performance.now();
  const edits = Array.from({ length: deals }, () => ({
    entity: 'crm/deal',
    create: { fields: { name: 'Deal', stage: 'prospecting', about: 'x'.repeat(deals > 1 ? 4_000 : 200) } },
  }));
  const done = await replica.call('acts.perform', { label: 'Worked', shape: 'together', edits });
  if (!done.ok) throw new Error(JSON.stringify(done));
  if (deals === 1) state.waits = Math.max(state.waits, performance.now() - began);
  const { act: id } = done.value as { readonly act: string }; // the contract's answer
  say({ act: id, waits: Math.round(state.waits) });
}

async function work(): Promise<never> {
  for (;;) {
    await act(1);
    state.draft += 1;
    const draftNow = state.draft;
    const kept = await replica.call('local.set', { key: 'draft', value: draftNow });
    if (!kept.ok) throw new Error(JSON.stringify(kept));
    say({ draft: draftNow });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function changeKeys(): Promise<never> {
  for (let changed = 1; ; changed += 1) {
    const done = await replica.call('session.changeKey', { password });
    if (!done.ok) throw new Error(JSON.stringify(done));
    say({ changed });
  }
}

// Large enough that kills during the copying are as frequent as others.
if (device.memory.acts.size === 0) await act(Number(values.deals));
await Promise.all([work(), changeKeys()]);
