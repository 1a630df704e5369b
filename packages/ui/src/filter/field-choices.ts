import type { FieldSpec } from '../fields/field-spec.ts';

/** Returns fields as the choices of a list: the record's own first, the others under their headings. */
export function fieldChoices(fields: readonly FieldSpec[]) {
  const choice = ({ id, label }: FieldSpec) => ({ value: id, label });
  const headings = new Set(fields.flatMap(({ heading }) => heading ?? []));
  return [
    ...fields.filter(({ heading }) => heading === undefined).map(choice),
    ...[...headings].map((group) => ({ group, items: fields.filter(({ heading }) => heading === group).map(choice) })),
  ];
}
