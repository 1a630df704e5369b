import type { IdSource } from '@outpost/domain/kernel/ports';
import type { ActDocument } from '../records/documents.ts';
import type { DeviceWrite } from '../records/device-write.ts';
import { keptActs } from '../records/kept-acts.ts';
import type { Lookups } from '../records/lookups.ts';
import { takeNewName } from './apply-answers.ts';
import { startOver } from './apply-page.ts';

/**
 * S-1b, S-1c: the server's journal is no longer the one that this device saw. It starts over, and sends again, in order and with their
 * ids, all acts that were confirmed after the last head in common; they give way to what has come since.
 */
export async function applyFork(
  write: DeviceWrite,
  common: number,
  ports: { readonly ids: IdSource; readonly lookups: Lookups },
): Promise<void> {
  startOver(write);
  for (const entry of await keptActs(write, common)) sendAgain(write, entry);
  for (const entry of write.acts()) if (entry.state === 'answered' && entry.n > common) sendAgain(write, entry);
  for (const id of ports.lookups.booksAfter(common)) write.removeBook(id);
  write.setState({
    heads: write.state.heads.filter(([n]) => n <= common),
    signedHead: null, // it has been shown
    durable: Math.min(write.state.durable, common),
  });
  takeNewName(write, ports.ids);
}

function sendAgain(write: DeviceWrite, entry: ActDocument): void {
  write.putAct({ ...entry, act: { ...entry.act, again: true }, state: 'waiting', n: 0, versions: {}, covered: [] });
}
