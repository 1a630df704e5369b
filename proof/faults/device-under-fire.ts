import { installedCatalogue } from '@outpost/domain/installed-packs';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { openReplica, type Replica } from '@outpost/desktop/replica/replica';
import { setTimeout as sleep } from 'node:timers/promises';

type ActEdit = Parameters<Replica['handlers']['acts.perform']>[0]['edits'][number];

/** A server, and an account of its demo. */
type Served = { readonly url: string; readonly account: { readonly email: string; readonly password: string } };

/** Opens the replica of a device in a folder, and signs it in. */
export async function openDevice(profile: string, { url, account }: Served): Promise<Replica> {
  const opened = await openReplica(nodePorts({ keyStore: null, log: { fault: () => undefined } }), {
    profile,
    catalogue: installedCatalogue,
    deviceName: 'Under fire',
    readers: 'same-thread',
    syncsByItself: false,
    passwordCost: { memoryKib: 64, passes: 1 },
  });
  if (!opened.ok) throw new Error(opened.message);
  const { email, password } = account;
  const signedIn = await opened.value.handlers['session.signIn']({ server: url, email, password });
  if (!signedIn.ok) throw new Error(signedIn.message);
  return opened.value;
}

/** Performs an act of one edit on a device. Returns the act's id. */
export async function performOn(device: Replica, label: string, edit: ActEdit): Promise<string> {
  const done = await device.handlers['acts.perform']({ label, shape: 'together', edits: [edit] });
  if (!done.ok) throw new Error(done.message);
  return done.value.act;
}

/**
 * Makes a deal, or renames it, by turns over so many deals. Returns the act's id. `number`: of the act, from 0. `idOf`: by the place of the deal.
 */
export const touchDeal = (
  device: Replica,
  {
    number,
    deals,
    idOf,
  }: { readonly number: number; readonly deals: number; readonly idOf: (place: number) => string },
): Promise<string> => {
  const [id, name] = [idOf(number % deals), `Deal ${number}`];
  return performOn(
    device,
    name,
    number < deals
      ? { entity: 'crm/deal', id, create: { fields: { name, stage: 'prospecting' } } }
      : { entity: 'crm/deal', id, fields: { name } },
  );
};

/** Synchronises without a pause until the end. */
export async function keepSending(device: Replica, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await device.handlers['sync.now'](null);
    await sleep(5);
  }
}

/** Synchronises until nothing is left to do. */
export async function settleDown(device: Replica): Promise<readonly string[]> {
  for (let round = 0; round < 20; round += 1) {
    const status = await device.handlers['sync.now'](null);
    if (status.ok && status.value.state === 'up-to-date' && status.value.toSend === 0) return [];
    await sleep(250);
  }
  const status = await device.handlers['sync.status'](null);
  return [`it does not come to rest: ${JSON.stringify(status)}`];
}
