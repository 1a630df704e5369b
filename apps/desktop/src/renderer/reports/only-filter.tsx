import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { FilterBuilder } from '@outpost/ui/filter/filter-builder';
import { filterChips, withoutChip } from '@outpost/ui/filter/filter-words';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Chip } from '@outpost/ui/parts/chip';
import { useMemo } from 'react';
import { useFilterFields } from '../lists/use-filter-fields.ts';
import classes from './reports.module.css';

type Props = {
  readonly entity: Entity;
  readonly label: string;
  readonly value: Filter | undefined;
  /** The fields that are offered: their names, or a function that says so. Left out: all. */
  readonly only?: readonly string[] | ((field: string) => boolean) | undefined;
  readonly onChange: (next: Filter | undefined) => void;
};

/** A filter as chips, with the builder that changes it. */
export function OnlyFilter({ entity, label, value, only, onChange }: Props) {
  const formats = useFormats();
  const { fields: all, known } = useFilterFields(entity, value);
  const fields = useMemo(
    () => all.filter(({ id }) => only === undefined || (typeof only === 'function' ? only(id) : only.includes(id))),
    [all, only],
  );
  return (
    <div className={classes.chips}>
      {filterChips(value, known, formats).map((chip) => (
        <Chip
          key={chip.id}
          field={chip.field}
          value={chip.value}
          onRemove={() => onChange(withoutChip(value, chip.id))}
        />
      ))}
      <FilterBuilder label={label} fields={fields} value={value} onChange={onChange} />
    </div>
  );
}
