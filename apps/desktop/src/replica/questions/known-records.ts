import { NewestMap } from '@outpost/domain/kernel/acts/newest-map';
import type { ListedRecord } from '@outpost/domain/kernel/query/listed-record';
import type { RecordsRead, RowVersion } from '@outpost/domain/kernel/query/query-engine';
import { type DeviceRow, parsedDocument } from '@outpost/domain/kernel/query/stored-row';
import type { ShownRecord } from '../../bridge/contract.ts';

/** The number of cached records of each kind. Chosen: ten screens of the longest window; a record takes some 2 kB. */
const keptRecords = 1_000;

type Known = { readonly lwt: number; readonly record: ShownRecord & ListedRecord };

/**
 * A cache of records as screens show them: after a change the next window has the same records except one. The cache key is the
 * row's place and its write time. The write time changes with each write (RxDB's clock never repeats one), so no entry needs to
 * be invalidated. Records are frozen, because several answers share them.
 */
export class ShownRecordCache implements RecordsRead {
  readonly #byKind = new Map<string, NewestMap<number, Known>>();

  known(entity: string, { seq, lwt }: RowVersion): (ShownRecord & ListedRecord) | undefined {
    const known = this.#byKind.get(entity)?.get(seq);
    return known?.lwt === lwt ? known.record : undefined;
  }

  read(entity: string, { seq, lwt, id, data }: DeviceRow): ShownRecord & ListedRecord {
    const record = frozen(parsedDocument(entity, id, data));
    const ofKind = this.#byKind.get(entity) ?? new NewestMap<number, Known>(keptRecords);
    this.#byKind.set(entity, ofKind);
    // Ordered by insertion: reordering at each read would cost every window more than a few repeated reads.
    ofKind.set(seq, { lwt, record });
    return record;
  }
}

/** Freezes a record to which no other code has a reference yet. Hot path: it is not copied. */
function frozen(own: ListedRecord): ShownRecord & ListedRecord {
  const record = Object.assign(own, { waiting: own.waiting ?? 0, replaced: own.replaced ?? [] });
  Object.freeze(record.fields);
  Object.freeze(record.sharedWith);
  Object.freeze(record.replaced);
  return Object.freeze(record) as unknown as ShownRecord & ListedRecord; // the same record: the bridge's type has its life as any text
}
