import { entityOf } from '@outpost/domain/kernel/catalogue';
import type { Entity } from '@outpost/domain/kernel/entity';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { FieldSpec, SpecOption } from '@outpost/ui/field-spec';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import { canBeRequired, canBeSearched, definitionEntity } from './field-definitions.ts';

const typeField = entityOf(installedCatalogue, definitionEntity).fields['type'];

/** What a field can hold, in people's words, the likeliest first: as the definition's own declaration has them. */
export const fieldTypes: readonly SpecOption[] =
  typeField?.type === 'choice' ? typeField.options.map(({ value, label }) => ({ value, label })) : [];

export const fieldTypeWords = (type: string): string => fieldTypes.find(({ value }) => value === type)?.label ?? type;

/** How the parts of a definition are asked for, when it is made and when it is changed. */
export const nameSpec: FieldSpec = { id: 'label', label: 'Name', kind: 'text', maxChars: 80, isRequired: true };
export const fieldTypeSpec: FieldSpec = {
  id: 'type',
  label: 'Holds',
  kind: 'choice',
  options: fieldTypes,
  isRequired: true,
};

/** Help, and what fits a field of this type: whether it must be filled in, whether search finds it. */
export function moreSpecs(type: string, entity: Entity): readonly FieldSpec[] {
  return [
    {
      id: 'help',
      label: 'Help',
      kind: 'text',
      maxChars: 200,
      help: 'One sentence under the field in forms, where its name leaves a question.',
    },
    ...(canBeRequired(type)
      ? [
          {
            id: 'required',
            label: 'Must be filled in',
            kind: 'flag' as const,
            help: `${entity.label.many} that have it empty stay as they are. The next change to such a ${oneOf(entity)} has to fill it in.`,
          },
        ]
      : []),
    ...(canBeSearched(type)
      ? [
          {
            id: 'searched',
            label: 'Found by search',
            kind: 'flag' as const,
            help: `Search finds ${manyOf(entity)} by the words of this field.`,
          },
        ]
      : []),
  ];
}
