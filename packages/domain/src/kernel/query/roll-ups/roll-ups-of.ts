import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Entity } from '../../entities/entity.ts';
import type { Field } from '../../entities/fields.ts';
import type { RollUp } from '../../entities/roll-up.ts';

/** Returns the kinds whose records the roll-ups of a kind read. */
export const relatedKinds = ({ entities }: Pick<Catalogue, 'entities'>, name: string): readonly string[] => {
  const entity = entities.get(name);
  return entity ? rollUpsOf(entity).map(([, { rollUp }]) => rollUp.of) : [];
};

/**
 * returns the roll-ups of a kind that read one of these kinds, by name: a device without their records has no
 * figure.
 */
export const figuresNotHeld = (entity: Pick<Entity, 'fields'>, notHeld: readonly string[]): readonly string[] =>
  notHeld.length === 0
    ? []
    : rollUpsOf(entity).flatMap(([name, { rollUp }]) => (notHeld.includes(rollUp.of) ? [name] : []));

/** Returns the fields of a kind that are computed when they are queried, and not stored. */
export function rollUpsOf(
  entity: Pick<Entity, 'fields'>,
): readonly (readonly [string, Field & { readonly rollUp: RollUp }])[] {
  // prettier-ignore
  return Object.entries(entity.fields).flatMap(([name, field]) =>
    field.rollUp === undefined ? [] : [[name, { ...field, rollUp: field.rollUp }] as const],
  );
}
