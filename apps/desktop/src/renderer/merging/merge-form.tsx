import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useId } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { countOfSummary, useSummary } from '../queries/record-queries.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { EffectCount, EffectNote } from '../window/effects.tsx';
import { FieldChoice, KeepAllChoice } from './field-choice.tsx';
import type { ComparedField, Side } from './merge-choice.ts';
import type { PreparedMerge } from './use-merge.ts';
import classes from './merging.module.css';

/** Two records side by side, with a choice for each field in which they differ. */
export function MergeForm({ entity, merge }: { readonly entity: Entity; readonly merge: PreparedMerge }) {
  const { stays, goes, fields } = merge;
  const people = useRefNames([
    stays.record.ownerId,
    goes.record.ownerId,
    stays.record.createdBy,
    goes.record.createdBy,
  ]);
  const refs = { ...goes.refs, ...stays.refs, ...people };
  const specs = useFieldSpecs(entity, refs);
  const formats = useFormats();
  const textOf = (name: string, value: JsonValue) => {
    const spec = specs.get(name);
    return spec ? fieldText(spec, value, formats) : '';
  };
  return (
    <div className={classes.compared}>
      <div className={classes.heads}>
        <span />
        <Head record={stays.record} entity={entity} refs={refs} isStaying />
        <Head record={goes.record} entity={entity} refs={refs} onKeep={merge.exchange} />
      </div>
      {fields.map((field) => (
        <Row key={field.name} field={field} textOf={textOf} onChoose={(side) => merge.choose(field.name, side)} />
      ))}
      <p className={classes.quiet}>
        {fields.length === 0
          ? 'The records do not differ in any field.'
          : 'All other fields are the same in both, or empty in both.'}
      </p>
    </div>
  );
}

type HeadProps = {
  readonly record: ShownRecord;
  readonly entity: Entity;
  readonly refs: Readonly<Record<string, { readonly title: string }>>;
  readonly isStaying?: boolean;
  readonly onKeep?: () => void;
};

/** The record over its column: its name, its age, and whether it stays. */
function Head({ record, entity, refs, isStaying = false, onKeep }: HeadProps) {
  const formats = useFormats();
  const now = useNowMs();
  const by = refs[record.createdBy]?.title;
  return (
    <div className={classes.head} data-stays={isStaying}>
      <strong dir="auto">{titleOf(entity, record)}</strong>
      {isStaying ? (
        <span className={classes.mark}>stays</span>
      ) : (
        <Button size="sm" onClick={onKeep}>
          Keep this one
        </Button>
      )}
      <span className={classes.age}>
        Added {formats.date(formats.dayOf(record.createdAt))}
        {by === undefined ? '' : ` by ${by}`}, changed {formats.relative(record.updatedAt, now)}
      </span>
    </div>
  );
}

type RowProps = {
  readonly field: ComparedField;
  readonly textOf: (name: string, value: JsonValue) => string;
  readonly onChoose: (side: Side) => void;
};

/** One field: the values of both records, as radio buttons if there is a choice. */
function Row({ field, textOf, onChoose }: RowProps) {
  const id = useId();
  const { name, label, sides, side, fixed } = field;
  const values = { stays: textOf(name, field.stays), goes: textOf(name, field.goes) };
  return (
    <div className={classes.row} role="radiogroup" aria-labelledby={`${id}-label`}>
      <span id={`${id}-label`} className={classes.label}>
        {label}
      </span>
      {(['stays', 'goes'] as const).map((one) => (
        <FieldChoice
          key={one}
          group={`${id}-side`}
          text={values[one]}
          isChosen={side === one}
          isKept={side === one || side === 'both'}
          isFixed={fixed !== undefined}
          onChoose={() => onChoose(one)}
        />
      ))}
      {sides.includes('both') ? (
        <KeepAllChoice
          group={`${id}-side`}
          label="Keep both"
          {...(classes.both === undefined ? {} : { className: classes.both })}
          isChosen={side === 'both'}
          onChoose={() => onChoose('both')}
        />
      ) : null}
      {fixed === undefined ? null : <span className={classes.why}>{fixed}</span>}
    </div>
  );
}

/** The effects of the merge besides the fields: the records that name the merged one, its owner, and the undo. */
export function MergeEffects({ entity, merge }: { readonly entity: Entity; readonly merge: PreparedMerge }) {
  const { stays, goes, formerOwner, refusal } = merge;
  const catalogue = useCatalogue();
  const names = useRefNames(formerOwner?.id ?? null);
  const into = titleOf(entity, stays.record);
  const naming = [...catalogue.entities.values()].flatMap((other) =>
    other.isRetired
      ? []
      : Object.entries(other.fields).flatMap(([by, field]) =>
          field.type === 'ref' && field.targets.includes(entity.name) ? [{ other, by, field }] : [],
        ),
  );
  const owner = formerOwner && (names[formerOwner.id]?.title ?? 'The other owner');
  return (
    <>
      <section>
        <h2>Records that move to {into}</h2>
        <ul className={classes.moving}>
          {naming.map(({ other, by, field }) => (
            <Moving
              key={`${other.name}.${by}`}
              entity={other}
              by={by}
              label={field.label}
              value={refValue(field, entity.name, goes.record.id)}
            />
          ))}
        </ul>
      </section>
      <section>
        <h2>Please note</h2>
        {refusal === undefined ? null : (
          <EffectNote icon="lock" isAlert>
            {refusal}
          </EffectNote>
        )}
        {owner === undefined ? null : (
          <EffectNote icon="user">
            {formerOwner?.isShared
              ? `${owner} can still see it: it is shared with them.`
              : `${owner} may no longer see it. Only its owner or an administrator can share it.`}
          </EffectNote>
        )}
        <EffectNote icon="undo">One undo parts the two again, with the values that each had.</EffectNote>
        <EffectNote icon="link">
          “{titleOf(entity, goes.record)}” can still be opened: it leads to the merged record, and keeps its history.
        </EffectNote>
      </section>
    </>
  );
}

/** Shows the number of records of one kind that name the removed record; draws nothing if there are none. */
function Moving({
  entity,
  by,
  label,
  value,
}: {
  readonly entity: Entity;
  readonly by: string;
  readonly label: string;
  readonly value: JsonValue;
}) {
  const formats = useFormats();
  const count =
    countOfSummary(useSummary({ entity: entity.name, where: { field: by, op: 'is', value }, sums: [] }).data) ?? 0;
  if (count === 0) return null;
  return (
    <EffectCount icon={entity.icon} count={formats.count(count)}>
      {entity.label.many} <small>{label}</small>
    </EffectCount>
  );
}
