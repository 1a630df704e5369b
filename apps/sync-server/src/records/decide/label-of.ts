import { type Act, isCreate } from '@outpost/domain/kernel/acts/act';
import { isSealedField } from '@outpost/domain/kernel/entities/sealed';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Tenant } from '../../catalogue/tenant.ts';

/** Chosen: a shorter text could be any part of a sentence. */
const leastChars = 3;

/**
 * Returns the label of an act as the journal has it. Devices write labels, and everyone who sees a record of the act reads them.
 * So a value that the act gives to a sealed field is left out (K-4).
 */
export function labelOf(
  { catalogue }: Pick<Tenant, 'catalogue'>,
  { label, edits }: Pick<Act, 'label' | 'edits'>,
): string {
  let clean = label;
  for (const edit of edits) {
    const entity = catalogue.entities.get(edit.entity);
    if (entity?.sealed === undefined) continue;
    const given: readonly (readonly [string, JsonValue])[] = isCreate(edit)
      ? Object.entries(edit.create.fields)
      : Object.entries(edit.fields).flatMap(([name, values]) => values.map((value) => [name, value] as const));
    for (const [name, value] of given)
      if (isSealedField(entity, name) && typeof value === 'string' && value.length >= leastChars)
        clean = clean.replaceAll(value, '…');
  }
  return clean;
}
