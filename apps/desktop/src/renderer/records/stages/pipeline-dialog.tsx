import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import type { FieldSpec, SpecOption } from '@outpost/ui/fields/field-spec';
import { Button } from '@outpost/ui/parts/button';
import { useRef, useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { type FormDraft, useFormDraft } from '../../queries/use-form-draft.ts';
import { Dialog } from '../../window/dialog.tsx';
import { textIn } from '../values/shown-value.ts';
import { useFieldSpecs } from '../use-field-specs.ts';
import { pipelineName, type PipelineWays } from './pipeline-move.ts';
import classes from '../../window/dialog.module.css';

const none = {};
/** Names of the two choices. No field of a kind has a name with a dot. */
const [pipelineId, stageId] = ['to.pipeline', 'to.stage'];

type Props = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  /** The pipeline that is chosen already. */
  readonly to: string | undefined;
  readonly choices: readonly SpecOption[];
  readonly waysIn: (pipeline: string) => PipelineWays;
  /** Resolves to whether the change was made. The answers are kept until then. */
  readonly onChange: (
    wished: { readonly pipeline: string; readonly stage?: string },
    answers: Readonly<Record<string, JsonValue>>,
  ) => Promise<boolean>;
  readonly onClose: () => void;
};

/**
 * Asks for the new pipeline of a record. If the record's stage is not in that pipeline, it also asks for the new stage
 * and the values that the move requires. They are kept on this device until the change is made.
 */
export function PipelineDialog(props: Props) {
  const draft = useFormDraft(`pipeline/${props.record.id}/${props.to ?? ''}`);
  return (
    <Dialog onClose={props.onClose} title="Change the pipeline">
      {draft ? <PipelineForm {...props} draft={draft} /> : null}
    </Dialog>
  );
}

function PipelineForm({
  entity,
  record,
  to,
  choices,
  waysIn,
  onChange,
  onClose,
  draft,
}: Props & { readonly draft: FormDraft }) {
  const fieldSpecs = useFieldSpecs(entity, none);
  const latest = useRef(draft.values); // the form is submitted before the last change is drawn
  const [isTried, setTried] = useState(false);
  const read = (values: FormDraft['values']) => {
    const wished = textIn(values[pipelineId]) || to;
    const pipeline = choices.find(({ value }) => value === wished) ?? choices[0];
    const { stays, ways } = pipeline ? waysIn(pipeline.value) : { stays: true, ways: [] };
    const way = ways.find((one) => one.to === textIn(values[stageId])) ?? (stays ? undefined : ways[0]);
    const asked = (way?.asks ?? [])
      .flatMap((name) => fieldSpecs.get(name) ?? [])
      .map((spec) => ({ ...spec, isRequired: true }));
    const answers = Object.fromEntries(asked.map(({ id }) => [id, values[id] ?? record.fields[id] ?? null]));
    return { pipeline, stays, ways, way, asked, answers, missing: asked.filter(({ id }) => isEmptyValue(answers[id])) };
  };
  const { pipeline, stays, ways, way, asked, answers, missing } = read(draft.values);
  const specs: readonly FieldSpec[] = [
    ...(choices.length < 2
      ? []
      : [{ id: pipelineId, label: 'New pipeline', kind: 'choice' as const, isRequired: true, options: choices }]),
    ...(stays
      ? []
      : [
          {
            id: stageId,
            label: 'Stage in it',
            kind: 'choice' as const,
            isRequired: true,
            options: ways.map(({ to: value, label }) => ({ value, label })),
            help: 'Its stage is not one of this pipeline.',
          },
        ]),
    ...asked,
  ];
  const done = async () => {
    setTried(true);
    const wished = read(latest.current);
    if (!wished.pipeline || wished.missing.length > 0 || (!wished.stays && !wished.way)) return;
    const target = { pipeline: wished.pipeline.value, ...(wished.way ? { stage: wished.way.to } : {}) };
    if (!(await onChange(target, wished.answers))) return;
    draft.forget();
    onClose();
  };
  return (
    <SubmitForm className={classes.dialog} onSubmit={done}>
      <p className={classes.quiet}>
        {titleOf(entity, record)} is in {pipelineName(entity, record.fields)}
        {choices.length === 1 ? `, and moves to ${pipeline?.label ?? ''}` : ''}.
      </p>
      {!stays && ways.length === 0 ? (
        <p role="alert">From its stage no stage of {pipeline?.label} can be reached. Move it on first.</p>
      ) : null}
      <Form
        specs={specs}
        values={{ [pipelineId]: pipeline?.value ?? null, [stageId]: way?.to ?? null, ...answers }}
        onChange={(id, value) => {
          latest.current = { ...latest.current, [id]: value };
          draft.onValue(id, value);
        }}
        texts={draft.texts}
        onText={draft.onText}
        errors={
          isTried ? Object.fromEntries(missing.map(({ id, label }) => [id, `${label} is needed to move it.`])) : {}
        }
      />
      <div className={classes.acts}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary">
          Move to {pipeline?.label}
        </Button>
      </div>
    </SubmitForm>
  );
}
