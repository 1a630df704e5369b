import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { RecordLayout } from '@outpost/domain/kernel/catalogue/views';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { ShownRecord } from '../../bridge/contract.ts';
import classes from './record.module.css';

/** The line under the title: the layout's fields that have a value. Dates are shown with their label. */
export function RecordSubline({
  entity,
  record,
  specs,
  line,
}: {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  readonly line: RecordLayout['subline'];
}) {
  const formats = useFormats();
  const { worth } = entity;
  const parts = line.flatMap((name) => {
    const spec = specs.get(name);
    const value = record.fields[name] ?? null;
    return !spec || isEmptyValue(value) ? [] : [{ name, spec, value, text: fieldText(spec, value, formats) }];
  });
  if (parts.length === 0) return <span>{entity.label.one}</span>;
  return (
    <span className={classes.subline}>
      {parts.map(({ name, spec, value, text }) => (
        <span key={name} className={classes.part} data-worth={name === worth || undefined} dir="auto">
          {spec.kind === 'ref' && typeof value === 'string' && spec.onOpen && spec.nameOf?.(value) !== undefined ? (
            <button type="button" className={classes.link} onClick={() => spec.onOpen?.(value)}>
              {text}
            </button>
          ) : spec.kind === 'date' || spec.kind === 'instant' ? (
            `${spec.label.toLowerCase()} ${text}`
          ) : (
            text
          )}
        </span>
      ))}
    </span>
  );
}
