import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { FieldTypeName } from '@outpost/domain/kernel/entities/fields';
import type { Formats } from '@outpost/ui/formats/formats';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import { manyOf, oneOf } from '../records/entity-shape.ts';

/** The plain words for the content of a column. */
const typeWords: Readonly<Record<FieldTypeName, string>> = {
  text: 'text',
  email: 'e-mail',
  phone: 'phone',
  money: 'money',
  number: 'number',
  percent: 'percent',
  flag: 'yes or no',
  date: 'date',
  instant: 'time',
  duration: 'duration',
  choice: 'choice',
  tags: 'tags',
  ref: 'link',
  file: 'file',
  address: 'address',
  geo: 'place',
  json: 'data',
};
const typeWordOf = new Map<string, string>(Object.entries(typeWords));

/** Returns the word for a field's type in a plan. */
export const typeWord = (type: string): string => typeWordOf.get(type) ?? type;

/** The context for wording counts. An import into a kind of record that was retired meanwhile is still described. */
type Telling = { readonly formats: Formats; readonly catalogue: Catalogue };

/** Formats counts by entity: "85 accounts, 7 products and 8,793 deals". */
export function countWords(counts: Readonly<Record<string, number>>, { formats, catalogue }: Telling): string {
  return formats.list(
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => {
        const entity = catalogue.entities.get(name);
        return entity ? formats.plural(count, oneOf(entity), manyOf(entity)) : `${formats.count(count)} ${name}`;
      }),
  );
}

/**
 * Returns the kind of record that a plan makes or changes most, which the person will want to open afterwards. Returns
 * `undefined` if it makes none.
 */
export function mainKindOf({
  creates,
  changes,
}: Pick<ImportPlan['counts'], 'creates' | 'changes'>): string | undefined {
  const totals = new Map<string, number>();
  for (const [name, count] of [...Object.entries(creates), ...Object.entries(changes)])
    totals.set(name, (totals.get(name) ?? 0) + count);
  const [most] = [...totals].filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a);
  return most?.[0];
}

/** Returns how many records the plan makes or changes, as a number and in words. */
export function importWords(
  counts: ImportPlan['counts'],
  { formats, catalogue }: Telling,
): { readonly count: number; readonly total: string } {
  const sum = (one: Readonly<Record<string, number>>) => Object.values(one).reduce((total, count) => total + count, 0);
  const count = sum(counts.creates) + sum(counts.changes);
  const kinds = [...new Set([...Object.keys(counts.creates), ...Object.keys(counts.changes)])].filter(
    (name) => (counts.creates[name] ?? 0) + (counts.changes[name] ?? 0) > 0,
  );
  const [only = ''] = kinds;
  const entity = kinds.length === 1 ? catalogue.entities.get(only) : undefined;
  return {
    count,
    total: entity ? formats.plural(count, oneOf(entity), manyOf(entity)) : formats.plural(count, 'record', 'records'),
  };
}
