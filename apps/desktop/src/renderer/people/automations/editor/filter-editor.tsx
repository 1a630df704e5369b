import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { FilterBuilder } from '@outpost/ui/filter/filter-builder';
import { filterChips, withoutChip } from '@outpost/ui/filter/filter-words';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Chip } from '@outpost/ui/parts/chip';
import { useMemo } from 'react';
import { useFilterFields } from '../../../lists/use-filter-fields.ts';
import classes from './editor.module.css';

type Props = {
  readonly entity: Entity;
  /** The name of the filter. */
  readonly label: string;
  readonly help: string;
  /** The button that opens the builder. */
  readonly button: string;
  readonly value: Filter | undefined;
  readonly onChange: (next: Filter | undefined) => void;
};

/** A filter over the record as chips, with the builder that changes it. Figures over other records are not offered. */
export function FilterEditor({ entity, label, help, button, value, onChange }: Props) {
  const formats = useFormats();
  const { fields: all, known } = useFilterFields(entity, value);
  const fields = useMemo(() => all.filter(({ id }) => entity.fields[id]?.rollUp === undefined), [all, entity]);
  return (
    <div className={classes.field} role="group" aria-label={label}>
      <div className={classes.label}>{label}</div>
      <p className={classes.quiet}>{help}</p>
      <div className={classes.chips}>
        {filterChips(value, known, formats).map((chip) => (
          <Chip
            key={chip.id}
            field={chip.field}
            value={chip.value}
            onRemove={() => onChange(withoutChip(value, chip.id))}
          />
        ))}
        <FilterBuilder label={button} fields={fields} value={value} onChange={onChange} />
      </div>
    </div>
  );
}
