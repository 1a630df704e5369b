import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { stagesNamedByRules } from '@outpost/domain/kernel/definitions/stages-named-by-rules';
import { countsDays } from '@outpost/domain/kernel/definitions/tenant-stages';
import { livePipelines } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ChoiceOption } from '@outpost/domain/kernel/entities/fields';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { OrderedRows } from '@outpost/ui/parts/ordered-rows';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useMemo, useState } from 'react';
import { z } from 'zod';
import { useRecordList } from '../../queries/record-queries.ts';
import { useActs } from '../../queries/use-acts.ts';
import { useLocal } from '../../queries/use-local.ts';
import { manyOf, oneOf, stageFieldOf } from '../../records/entity-shape.ts';
import { mayCreate } from '../../records/may.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import {
  addStageRequest,
  changeStageRequest,
  editedStages,
  type EditedStage,
  resetStageRequest,
  type StageChange,
  stageEntity,
  withoutAdded,
} from './stage-requests.ts';
import { placeBetween } from './option-records.ts';
import { pipelineEntity } from './pipeline-requests.ts';
import { PipelinesPart } from './pipelines-part.tsx';
import { StageRow } from './stage-row.tsx';
import { RulesSaid, StageRules } from './stage-rules.tsx';
import classes from '../settings.module.css';

/** More than any tenant has: all of them are drawn. */
const most = 1_000;

/** Returns the kinds of record with stages that the tenant uses. */
const stagedKinds = ({ entities }: Catalogue): readonly Entity[] =>
  [...entities.values()].filter((entity) => entity.isRetired !== true && stageFieldOf(entity) !== undefined);

/**
 * The stages of each kind of record (PLT-9): an administrator names, orders, colours, adds and retires them. Each change is an
 * ordinary act, works offline and can be undone. Other people only read them.
 */
export function StagesPage({ kind, onKind }: { readonly kind: string; readonly onKind: (entity: string) => void }) {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const kinds = stagedKinds(catalogue);
  const entity = kinds.find(({ name }) => name === kind) ?? kinds[0];
  const rows = useRecordList({ entity: stageEntity, limit: most });
  const pipelines = useRecordList({ entity: pipelineEntity, limit: most });
  const mayDefine = mayCreate(principal, useEntity(stageEntity));
  const error = rows.error ?? pipelines.error;
  if (error) throw error; // drawn by the screen's boundary
  return (
    <>
      <SettingsBar at="/settings/stages" />
      <div className={classes.page}>
        <div className={classes.kinds} role="group" aria-label="Kinds of record">
          {kinds.map((one) => (
            <button
              key={one.name}
              type="button"
              className={classes.kind}
              aria-pressed={one.name === entity?.name}
              onClick={() => onKind(one.name)}
            >
              {one.label.many}
            </button>
          ))}
        </div>
        {mayDefine ? null : (
          <p className={classes.why} role="note">
            <Icon name="lock" size={14} />
            Only administrators change stages. An administrator can give you that role.
          </p>
        )}
        {!entity ? (
          <EmptyState icon="columns" title="No kind of record has stages">
            Packs bring kinds of record with stages.
          </EmptyState>
        ) : rows.data && pipelines.data ? (
          <div key={entity.name} className={classes.stagesPage}>
            <Stages entity={entity} rows={rows.data.rows} mayDefine={mayDefine} />
            <PipelinesPart entity={entity} rows={pipelines.data.rows} mayDefine={mayDefine} />
          </div>
        ) : null}
      </div>
    </>
  );
}

function Stages({
  entity,
  rows,
  mayDefine,
}: {
  readonly entity: Entity;
  readonly rows: Parameters<typeof editedStages>[2];
  readonly mayDefine: boolean;
}) {
  const { perform } = useActs();
  const catalogue = useCatalogue();
  const now = stageFieldOf(entity)?.options ?? [];
  const ofInstalled = installedCatalogue.entities.get(entity.name);
  const built = (ofInstalled && stageFieldOf(ofInstalled)?.options) ?? withoutAdded(now, entity.name, rows);
  const stages = editedStages(entity.name, { built, now }, rows);
  const named = useMemo(() => stagesNamedByRules(installedCatalogue, entity.name), [entity.name]);
  const workflow = catalogue.workflows.get(entity.name);
  const { forecast } = viewsOf(catalogue, entity);
  const pipelines = livePipelines(entity);
  const ofPack = installedCatalogue.workflows.get(entity.name);
  const rulesOf = (stage: EditedStage) => ({
    entity,
    stage,
    others: stages.filter((other) => other !== stage),
    workflow,
    ofPack,
  });
  const change = (stage: EditedStage, what: StageChange) => void perform(changeStageRequest(entity, stage, what));
  return (
    <div className={classes.stages}>
      <OrderedRows
        label={`Stages of ${manyOf(entity)}`}
        rows={stages}
        {...(mayDefine
          ? {
              onMove: (id, place) => {
                const stage = stages.find((one) => one.id === id);
                const others = stages.filter((one) => one.id !== id);
                if (stage) change(stage, { place: placeBetween(others, place) });
              },
            }
          : {})}
        draw={(stage) => (
          <StageRow
            stage={stage}
            isOfPack={built.some(({ value }) => value === stage.id)}
            origin={ofInstalled ? 'the pack’s' : 'its field’s'}
            likeLabel={now.find(({ value }) => value === stage.definition?.like)?.label}
            whyKept={named.get(stage.id)}
            hasDays={countsDays(entity, workflow) && stage.option.outcome === 'open'}
            limit={workflow?.stays?.[stage.id]?.atMostDays}
            hasForecast={forecast !== undefined}
            pipelines={pipelines}
            mayDefine={mayDefine}
            rules={
              mayDefine ? (
                <StageRules {...rulesOf(stage)} onChange={(what) => change(stage, what)} />
              ) : (
                <RulesSaid {...rulesOf(stage)} />
              )
            }
            onChange={(what) => change(stage, what)}
            onReset={(record) => void perform(resetStageRequest(stage, record))}
          />
        )}
      />
      {mayDefine ? (
        <AddStage entity={entity} stages={stages} built={built.map(({ value }) => value)} pipelines={pipelines} />
      ) : null}
    </div>
  );
}

