import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type RollUp, rollUpFunctions } from '@outpost/domain/kernel/entities/roll-up';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { Form } from '@outpost/ui/fields/editors/form';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useMemo } from 'react';
import { useCatalogue } from '../../records/use-entity.ts';
import { OnlyFilter } from '../../reports/only-filter.tsx';
import { manyOf } from '../../records/entity-shape.ts';
import { fieldOptions, functionOptions, relatedOptions, relatedTo } from './roll-up-choices.ts';
import classes from './formula.module.css';

type Props = {
  readonly entity: Entity;
  /** The choices made so far. */
  readonly value: Partial<RollUp>;
  readonly onChange: (next: Partial<RollUp>) => void;
  readonly errors?: Readonly<Record<string, string>>;
  /** Why the related records cannot be changed; left out for a new field. */
  readonly fixed?: string;
};

/** The pickers of a roll-up: the related records, the figure over them, and which of them count (PLT-8). */
export function RollUpEditor({ entity, value, onChange, errors = {}, fixed }: Props) {
  const catalogue = useCatalogue();
  const related = useMemo(() => relatedTo(catalogue, entity), [catalogue, entity]);
  const chosen = related.find(({ child, by }) => child.name === value.of && by === value.by);
  const { fn } = value;
  const change = (id: string, next: JsonValue) => {
    if (id === 'related') {
      const one = related.find((other) => other.value === next);
      if (one) onChange({ of: one.child.name, by: one.by, fn: 'count' });
    } else if (id === 'fn') {
      const picked = rollUpFunctions.find((other) => other === next);
      const { field: _field, ...rest } = value;
      if (picked) onChange({ ...rest, fn: picked });
    } else if (typeof next === 'string') onChange({ ...value, field: next });
  };
  const kept = fixed === undefined ? {} : { readOnlyReason: fixed };
  const specs: readonly FieldSpec[] = [
    { id: 'related', label: 'Related records', kind: 'choice', options: relatedOptions(related), isRequired: true, ...kept }, // prettier-ignore
    ...(chosen
      ? [{ id: 'fn', label: 'Figure', kind: 'choice' as const, options: functionOptions(chosen.child), isRequired: true, ...kept }] // prettier-ignore
      : []),
    ...(chosen && fn !== undefined && fn !== 'count'
      ? [{ id: 'field', label: 'Of the field', kind: 'choice' as const, options: fieldOptions(chosen.child, fn), isRequired: true, ...kept }] // prettier-ignore
      : []),
  ];
  if (related.length === 0)
    return <p className={classes.quiet}>No kind of record links to {manyOf(entity)}. Add a link to them first.</p>;
  return (
    <div className={classes.editor}>
      <Form
        specs={specs}
        values={{ related: chosen?.value ?? null, fn: fn ?? null, field: value.field ?? null }}
        onChange={change}
        errors={errors}
      />
      {chosen ? (
        <OnlyFilter
          entity={chosen.child}
          label={`Only some ${manyOf(chosen.child)}`}
          value={value.where}
          only={storedFields(chosen.child)}
          onChange={(where) => {
            const { where: _where, ...rest } = value;
            onChange(where === undefined ? rest : { ...rest, where });
          }}
        />
      ) : null}
      <p className={classes.quiet}>
        Counted when somebody looks, over the records that they may see. So two people can see different figures.
      </p>
    </div>
  );
}

/** A filter of a roll-up asks for values of the related records, and for no figures over others. */
const storedFields = ({ fields }: Entity): readonly string[] => [
  ...Object.entries(fields).flatMap(([name, { rollUp }]) => (rollUp === undefined ? [name] : [])),
  'ownerId',
  'teamId',
  'createdAt',
  'updatedAt',
];
