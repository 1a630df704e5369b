import type { ListedRecord } from '@outpost/domain/kernel/query/listed-record';
import { parsedDocument } from '@outpost/domain/kernel/query/stored-row';
import type { ShownRecord } from '../../bridge/contract.ts';
import { shownOf } from './shown-of.ts';

/** Chosen: ten screens of the longest window; a record takes some 3 kB with its text. */
const keptRecords = 1_000;

type Known = { readonly text: string; readonly record: ShownRecord & ListedRecord };

/**
 * Records as screens show them, kept beside the text that they were parsed from: the next window mostly has the same ones, after a change
 * all but one. Each answer compares the text that was just read, so nothing here has to be forgotten when something is written.
 * Records are frozen: several answers share them.
 */
export class KnownRecords {
  readonly #records = new Map<string, Known>();

  /** The record of a document's text. */
  of(entity: string, id: string, text: string): ShownRecord & ListedRecord {
    const known = this.#records.get(id);
    if (known?.text === text && known.record.entity === entity) return known.record;
    const record = frozen(shownOf(parsedDocument(entity, id, text)));
    if (known === undefined && this.#records.size >= keptRecords) this.#dropOldest();
    this.#records.set(id, { text, record });
    return record;
  }

  // In the order of their coming: a look at each would cost every window more than the few records that come back are worth.
  #dropOldest(): void {
    const [oldest] = this.#records.keys();
    if (oldest !== undefined) this.#records.delete(oldest);
  }
}

function frozen(record: ShownRecord): ShownRecord & ListedRecord {
  for (const part of [record.fields, record.sharedWith, record.replaced]) Object.freeze(part);
  return Object.freeze(record) as ShownRecord & ListedRecord; // the same record: the bridge's type spells its life as any text
}