const draftSchema = z.object({
  label: z.string().catch(''),
  like: z.string().exactOptional(),
  pipeline: z.string().exactOptional(),
});
const readDraft = (stored: JsonValue | undefined): z.output<typeof draftSchema> => {
  const read = draftSchema.safeParse(stored);
  return read.success ? read.data : { label: '' };
};

type AddProps = {
  readonly entity: Entity;
  readonly stages: readonly EditedStage[];
  readonly built: readonly string[];
  /** The pipelines that the stage can belong to; fewer than two: nothing is asked. */
  readonly pipelines: readonly ChoiceOption[];
};
/** The choice of all pipelines. No pipeline has this word. */
const allOfThem = '*';

/** The form for a new stage. The typed values are kept on this device until the stage is added. */
function AddStage(props: AddProps) {
  const [draft, setDraft] = useLocal(`draft/stage/${props.entity.name}`);
  if (draft === undefined) return null; // takes some milliseconds; the form reads its draft only once
  return <AddStageForm {...props} draft={readDraft(draft)} onDraft={setDraft} />;
}

function AddStageForm({
  entity,
  stages,
  built,
  pipelines,
  draft,
  onDraft,
}: AddProps & {
  readonly draft: z.output<typeof draftSchema>;
  readonly onDraft: (draft: z.output<typeof draftSchema> | null) => void;
}) {
  const { perform } = useActs();
  const [values, setValues] = useState(draft);
  const [hasTried, setTried] = useState(false);
  const open = stages.filter(
    ({ id, option }) => built.includes(id) && option.outcome === 'open' && option.isRetired !== true,
  );
  const { label, like = open.at(-1)?.id ?? '', pipeline = allOfThem } = values;
  const chosen = pipelines.filter(({ value }) => value === pipeline).map(({ value }) => value);
  const specs: readonly FieldSpec[] = [
    { id: 'label', label: 'Name of the new stage', kind: 'text', maxChars: 80 },
    {
      id: 'like',
      label: 'Follows the rules of',
      kind: 'choice',
      isRequired: true,
      options: open.map(({ id, label: name }) => ({ value: id, label: name })),
      help: `It comes after this stage${pipelines.length < 2 ? '' : ', or behind the last one of its pipeline'}. A ${oneOf(entity)} goes in and out of it under the same conditions.`,
    },
    ...(pipelines.length < 2
      ? []
      : [
          {
            id: 'pipeline',
            label: 'Belongs to',
            kind: 'choice' as const,
            isRequired: true,
            options: [{ value: allOfThem, label: 'All pipelines' }, ...pipelines],
          },
        ]),
  ];
  const submit = async () => {
    setTried(true);
    if (label.trim() === '') return;
    if (!(await perform(addStageRequest(entity, { label: label.trim(), like, pipelines: chosen, stages })))) return;
    onDraft(null);
    setValues({ label: '', ...(chosen.length === 0 ? {} : { pipeline }) });
    setTried(false);
  };
  return (
    <section className={classes.addStage} aria-label="Add a stage">
      <h2>Add a stage</h2>
      <SubmitForm onSubmit={submit}>
        <Form
          specs={specs}
          values={{ label, like, pipeline }}
          errors={hasTried && label.trim() === '' ? { label: 'The stage needs a name.' } : {}}
          onChange={(id, value) => {
            const next = readDraft({ ...values, [id]: value });
            setValues(next);
            onDraft(next);
          }}
        />
        <div className={classes.stageAdd}>
          <Button type="submit" icon="plus">
            Add the stage
          </Button>
        </div>
      </SubmitForm>
    </section>
  );
}
