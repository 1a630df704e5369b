import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import { withFormulas } from '../../kernel/catalogue/record-rules.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { isEmptyValue } from '../../kernel/entities/field-types.ts';
import { numberSeriesOf } from '../../kernel/entities/fields.ts';
import { numberText, type Series } from '../../kernel/entities/running-number.ts';
import type { Draft, DraftRecord } from '../act/draft.ts';
import { changesBetween } from '../merge/changes-between.ts';
import { held, notHeld, type NumberedField, numberedField } from '../reads/look.ts';

type Numbered = {
  readonly records: readonly DraftRecord[];
  readonly numbers: ReadonlyMap<NumberedField, number>;
};
export const noNumbers: Numbered['numbers'] = new Map();

type SeriesField = { readonly name: string; readonly series: Series };
const known = new WeakMap<Entity['fields'], readonly SeriesField[]>();

/** Returns the fields of a kind that hold running numbers. */
function seriesFieldsOf({ fields }: Entity): readonly SeriesField[] {
  const found = known.get(fields);
  if (found) return found;
  const made = Object.entries(fields).flatMap(([name, field]) => {
    const series = numberSeriesOf(field);
    return series ? [{ name, series }] : [];
  });
  known.set(fields, made);
  return made;
}

/**
 * S-4e: gives running numbers to the records that an act leaves alive and without one, in the order of the records.
 * `records` are those that are accepted: a refused record takes no number, so the series has no gap. A record that the
 * act does not change gets no number. Neither does a record that the server added to the act. If the last number is not
 * held, as on a device, no numbers are given.
 */
export function giveNumbers(draft: Draft, records: readonly DraftRecord[]): Numbered {
  const numbers = new Map<NumberedField, number>();
  const given = records.map((one): DraftRecord => {
    const { record, expanded } = one;
    const entity = entityOf(draft.catalogue, record.entity);
    const open = seriesFieldsOf(entity).filter(({ name }) => isEmptyValue(record.fields[name]));
    if (open.length === 0 || expanded || record.life !== 'alive') return one;
    const before = held(draft.look.record(record.id));
    if (before && Object.keys(changesBetween(before, record)).length === 0) return one;
    const fields = { ...record.fields };
    for (const { name, series } of open) {
      const field = numberedField(entity.name, name);
      const last = numbers.get(field) ?? draft.look.lastNumber(field);
      if (last === notHeld) continue;
      numbers.set(field, last + 1);
      fields[name] = numberText(series, last + 1);
    }
    return { ...one, record: withFormulas(draft.catalogue, { ...record, fields }) }; // a formula may read the number
  });
  return numbers.size === 0 ? { records, numbers: noNumbers } : { records: given, numbers };
}
