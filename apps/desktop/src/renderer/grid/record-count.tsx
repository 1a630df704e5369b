import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { manyOf } from '../records/entity-shape.ts';

/** The number of records of a list, in words: "1,204 deals". */
export function RecordCount({ entity, count }: { readonly entity: Entity; readonly count: number }) {
  const formats = useFormats();
  return (
    <>
      <strong>{formats.count(count)}</strong> {count === 1 ? entity.label.one.toLowerCase() : manyOf(entity)}
    </>
  );
}
