import type { Entity } from './entity.ts';
import type { FieldOf } from './fields.ts';

type Stages = { readonly name: string; readonly field: FieldOf<'choice'> };

/** Returns the field with the stages of a kind; undefined where it has none. */
export function stagesOf({ stages: name, fields }: Pick<Entity, 'stages' | 'fields'>): Stages | undefined {
  const field = name === undefined ? undefined : fields[name];
  return name !== undefined && field?.type === 'choice' ? { name, field } : undefined;
}
