import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { upgradedFields } from '@outpost/domain/kernel/catalogue/record-rules';
import { type ReplacedDocument, replacedId } from '../documents.ts';

/**
 * Returns the mark of a value that was replaced under an older schema. The mark moves to the field that has such values now
 * (S-4, K-5), so that a person can restore the value. Undefined where it is no longer the value of one field: the history
 * shows it.
 */
export function upgradedMark(entity: Entity, mark: ReplacedDocument, schema: number): ReplacedDocument | undefined {
  const upgraded = (value: JsonValue) => Object.entries(upgradedFields(entity, { [mark.field]: value }, schema));
  const [lost, another] = upgraded(mark.lost.value);
  if (!lost || another) return undefined;
  const [field, value] = lost;
  const kept = upgraded(mark.kept.value).find(([name]) => name === field)?.[1] ?? null;
  return {
    ...mark,
    id: replacedId(mark.n, mark.record, field),
    field,
    lost: { ...mark.lost, value },
    kept: { ...mark.kept, value: kept },
  };
}

/**
 * Returns the upgraded mark of a page. The journal keeps values from before the server's update under their old field names
 * and without a schema number: a missing field shows that the mark is old.
 */
export function receivedMark({ entities }: Catalogue, mark: ReplacedDocument): ReplacedDocument {
  const entity = entities.get(mark.of);
  if (!entity || entity.fields[mark.field]) return mark;
  for (let schema = entity.schema - 1; schema > 0; schema -= 1) {
    const upgraded = upgradedMark(entity, mark, schema);
    if (upgraded && entity.fields[upgraded.field]) return upgraded;
  }
  return mark;
}
