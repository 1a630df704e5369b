import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button } from '@outpost/ui/parts/button';
import { useId } from 'react';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { useRecordAnswers, useRecordList } from '../queries/record-queries.ts';
import { manyOf } from '../records/entity-shape.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { EffectNote } from '../window/effects.tsx';
import classes from './merging.module.css';
import { FieldChoice, KeepAllChoice } from './field-choice.tsx';
import { type FieldOfMany, type Kept, mostMerged } from './merge-many.ts';
import { useMergeMany } from './use-merge-many.ts';

type Props = {
  readonly entity: Entity;
  readonly list: CallInput<'records.list'>;
  readonly onClose: () => void;
};

/** Merges the three to ten records that a list contains into one of them (S-4f): side by side, one act, one undo. */
export function MergeManyDialog({ entity, list, onClose }: Props) {
  const ids = useRecordList({ ...list, limit: mostMerged }).data?.rows.map(({ id }) => id) ?? [];
  const answers = useRecordAnswers(ids).flatMap((answer) =>
    answer === undefined || answer === 'gone' ? [] : [answer],
  );
  const isRead = ids.length > 0 && answers.length === ids.length;
  return (
    <Dialog onClose={onClose} title={`Merge ${ids.length} ${manyOf(entity)} into one`} size={1_100} isForReading>
      {isRead ? <Merging entity={entity} answers={answers} onDone={onClose} /> : null}
    </Dialog>
  );
}

type MergingProps = {
  readonly entity: Entity;
  readonly answers: readonly CallOutput<'records.get'>[];
  readonly onDone: () => void;
};

/** The comparison of the records, and its button. */
function Merging({ entity, answers, onDone }: MergingProps) {
  const merge = useMergeMany(entity, answers);
  const formats = useFormats();
  const id = useId();
  const specs = useFieldSpecs(entity, merge.refs);
  const run = () => void merge.merge().then((isDone) => isDone && onDone());
  useShortcuts(
    merge.refusal === undefined ? [{ keys: 'mod+enter', label: 'Merge', section: 'Merge', inFields: true, run }] : [],
  );
  const textOf = (name: string, value: FieldOfMany['values'][number]) => {
    const spec = specs.get(name);
    return spec ? fieldText(spec, value, formats) : '';
  };
  return (
    <div className={dialog.dialog}>
      <div className={classes.manyScroll}>
        <table className={classes.many}>
          <thead>
            <tr>
              <th scope="col">Stays</th>
              {answers.map(({ record }, place) => (
                <th key={record.id} scope="col">
                  <label className={classes.value} data-on={merge.stays === place} dir="auto">
                    <input
                      type="radio"
                      name={`${id}-stays`}
                      checked={merge.stays === place}
                      onChange={() => merge.stay(place)}
                    />
                    {titleOf(entity, record)}
                  </label>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {merge.fields.map((field) => (
              <Row key={field.name} field={field} textOf={textOf} onKeep={(kept) => merge.keep(field.name, kept)} />
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.quiet}>All other fields are the same, or empty, in all of them.</p>
      {merge.refusal === undefined ? null : (
        <EffectNote icon="lock" isAlert>
          {merge.refusal}
        </EffectNote>
      )}
      <EffectNote icon="link">
        Activities, tasks and all other records that name one of them will name the merged one.
      </EffectNote>
      <EffectNote icon="undo">One undo parts them again, with the values that each had.</EffectNote>
      <div className={dialog.acts}>
        <Button onClick={onDone}>Cancel</Button>
        <Button variant="primary" keys="mod+enter" disabledReason={merge.refusal} onClick={run}>
          Merge the {answers.length}
        </Button>
      </div>
    </div>
  );
}

type RowProps = {
  readonly field: FieldOfMany;
  readonly textOf: (name: string, value: FieldOfMany['values'][number]) => string;
  readonly onKeep: (kept: Kept) => void;
};

/** One field: the values of all records as radio buttons, and the choice of all if it can keep them. */
function Row({ field, textOf, onKeep }: RowProps) {
  const id = useId();
  const { name, label, values, kept, canKeepAll, fixed } = field;
  return (
    <tr>
      <th scope="row" id={`${id}-label`}>
        {label}
        {canKeepAll ? (
          <KeepAllChoice
            group={`${id}-kept`}
            label="Keep all"
            isChosen={kept === 'all'}
            onChoose={() => onKeep('all')}
          />
        ) : null}
        {fixed === undefined ? null : <span className={classes.why}>{fixed}</span>}
      </th>
      {values.map((value, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- the records keep their places
        <td key={place}>
          <FieldChoice
            group={`${id}-kept`}
            describedBy={`${id}-label`}
            text={textOf(name, value)}
            isChosen={kept === place}
            isKept={kept === place || kept === 'all'}
            isFixed={fixed !== undefined}
            onChoose={() => onKeep(place)}
          />
        </td>
      ))}
    </tr>
  );
}
