import { NativeSelect } from '@mantine/core';
import type { Calculation } from '@outpost/domain/kernel/catalogue/calculations/calculation';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isWritable } from '@outpost/domain/kernel/entities/fields';
import { specOfField } from '../../../../records/field-spec-of.ts';
import { useCatalogue } from '../../../../records/use-entity.ts';
import { useSpecSources } from '../../../../records/use-field-specs.ts';
import { useRefNames } from '../../../../records/use-ref-names.ts';
import { firstValue, StepValueEditor } from '../step-value-editor.tsx';
import { useOfferedPlaces } from '../use-offered-places.ts';
import type { StepDraftOf, StepFormProps } from './step-form-props.ts';
import classes from '../editor.module.css';

type Props = StepFormProps<StepDraftOf<'calculate'>>;

/** The form of a step that calculates: which calculation, the values that it takes, and the fields that keep its answer. */
export function CalculateForm(props: Props) {
  const { of, step, onChange } = props;
  const { calculations } = useCatalogue();
  const declared = calculations.get(step.calculation);
  return (
    <>
      <NativeSelect
        label="Calculation"
        description={declared?.summary ?? 'The calculations of the installed packs.'}
        data={[
          { value: '', label: 'Choose…' },
          ...[...calculations.values()].map(({ name, label }) => ({ value: name, label })),
          ...(step.calculation !== '' && declared === undefined ? [{ value: step.calculation, label: 'One that is no longer there' }] : []),
        ]}
        value={step.calculation}
        onChange={(event) => {
          const next = calculations.get(event.currentTarget.value);
          onChange({ ...step, calculation: next?.name ?? '', give: next ? firstGiven(of, next) : {}, keep: {} });
        }}
      />
      {declared === undefined ? null : <Shapes {...props} declared={declared} />}
    </>
  );
} // prettier-ignore

/** Returns the values with which a person begins: those that the calculation needs, from the record where it has such a field. */
function firstGiven(of: Entity, { takes }: Calculation): Props['step']['give'] {
  return Object.fromEntries(
    Object.entries(takes).flatMap(([name, field]) => {
      if (!field.required) return [];
      const source = Object.entries(of.fields).find(([, one]) => one.type === field.type)?.[0];
      return [[name, source === undefined ? { is: null } : { of: source }]];
    }),
  );
}

function Shapes({ of, step, onChange, declared: { takes, gives } }: Props & { readonly declared: Calculation }) {
  const offered = useOfferedPlaces(of);
  const sources = useSpecSources(useRefNames(step.give));
  const { give, keep } = step;
  const specOf = (name: string) => {
    const field = takes[name];
    return field && { field, spec: { ...specOfField(name, field, sources), isRequired: field.required } };
  };
  const others = Object.entries(takes).filter(([name]) => !Object.hasOwn(give, name));
  const kept = (given: string): string => Object.entries(keep).find(([, one]) => one === given)?.[0] ?? '';
  const fitting = (type: string) =>
    Object.entries(of.fields).flatMap(([name, field]) => (field.type === type && isWritable(field) ? [{ value: name, label: field.label }] : []));
  return (
    <>
      <h3 className={classes.heading}>What it takes</h3>
      <div className={classes.set}>
        {Object.entries(give).map(([name, value]) => {
          const one = specOf(name);
          return one === undefined ? null : (
            <StepValueEditor
              key={name}
              of={of}
              spec={one.spec}
              field={one.field}
              value={value}
              offered={offered}
              onChange={(next) => onChange({ ...step, give: { ...give, [name]: next } }, `${step.id} give ${name}`)}
              onRemove={one.field.required ? undefined : () => onChange({ ...step, give: Object.fromEntries(Object.entries(give).filter(([other]) => other !== name)) })}
            />
          );
        })}
        {others.length === 0 ? null : (
          <NativeSelect
            label="One more value"
            data={[{ value: '', label: 'Choose…' }, ...others.map(([name, { label }]) => ({ value: name, label }))]}
            value=""
            onChange={(event) => {
              const name = event.currentTarget.value;
              const one = specOf(name);
              if (one) onChange({ ...step, give: { ...give, [name]: firstValue(of, name, one.field, one.spec) } });
            }}
          />
        )}
      </div>
      <h3 className={classes.heading}>What is kept</h3>
      {Object.entries(gives).map(([given, { label, type }]) => {
        const fields = fitting(type);
        return (
          <NativeSelect
            key={given}
            label={`${label} goes to`}
            disabled={fields.length === 0}
            description={fields.length === 0 ? `The ${of.label.one.toLowerCase()} has no such field.` : undefined}
            data={[{ value: '', label: 'Not kept' }, ...fields]}
            value={kept(given)}
            onChange={(event) => {
              const field = event.currentTarget.value;
              const rest = Object.entries(keep).filter(([name, one]) => one !== given && name !== field);
              onChange({ ...step, keep: Object.fromEntries(field === '' ? rest : [...rest, [field, given]]) });
            }}
          />
        );
      })}
    </>
  );
} // prettier-ignore
