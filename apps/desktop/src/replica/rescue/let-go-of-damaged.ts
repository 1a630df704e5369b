import type { Device } from '../device/device.ts';
import { removeAside } from './put-in-place.ts';
import { readRescue, writeRescue } from './rescue-note.ts';

/**
 * Deletes the file that this device's was rebuilt from, when every act that was saved from it was answered by the server. One with parts
 * that could not be read stays, for those who may read more of it.
 */
export async function letGoOfDamaged(device: Device): Promise<void> {
  const { database, memory } = device;
  const rescue = await readRescue(database);
  if (rescue === null || !rescue.isWhole) return;
  if (rescue.waitingFor.some((id) => memory.acts.get(id)?.state === 'waiting')) return;
  removeAside(database.file.path);
  await writeRescue(database, null);
}
