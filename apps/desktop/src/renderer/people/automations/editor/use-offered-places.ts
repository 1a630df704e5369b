import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo } from 'react';
import { useFieldSpecs } from '../../../records/use-field-specs.ts';

/** A field of the starting record whose value a text can name. */
export type OfferedPlace = { readonly path: string; readonly label: string };

/** How a text of an automation names a value: "{name}". */
export const writtenPlace = (name: string): string => `{${name}}`;

const noNames = {};
/** Fields whose values make no words. */
const unspoken = new Set(['sealed', 'file', 'json', 'geo', 'repeat', 'ref', 'address']);

/** Returns the fields of a kind whose values texts can name, in their order. */
export function useOfferedPlaces(entity: Entity): readonly OfferedPlace[] {
  const specs = useFieldSpecs(entity, noNames);
  return useMemo(
    () => [...specs].flatMap(([path, { kind, label }]) => (unspoken.has(kind) || !/^[a-z][a-zA-Z0-9]*$/.test(path) ? [] : [{ path, label }])),
    [specs],
  ); // prettier-ignore
}
