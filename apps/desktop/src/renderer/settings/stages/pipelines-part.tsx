import { pipelinesInUse, pipelinesOf } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { OrderedRows } from '@outpost/ui/parts/ordered-rows';
import { WaitingMark } from '@outpost/ui/sync/sync-sign';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { useLocal } from '../../queries/use-local.ts';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import { textIn } from '../../records/values/shown-value.ts';
import {
  addPipelineRequest,
  changePipelineRequest,
  editedPipelines,
  type EditedPipeline,
} from './pipeline-requests.ts';
import { placeBetween } from './option-records.ts';
import classes from '../settings.module.css';

type Props = {
  readonly entity: Entity;
  /** The tenant's records about pipelines. */
  readonly rows: readonly ShownRecord[];
  readonly mayDefine: boolean;
};

/**
 * The pipelines of a kind of record (PLT-16): an administrator adds, names, orders and retires them. With one pipeline only the form
 * that adds another is shown.
 */
export function PipelinesPart({ entity, rows, mayDefine }: Props) {
  const { perform } = useActs();
  const pipelines = pipelinesOf(entity);
  if (!pipelines) return null;
  const built = pipelinesOf(installedCatalogue.entities.get(entity.name) ?? entity)?.field.options ?? [];
  const edited = editedPipelines(entity.name, { built, now: pipelines.field.options }, rows);
  if (edited.length < 2 && !mayDefine) return null;
  const inUse = pipelinesInUse(entity);
  const change = (pipeline: EditedPipeline, what: Parameters<typeof changePipelineRequest>[2]) =>
    void perform(changePipelineRequest(entity, pipeline, what));
  return (
    <section className={classes.pipelines} aria-label="Pipelines">
      <h2>Pipelines</h2>
      {edited.length < 2 ? (
        <p className={classes.quiet}>
          All {manyOf(entity)} go through the same stages. A second pipeline has stages of its own, such as renewals
          next to new business.
        </p>
      ) : (
        <OrderedRows
          label={`Pipelines of ${manyOf(entity)}`}
          rows={edited}
          {...(mayDefine
            ? {
                onMove: (id: string, place: number) => {
                  const pipeline = edited.find((one) => one.id === id);
                  const others = edited.filter((one) => one.id !== id);
                  if (pipeline) change(pipeline, { place: placeBetween(others, place) });
                },
              }
            : {})}
          draw={(pipeline) => (
            <PipelineRow
              pipeline={pipeline}
              isFirst={pipeline.id === pipelines.first}
              isBare={!inUse.some(({ value }) => value === pipeline.id)}
              one={oneOf(entity)}
              mayDefine={mayDefine}
              onChange={(what) => change(pipeline, what)}
            />
          )}
        />
      )}
      {mayDefine ? <AddPipeline entity={entity} pipelines={edited} /> : null}
    </section>
  );
}

function PipelineRow({
  pipeline: { label, isRetired, record },
  isFirst,
  isBare,
  one,
  mayDefine,
  onChange,
}: {
  readonly pipeline: EditedPipeline;
  /** Records that name no pipeline are in it. */
  readonly isFirst: boolean;
  /** No open stage belongs to it. */
  readonly isBare: boolean;
  readonly one: string;
  readonly mayDefine: boolean;
  readonly onChange: (what: Parameters<typeof changePipelineRequest>[2]) => void;
}) {
  if (!mayDefine)
    return (
      <div className={classes.stage} data-name data-retired={isRetired || undefined}>
        <span className={classes.stageName} dir="auto">
          {label}
        </span>
        {isRetired ? <span className={classes.quiet}>retired</span> : null}
      </div>
    );
  const whyKept = `Each ${one} that names no pipeline is in it.`;
  return (
    <div className={classes.stage} data-name data-retired={isRetired || undefined}>
      <span className={classes.stageName}>
        <span className={classes.stageLabel}>Name</span>
        <FieldEditor
          spec={{ id: 'label', label: `Name of the pipeline ${label}`, kind: 'text', maxChars: 80, isRequired: true }}
          value={label}
          variant="inline"
          onChange={(value: JsonValue) => {
            if (typeof value === 'string' && value.trim() !== '') onChange({ label: value.trim() });
          }}
        />
        <span className={classes.quiet}>
          {isRetired ? 'Retired: records in it keep it. ' : ''}
          {isFirst ? `${whyKept} ` : ''}
          {isBare && !isRetired ? 'No open stage belongs to it yet: put one into it above. ' : ''}
          {record && record.waiting > 0 ? <WaitingMark label="Changed here, to send" isIconOnly /> : null}
        </span>
      </span>
      <span className={classes.stageActs}>
        {isRetired ? (
          <IconButton
            icon="eye"
            label={`Bring the pipeline ${label} back`}
            onClick={() => onChange({ retired: false })}
          />
        ) : (
          <IconButton
            icon="eye-off"
            label={`Retire the pipeline ${label}`}
            {...(isFirst ? { disabledReason: `${label} can’t be retired. ${whyKept}` } : {})}
            onClick={() => onChange({ retired: true })}
          />
        )}
      </span>
    </div>
  );
}

type AddProps = { readonly entity: Entity; readonly pipelines: readonly EditedPipeline[] };

/** The form for a new pipeline. The typed values are kept on this device until the pipeline is added. */
function AddPipeline(props: AddProps) {
  const [draft, setDraft] = useLocal(`draft/pipeline/${props.entity.name}`);
  if (draft === undefined) return null; // takes some milliseconds; the form reads its draft only once
  return <AddPipelineForm {...props} draft={textIn(draft)} onDraft={setDraft} />;
}

function AddPipelineForm({
  entity,
  pipelines,
  draft,
  onDraft,
}: AddProps & { readonly draft: string; readonly onDraft: (draft: string | null) => void }) {
  const { perform } = useActs();
  const [label, setLabel] = useState(draft);
  const [hasTried, setTried] = useState(false);
  const name = label.trim();
  const submit = async () => {
    setTried(true);
    if (name === '' || !(await perform(addPipelineRequest(entity, { label: name, pipelines })))) return;
    onDraft(null);
    setLabel('');
    setTried(false);
  };
  return (
    <SubmitForm onSubmit={submit}>
      <Form
        specs={[{ id: 'label', label: 'Name of the new pipeline', kind: 'text', maxChars: 80 }]}
        values={{ label }}
        errors={hasTried && name === '' ? { label: 'The pipeline needs a name.' } : {}}
        onChange={(_, value) => {
          setLabel(textIn(value));
          onDraft(textIn(value));
        }}
      />
      <div className={classes.stageAdd}>
        <Button type="submit" icon="plus">
          Add the pipeline
        </Button>
      </div>
    </SubmitForm>
  );
}
