import { namedBy } from '@outpost/domain/engine/reads/overlay';
import { valuesIn } from '@outpost/domain/engine/reads/references';
import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { newRecord } from '@outpost/domain/kernel/acts/new-record';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { ActDocument } from '../records/documents.ts';
import type { DeviceWrite } from '../records/device-write.ts';

/**
 * Returns the other records that the derived fields of an act's records read, such as their parents (T-16, ADR 28).
 * Each is as the device shows it before the act, or as the act creates it. The act keeps these records while it waits.
 * Undefined if no derived field reads another record.
 */
export async function aboveOf(write: DeviceWrite, edits: readonly Edit[]): Promise<ActDocument['above']> {
  const { derived } = write.catalogue;
  const reading = edits.filter(({ entity }) => derived.get(entity)?.some(({ reads }) => reads));
  if (reading.length === 0) return undefined;
  const created = new Map(edits.map((edit) => [edit.id, edit]));
  const recordOf = (id: string): StoredRecord | undefined => {
    const edit = created.get(id);
    const shown = write.records.isLoaded(id) ? write.records.shown(id) : null;
    if (shown || !edit || !isCreate(edit)) return shown ?? undefined;
    return newRecord(write.catalogue, entityOf(write.catalogue, edit.entity), edit, {
      by: '',
      at: '',
      inherited: null,
    });
  };
  const above: Record<string, StoredRecord> = {};
  for (const edit of reading) {
    const own = recordOf(edit.id);
    const steps = (derived.get(edit.entity) ?? []).flatMap(({ reads = {} }) =>
      Object.values(reads).map((read) => read.steps),
    );
    for (const path of own ? steps : []) {
      let at: StoredRecord | undefined = own && { ...own, fields: { ...own.fields, ...valuesIn(edit) } };
      for (const { field } of path) {
        const target: ReturnType<typeof namedBy> = at && namedBy(write.catalogue, at, field);
        if (!target) break;
        await write.records.load([target.id]);
        at = recordOf(target.id);
        if (at) above[target.id] = at;
      }
    }
  }
  return above;
}
