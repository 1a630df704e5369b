import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { OutboxEntry } from '../../bridge/contract.ts';
import { fieldSpecOf } from '../records/field-spec-of.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import classes from './sync.module.css';

/** The first changed values of an act, old → new, and the number of the others. */
export function EntryChanges({
  entity: name,
  changes,
}: {
  readonly entity: string;
  readonly changes: NonNullable<OutboxEntry['changes']>;
}) {
  const formats = useFormats();
  const entity = usePastCatalogue().entities.get(name);
  const sources = useSpecSources(changes.refs);
  if (!entity) return null;
  const told = changes.first.flatMap(({ field, from, to }) => {
    const spec = fieldSpecOf(entity, field, sources);
    if (!spec) return [];
    return [{ field, label: spec.label, from: fieldText(spec, from, formats), to: fieldText(spec, to, formats) }];
  });
  const rest = changes.count - told.length;
  return (
    <ul className={classes.changes} aria-label="Changed values">
      {told.map(({ field, label, from, to }) => (
        <li key={field}>
          {label} <span dir="auto">{from || 'empty'}</span> <span aria-hidden>→</span>
          <span className="outpost-visually-hidden"> becomes </span> <span dir="auto">{to || 'empty'}</span>
        </li>
      ))}
      {rest > 0 ? <li>and {formats.plural(rest, 'other field', 'other fields')}</li> : null}
    </ul>
  );
}
