import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { SummaryGroup } from '@outpost/domain/kernel/questions/list-query';
import type { Formats } from '@outpost/ui/formats/formats';
import { sumText } from '../records/values/sums-by-currency.ts';

/** Returns the sums of the footer, each with its field's name. */
export function sumTexts(
  entity: Entity,
  sums: SummaryGroup['sums'],
  formats: Formats,
): readonly { readonly label: string; readonly value: string }[] {
  return Object.entries(sums).flatMap(([name, byCurrency]) => {
    const value = sumText(byCurrency, formats);
    return value === '' ? [] : [{ label: entity.fields[name]?.label ?? name, value }];
  });
}
