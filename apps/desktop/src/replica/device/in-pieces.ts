import type { Device } from './device.ts';
import type { DeviceWrite } from '../records/device-write.ts';

/** Chosen: a write of this many records keeps the replica free to answer in between. */
const recordsPerWrite = 500;

/** Goes through the living records of a kind, each piece of them in a separate write. */
export async function inPieces(
  device: Device,
  entity: string,
  work: (write: DeviceWrite, ids: readonly string[]) => Promise<void>,
): Promise<void> {
  for (let after = ''; ;) {
    const ids = device.lookups.idsAfter(entity, after, recordsPerWrite);
    const last = ids.at(-1);
    if (last === undefined) return;
    await device.transact((write) => work(write, ids));
    if (ids.length < recordsPerWrite) return;
    after = last;
  }
}
