import { halfConverted } from '../../kernel/catalogue/conversion.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';

/**
 * CRM-8: refuses a change that gives a record the values of a converted one without naming the record that it became. A change of
 * many records, a paste or an import could do that, and nobody could later find the resulting record. `before`: undefined for a
 * new record.
 */
export function judgeConversion(
  { catalogue }: Pick<Draft, 'catalogue'>,
  entity: Entity,
  { before, record }: { readonly before: StoredRecord | undefined; readonly record: StoredRecord },
): Refusal | undefined {
  const conversion = catalogue.conversions.get(entity.name);
  const field = conversion && halfConverted(conversion, before?.fields ?? {}, record.fields);
  if (!conversion || field === undefined) return undefined;
  const state = entity.fields[field]?.label ?? field;
  return refuse(
    'records/invalid',
    `Use "${conversion.label}" to give a ${entity.label.one.toLowerCase()} this ${state.toLowerCase()}, one at a time. It asks what the ${entity.label.one.toLowerCase()} becomes.`,
    { field },
  );
}
