import { NativeSelect, NumberInput } from '@mantine/core';
import { mostLooped } from '@outpost/domain/kernel/automation/automation-definition';
import { isAutomated } from '@outpost/domain/kernel/automation/definition-problem';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useCatalogue } from '../../../../records/use-entity.ts';
import { FilterEditor } from '../filter-editor.tsx';
import type { StepDraftOf, StepFormProps } from './step-form-props.ts';

/** Returns the references by which records of other kinds name those of a kind, by the name of their kind. */
function relatedTo(of: Entity, entities: Iterable<Entity>) {
  return [...entities]
    .filter(isAutomated)
    .flatMap(({ name, label, fields }) =>
      Object.entries(fields).flatMap(([by, field]) =>
        field.type === 'ref' && field.rollUp === undefined && field.targets.includes(of.name)
          ? [{ value: `${name} ${by}`, label: `${label.many}, by ${field.label}` }]
          : [],
      ),
    )
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** The form of a loop: which records it goes through, and how many at most. */
export function LoopForm({ of, step, onChange }: StepFormProps<StepDraftOf<'each'>>) {
  const { entities } = useCatalogue();
  const looped = entities.get(step.entity);
  const related = relatedTo(of, entities.values());
  const value = step.entity === '' ? '' : `${step.entity} ${step.by}`;
  const isOther = value !== '' && !related.some((one) => one.value === value);
  return (
    <>
      <NativeSelect
        label="Which records"
        description={`Those that refer to the ${of.label.one.toLowerCase()}. The steps under “For each of them” are about the record of each round.`}
        data={[
          { value: '', label: 'Choose…' },
          ...related,
          ...(isOther ? [{ value, label: 'Records that no longer refer to it' }] : []),
        ]}
        value={value}
        onChange={(event) => {
          const [entity = '', by = ''] = event.currentTarget.value.split(' ');
          const { matching, ...rest } = step;
          onChange({ ...rest, ...(entity === step.entity && matching !== undefined ? { matching } : {}), entity, by });
        }}
      />
      {looped === undefined ? null : (
        <FilterEditor
          entity={looped}
          label="Only those that match"
          help="Asked once, when the run comes here. The records that are found then stay the same."
          button="Build the condition"
          value={step.matching}
          onChange={(matching) => onChange({ ...step, matching }, `${step.id} matching`)}
        />
      )}
      <NumberInput
        label="At most"
        description="More are left out, and the log of the run says so."
        allowDecimal={false}
        min={1}
        max={mostLooped}
        value={step.most}
        onChange={(most) => {
          if (typeof most === 'number' && most >= 1) onChange({ ...step, most }, `${step.id} most`);
        }}
      />
    </>
  );
}
