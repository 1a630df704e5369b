import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useCallback } from 'react';
import { OnlyFilter } from '../../../reports/only-filter.tsx';
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
  const isStored = useCallback((field: string) => entity.fields[field]?.rollUp === undefined, [entity]);
  return (
    <div className={classes.field} role="group" aria-label={label}>
      <div className={classes.label}>{label}</div>
      <p className={classes.quiet}>{help}</p>
      <OnlyFilter entity={entity} label={button} value={value} only={isStored} onChange={onChange} />
    </div>
  );
}
