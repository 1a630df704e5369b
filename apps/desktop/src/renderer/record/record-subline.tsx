import type { Entity } from '@outpost/domain/kernel/entity';
import { isEmptyValue } from '@outpost/domain/kernel/field-types';
import type { FieldSpec } from '@outpost/ui/field-spec';
import { fieldText } from '@outpost/ui/field-text';
import { useFormats } from '@outpost/ui/formats-context';
import type { ShownRecord } from '../../bridge/contract.ts';
import classes from './record.module.css';

/** Under the title: whom it is for, what it is worth, when it closes. */
export function RecordSubline({
  entity,
  record,
  specs,
}: {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly specs: ReadonlyMap<string, FieldSpec>;
}) {
  const formats = useFormats();
  const reference = entity.listed.find((name) => entity.fields[name]?.type === 'ref');
  const { worth } = entity;
  const day = entity.listed.find(
    (name) => entity.fields[name]?.type === 'date' || entity.fields[name]?.type === 'instant',
  );
  const parts = [reference, worth, day].flatMap((name) => {
    const spec = name === undefined ? undefined : specs.get(name);
    const value = name === undefined ? null : (record.fields[name] ?? null);
    return name === undefined || !spec || isEmptyValue(value)
      ? []
      : [{ name, spec, value, text: fieldText(spec, value, formats) }];
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
          ) : name === day ? (
            `${spec.label.toLowerCase()} ${text}`
          ) : (
            text
          )}
        </span>
      ))}
    </span>
  );
}
