import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useMemo } from 'react';
import { usePastEntity } from '../records/use-entity.ts';
import { useFieldSpecs, useReferredFields, useReferredSpecs } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';

/**
 * Returns the fields by which the records of a kind can be filtered: its own, and those of records that it refers to.
 * Also returns all fields that a filter may contain. These include retired fields, whose names the chips still show.
 */
export function useFilterFields(
  entity: Entity,
  where: Filter | undefined,
): { readonly fields: readonly FieldSpec[]; readonly known: readonly FieldSpec[] } {
  const refs = useRefNames(where);
  const specs = useFieldSpecs(entity, refs);
  const past = useFieldSpecs(usePastEntity(entity.name), refs);
  const referred = useReferredSpecs(useReferredFields(entity), refs);
  const fields = useMemo(
    () => [...specs.values(), ...referred].filter((spec) => spec.kind !== 'json' && spec.kind !== 'file'),
    [specs, referred],
  );
  const known = useMemo(() => [...past.values(), ...referred], [past, referred]);
  return { fields, known };
}
