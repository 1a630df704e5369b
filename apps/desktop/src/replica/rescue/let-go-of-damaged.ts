import type { Device } from '../device/device.ts';
import { removeAside } from './put-in-place.ts';
import { readRescue, writeRescue } from './rescue-note.ts';

/**
 * Deletes the damaged file that this device's file was rebuilt from, once the server has answered every act saved from it. A
 * damaged file with unreadable parts stays, because other tools may read more of it.
 */
export async function letGoOfDamaged(device: Device): Promise<void> {
  const { database, memory } = device;
  const rescue = await readRescue(database);
  if (rescue === null || !rescue.isWhole) return;
  if (rescue.waitingFor.some((id) => memory.acts.get(id)?.state === 'waiting')) return;
  removeAside(database.file.path);
  await writeRescue(database, null);
}
