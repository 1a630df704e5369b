import { NewestMap } from '@outpost/domain/kernel/acts/newest-map';
import type { ListedRecord } from '@outpost/domain/kernel/query/listed-record';
import type { RecordsRead, Written } from '@outpost/domain/kernel/query/query-engine';
import { type DeviceRow, parsedDocument } from '@outpost/domain/kernel/query/stored-row';
import type { ShownRecord } from '../../bridge/contract.ts';

/** Of each kind. Chosen: ten screens of the longest window; a record takes some 2 kB. */
const keptRecords = 1_000;

type Known = { readonly lwt: number; readonly record: ShownRecord & ListedRecord };

/**
 * Records as screens show them: the next window mostly has the same ones, after a change all but one. They are kept by where their rows lie and when
 * those were written, which is another time after each write (RxDB's clock never gives one twice), so that nothing here has to be forgotten.
 * Records are frozen: several answers share them.
 */
export class KnownRecords implements RecordsRead {
  readonly #byKind = new Map<string, NewestMap<number, Known>>();

  known(entity: string, { seq, lwt }: Written): (ShownRecord & ListedRecord) | undefined {
    const known = this.#byKind.get(entity)?.get(seq);
    return known?.lwt === lwt ? known.record : undefined;
  }

  read(entity: string, { seq, lwt, id, data }: DeviceRow): ShownRecord & ListedRecord {
    const record = frozen(parsedDocument(entity, id, data));
    const ofKind = this.#byKind.get(entity) ?? new NewestMap<number, Known>(keptRecords);
    this.#byKind.set(entity, ofKind);
    // In the order of their coming: a look at each would cost every window more than the few records that come back are worth.
    ofKind.set(seq, { lwt, record });
    return record;
  }
}

/** Takes a record that nobody else has yet. Hot path: it is not copied. */
function frozen(own: ListedRecord): ShownRecord & ListedRecord {
  const record = Object.assign(own, { waiting: own.waiting ?? 0, replaced: own.replaced ?? [] });
  Object.freeze(record.fields);
  Object.freeze(record.sharedWith);
  Object.freeze(record.replaced);
  return Object.freeze(record) as unknown as ShownRecord & ListedRecord; // the same record: the bridge's type spells its life as any text
}
