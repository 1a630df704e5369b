import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import type { ReadAbove } from '../../kernel/catalogue/record-rules.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { type Answer, notHeld } from './look.ts';
import { namedBy } from './overlay.ts';

/**
 * T-16: returns a function that answers the reads of derived fields from the records that `record` returns. A record
 * above that is not alive counts as absent.
 */
export const readAboveIn =
  (catalogue: Pick<Catalogue, 'entities'>, record: (id: string) => Answer<StoredRecord | undefined>): ReadAbove =>
  (reads, from) => {
    const values: Record<string, StoredRecord | undefined> = {};
    for (const [name, { steps }] of Object.entries(reads)) {
      let at: StoredRecord | undefined = from;
      for (const { field, kind } of steps) {
        const target: ReturnType<typeof namedBy> = at && namedBy(catalogue, at, field);
        const above: Answer<StoredRecord | undefined> = target?.entity === kind ? record(target.id) : undefined;
        if (above === notHeld) return undefined;
        at = above?.life === 'alive' ? above : undefined;
      }
      values[name] = at;
    }
    return values;
  };
