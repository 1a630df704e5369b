import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { IconName } from '@outpost/ui/parts/icons';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import { canBeScheduled, likenessOf, type ScheduleRole } from '@outpost/domain/kernel/definitions/own-kind-roles';
import type { FieldSpec, SpecOption } from '@outpost/ui/fields/field-spec';
import { areaEntitiesOf } from '../../places/areas.ts';
import { choiceFields } from './kind-definitions.ts';

/** The icons that are offered for own kinds, with the words for them. */
const offeredIcons = {
  folder: 'Folder',
  truck: 'Truck',
  building: 'Building',
  home: 'House',
  store: 'Shop',
  wrench: 'Tool',
  laptop: 'Computer',
  phone: 'Phone',
  box: 'Parcel',
  briefcase: 'Briefcase',
  calendar: 'Calendar',
  clipboard: 'Clipboard',
  file: 'Document',
  signature: 'Signature',
  invoice: 'Invoice',
  receipt: 'Receipt',
  cash: 'Cash',
  key: 'Key',
  shield: 'Shield',
  ticket: 'Ticket',
  tag: 'Label',
  star: 'Star',
  users: 'People',
  world: 'World',
} as const satisfies Partial<Record<IconName, string>>;

/** The inputs for the names and the icon of a kind. */
export const kindSpecs: readonly FieldSpec[] = [
  { id: 'label', label: 'One is called', kind: 'text', maxChars: 80, isRequired: true, help: 'Such as “Vehicle”.' },
  {
    id: 'labelMany',
    label: 'Many are called',
    kind: 'text',
    maxChars: 80,
    isRequired: true,
    help: 'Such as “Vehicles”.',
  },
  {
    id: 'icon',
    label: 'Icon',
    kind: 'choice',
    options: Object.entries(offeredIcons).map(([value, label]) => ({ value, label })),
  },
];

/** Returns the input for the kind to which a new kind belongs. */
export const belongsToSpec = (catalogue: Catalogue): FieldSpec => ({
  id: 'belongsTo',
  label: 'Belongs to',
  kind: 'choice',
  options: areaEntitiesOf(catalogue).map((name) => ({ value: name, label: entityOf(catalogue, name).label.many })),
  help: 'Everyone who sees the record that it belongs to sees it, too. Empty: each has an owner of its own. This can’t be changed later.',
});

/** Returns the inputs for the stages and pipelines of a kind, if it has lists of choices. */
export function stageSpecs(entity: Entity, stages: string): readonly FieldSpec[] {
  const options = choiceFields(entity);
  if (options.length === 0) return [];
  const pipelines = options.filter(({ value }) => value !== stages);
  return [
    {
      id: 'stages',
      label: 'Stages',
      kind: 'choice',
      options,
      help: 'The list of choices through which its records go. A board has a column for each.',
    },
    ...(stages === '' || pipelines.length === 0
      ? []
      : [
          {
            id: 'pipelines',
            label: 'Pipelines',
            kind: 'choice' as const,
            options: pipelines,
            help: 'The list of choices with the pipelines. An empty field means the first of them.',
          },
        ]),
  ];
}

/** Returns the inputs for the roles of a kind's fields (PLT-54): its time in calendars, and what makes two of its records alike. */
export function roleSpecs(entity: Entity, scheduleAt: string): readonly FieldSpec[] {
  const scheduled = (role: ScheduleRole, spec: Pick<FieldSpec, 'label' | 'help'>): readonly FieldSpec[] => {
    const options = fieldsWhere(entity, (field) => canBeScheduled(role, field));
    return options.length === 0 ? [] : [{ id: role, kind: 'choice', options, ...spec }];
  };
  return [
    ...scheduled('scheduleAt', { label: 'Time', help: 'The calendars show its records at this time.' }),
    ...(scheduleAt === ''
      ? []
      : [
          ...scheduled('scheduleLasts', { label: 'Duration' }),
          ...scheduled('scheduleDone', { label: 'Done', help: 'Yes or no: whether the record is done.' }),
        ]),
    {
      id: 'alikeBy',
      label: 'Alike by',
      kind: 'tags',
      options: fieldsWhere(entity, (field) => likenessOf(field) !== undefined),
      help: `Two ${entity.label.many.toLowerCase()} that share these values may be the same. New ones are compared, and duplicates can be found and merged.`,
    },
  ];
}

const fieldsWhere = ({ fields }: Entity, is: (field: Field) => boolean): readonly SpecOption[] =>
  Object.entries(fields).flatMap(([value, field]) => (is(field) ? [{ value, label: field.label }] : []));
