import type { PageSection } from '@outpost/domain/kernel/catalogue/views';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { FieldList } from '@outpost/ui/fields/field-list';
import type { FieldRowProps } from '@outpost/ui/fields/field-row';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { PanelLine, PanelSection } from '@outpost/ui/parts/panel-section';
import type { CallOutput } from '../../../bridge/contract.ts';
import { shownValue } from '../../records/values/shown-value.ts';
import { authorName } from '../../records/values/author-name.ts';
import type { Earlier } from './earlier-words.ts';
import { useRestoreValues } from './use-restore-values.ts';
import classes from './earlier.module.css';

type Props = {
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  readonly earlier: Extract<Earlier, { readonly state: 'known' }>;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  readonly sections: readonly PageSection[];
};

const isSameValue = (a: JsonValue, b: JsonValue): boolean => sameJson(a, b) || (isEmptyValue(a) && isEmptyValue(b));

/**
 * The fields of a record as they were, in the sections of its page. A field that differs today shows both values, the person who
 * changed it next, and the button that restores it. Fields that are empty then and today are left out.
 */
export function EarlierFields({ entity, answer, earlier, specs, sections }: Props) {
  const { record } = answer;
  const people = ['ownerId', ...(entity.parent === undefined ? ['teamId'] : [])];
  const hasPeople = entity.audience !== 'tenant';
  const parts = [...sections, ...(hasPeople ? [{ title: 'People', fields: people }] : [])];
  const isChanged = (name: string) => !isSameValue(shownValue(earlier.record, name), shownValue(record, name));
  const rowOf = (name: string): readonly FieldRowProps[] => {
    const spec = specs.get(name);
    if (!spec) return [];
    const [then, today] = [shownValue(earlier.record, name), shownValue(record, name)];
    if (earlier.unknown.includes(name))
      return [{ spec, value: null, shown: <span className={classes.faint}>Not known of that time</span> }];
    if (isChanged(name))
      return [{ spec, value: then, shown: <ThenAndToday spec={spec} then={then} today={today} {...{ entity, answer, earlier }} /> }]; // prettier-ignore
    return isEmptyValue(then) ? [] : [{ spec, value: then }];
  };
  const drawn = parts.map(({ title, fields }) => ({ title, rows: fields.flatMap(rowOf) }));
  return (
    <>
      {drawn.map(({ title, rows }) =>
        rows.length === 0 ? null : <FieldList key={title} title={title} fields={rows} hasKey={false} />,
      )}
      {hasPeople && entity.parent === undefined ? <SharedThen answer={answer} earlier={earlier} /> : null}
      <p className={classes.faint}>
        Linked records have the names that they have today. Today’s page has the files, the related records, the sealed
        fields and the timeline.
      </p>
    </>
  );
}

type ChangedProps = Pick<Props, 'entity' | 'answer' | 'earlier'> & {
  readonly spec: FieldSpec;
  readonly then: JsonValue;
  readonly today: JsonValue;
};

/** A value then and today, the first change after that time, and the button that restores the value of then. */
function ThenAndToday({ entity, answer, earlier, spec, then, today }: ChangedProps) {
  const formats = useFormats();
  const { whyNot, restore } = useRestoreValues(entity, answer);
  const textOf = (value: JsonValue) => fieldText(spec, value, formats) || 'empty';
  return (
    <span className={classes.changed}>
      <span className={classes.pair}>
        <span dir="auto">{textOf(then)}</span>
        <Icon name="arrow-right" size={14} label="today" />
        <span className={classes.today} dir="auto">
          {textOf(today)}
        </span>
      </span>
      <span className={classes.faint}>{nextWords(spec.id, earlier, formats)}</span>
      <Button size="sm" icon="undo" disabledReason={whyNot(spec.id)} onClick={() => void restore({ [spec.id]: then })}>
        Restore {spec.label}
      </Button>
    </span>
  );
}

/** Returns who changed a field next, and when: by the journal, else by an act that waits on this device. */
function nextWords(name: string, { next, names }: Props['earlier'], formats: ReturnType<typeof useFormats>): string {
  const change = next[name];
  if (change === undefined) return 'Changed next on this device, not sent yet';
  return `${authorName(change.by, names)} changed it next, ${formats.instant(change.at)}`;
}

/** The people with whom the record was shared, with today's where they differ. */
function SharedThen({ answer, earlier }: Pick<Props, 'answer' | 'earlier'>) {
  const formats = useFormats();
  const refs = { ...answer.refs, ...earlier.refs };
  const textOf = (ids: readonly string[]) =>
    ids.length === 0 ? 'nobody' : formats.list(ids.map((id) => refs[id]?.title ?? 'Someone not shared with you'));
  const [then, today] = [textOf(earlier.record.sharedWith), textOf(answer.record.sharedWith)];
  if (then === 'nobody' && today === 'nobody') return null;
  const isUnknown = earlier.unknown.includes('sharedWith');
  return (
    <PanelSection title="Shared with">
      <PanelLine>{isUnknown ? 'Not known of that time' : then === today ? then : `${then}; today: ${today}`}</PanelLine>
    </PanelSection>
  );
}
