import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { TrayEntry } from '../../bridge/contract.ts';
import type { Device } from '../device/device.ts';
import { bookEntities } from '../records/documents.ts';
import { titleIn } from '../records/names.ts';

type Since = TrayEntry['reasons'][number]['since'];

/** Chosen: a record that was changed more often since then gives no author. */
const mostRows = 100;

/**
 * Returns who deleted, merged or handed over the record of a refused act, and when, by the journal on this device; `undefined` where
 * it is as it was or is not held. A record that is both deleted and handed over gives the deletion.
 */
export function sinceMade(device: Device, { id, entity }: { readonly id: string; readonly entity: string }): Since {
  const record = device.lookups.shown(entity, id);
  if (!record || !device.database.storage.hasTable(bookEntities.history)) return undefined;
  const rows = device.lookups.historyOf([id], { before: Number.MAX_SAFE_INTEGER, limit: mostRows });
  const field = record.life === 'alive' ? 'ownerId' : 'life';
  const row = rows.find(({ kind, changed }) => kind === 'changed' && Object.hasOwn(changed, field));
  const told = row && { by: nameOf(device, row.by), at: row.at };
  if (!row || !told) return undefined;
  if (record.life === 'deleted') return { ...told, what: 'deleted' };
  if (record.life !== 'alive') return { ...told, what: 'merged' };
  return { ...told, what: wasTaken(row) ? 'taken' : 'handed over' };
}

/** Whether the new owner took the record. */
const wasTaken = ({ by, changed }: HistoryRow): boolean => changed['ownerId']?.[1] === by;

/** Returns the name of a person, if this device holds their record. */
function nameOf(device: Device, id: string): string | null {
  const person = device.lookups.shown('platform/person', id);
  return person ? titleIn(device.catalogue, person) : null;
}
