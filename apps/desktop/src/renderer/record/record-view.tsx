import { isConverted } from '@outpost/domain/kernel/catalogue/conversion';
import { hasSeveralPipelines, pipelineOf, stagesIn } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import { stageFieldOf, isClosedStage } from '../records/entity-shape.ts';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import { RecordPanel, type RecordPanelProps } from '@outpost/ui/record/record-panel';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { useNowMs } from '@outpost/ui/formats/formats-context';
import { useEffect, useMemo, useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { RefusedError } from '../queries/ask.ts';
import { useRecord } from '../queries/record-queries.ts';
import { useOpenConversion } from '../records/open-conversion.ts';
import { ApprovalRequests } from '../records/approvals/approval-requests.tsx';
import { useButtons } from '../records/buttons/use-buttons.ts';
import { useCatalogue, useEntity } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { pipelineName } from '../records/stages/pipeline-move.ts';
import { usePipelineChange } from '../records/stages/use-pipeline-change.tsx';
import { useStageTime } from '../records/stages/stage-time.ts';
import { useStageMoves } from '../records/stages/use-stage-moves.tsx';
import { useOfferedDialogs, useOpenDialog } from '../slots/pack-dialogs.tsx';
import { SnippetsPlace } from '../slots/use-slots.tsx';
import { useNoteOpened } from '../places/recently-opened.ts';
import { AwaitedRecord } from './awaited-record.tsx';
import { RecordDialogs, type RecordDialog } from './record-dialogs.tsx';
import { RecordDetails } from './record-details.tsx';
import { RecordFigures } from './record-figures.tsx';
import { RecordAtServer } from './at-server/record-at-server.tsx';
import { RecordNotice } from './record-gone.tsx';
import { useCallsOffline } from '../records/creating/use-why-not-rung.ts';
import { newRecordWishOf, recordActsOf, whyNotWritten } from '../records/creating/record-acts.ts';
import { usePersonOf } from '../records/creating/use-person-of.ts';
import { useRefusedMessages } from '../records/messages/refused-messages.ts';
import { actButtons } from './act-buttons.ts';
import { useRecordMenu } from './use-record-menu.ts';
import { RecordSubline } from './record-subline.tsx';
import { RecordTabs } from './record-tabs.tsx';
import { RecordTimeline } from './record-timeline.tsx';

/** The properties of a record's page that depend on its place: next to a list, or alone. */
export type RecordViewProps = {
  readonly id: string;
  /** It is only shown: its opening is not noted. */
  readonly isPreview?: boolean;
} & Pick<RecordPanelProps, 'isFull' | 'onFull' | 'onClose' | 'onStep' | 'place'>;

/** The page of any record, made from its declaration: stages, fields, related records and history. */
export function RecordView({ id, isPreview = false, ...frame }: RecordViewProps) {
  const { data, error } = useRecord(id);
  const isAlone = frame.isFull === true && frame.onFull === undefined;
  if (error instanceof RefusedError)
    return <RecordAtServer id={id} isPage={isAlone} onClose={frame.onClose} message={error.message} />;
  if (error) throw error; // the screen's boundary draws it
  if (!data) return <AwaitedRecord {...frame} />;
  return <LoadedRecord answer={data} frame={frame} isPreview={isPreview} />;
}

type LoadedProps = {
  readonly answer: CallOutput<'records.get'>;
  readonly frame: Omit<RecordViewProps, 'id' | 'isPreview'>;
  readonly isPreview: boolean;
};

function LoadedRecord({ answer, frame, isPreview }: LoadedProps) {
  const { record, refs, may, ways } = answer;
  const catalogue = useCatalogue();
  const entity = useEntity(record.entity);
  const specs = useFieldSpecs(entity, refs);
  const { page } = useMemo(() => viewsOf(catalogue, entity), [catalogue, entity]);
  const stage = stageFieldOf(entity);
  const moves = useStageMoves();
  const pipelines = usePipelineChange();
  const pipeline = hasSeveralPipelines(entity) ? pipelineName(entity, record.fields) : undefined;
  const moveTo = (state: string) => {
    const way = ways.find(({ to }) => to === state);
    if (way) moves.along(record, way);
  };
  const [dialog, setDialog] = useState<RecordDialog>();
  const packDialogs = useOfferedDialogs(entity);
  const openDialog = useOpenDialog();
  const openConversion = useOpenConversion();
  const title = titleOf(entity, record);
  const alone = useMemo(() => [record], [record]);
  const stageTime = useStageTime(entity, alone)(record);
  const noteOpened = useNoteOpened();
  useEffect(() => {
    if (!isPreview) noteOpened(record.id);
  }, [isPreview, noteOpened, record.id]);

  const current = stage === undefined ? undefined : record.fields[stage.name];
  const hasEnded = stage?.options.some((option) => option.value === current && isClosedStage(option)) ?? false;
  const ofPipeline = stagesIn(entity, pipelineOf(entity, record.fields));
  const stages =
    stage?.options.filter(
      (option) =>
        option.value === current ||
        (ofPipeline.includes(option) &&
          option.isRetired !== true &&
          (!isClosedStage(option) || (!hasEnded && option.outcome === 'won'))),
    ) ?? [];
  const isAlive = record.life === 'alive';
  const conversion = catalogue.conversions.get(entity.name);
  const mayConvert = conversion !== undefined && !isConverted(conversion, record.fields);
  const whyReadOnly = may.update.allowed ? undefined : may.update.why;
  const acts = recordActsOf(catalogue, entity);
  const nowMs = useNowMs();
  const asked = usePersonOf(entity, record);
  const person = asked === 'unread' ? undefined : asked;
  const buttons = useButtons({ entity, record, may });
  const notSent = useRefusedMessages(
    isAlive
      ? acts.map((act) => ({ id: act.id, entity: act.makes.name, fields: newRecordWishOf(act, { entity, record, person, nowMs }).fields ?? {} })) // prettier-ignore
      : [],
  );
  const callsOffline = useCallsOffline();
  const whyNotMoved = new Map(ways.map(({ to, why }) => [to, why ?? undefined]));
  const menu = useRecordMenu({
    entity,
    record,
    may,
    ways: ways.filter(({ to }) => !stages.some(({ value }) => value === to)),
    onMove: moveTo,
    onDialog: setDialog,
    onClose: frame.onClose,
  });
  useShortcuts([
    { keys: 'h', label: 'Earlier values', section: 'Record', run: () => setDialog('history') },
    { keys: 'shift+h', label: 'As it was on a date', section: 'Record', run: menu.openEarlier },
  ]);
  return (
    <SnippetsPlace about={{ entity, record }}>
      <RecordPanel
        {...frame}
        title={title}
        page={entity.label.many}
        icon={entity.icon}
        subline={<RecordSubline entity={entity} record={record} specs={specs} line={page.subline} />}
        figures={<RecordFigures record={record} specs={specs} figures={page.figures} />}
        menu={menu.entries}
        onMenu={menu.press}
        {...(stage && isAlive && pipeline !== undefined
          ? {
              pipeline: {
                name: pipeline,
                ...(may.update.allowed && pipelines.choices(record).length > 0
                  ? { onChange: () => pipelines.open(record) }
                  : {}),
              },
            }
          : {})}
        {...(stage && isAlive
          ? {
              stages: stages.map(({ value, label }) => ({ id: value, name: label, why: whyNotMoved.get(value) })),
              stage: typeof current === 'string' ? current : '',
            }
          : {})}
        {...(stage && isAlive && may.update.allowed ? { onStage: moveTo } : {})}
        stageTime={stageTime}
        acts={
          isAlive
            ? [
                ...actButtons({
                  acts,
                  whyNot: (act) => whyReadOnly ?? whyNotWritten(act, entity, record) ?? (person && whyNotWritten(act, person.entity, person.record)) ?? notSent.get(act.id) ?? (act.ringsOwn && callsOffline), // prettier-ignore
                  onAct: setDialog,
                  dialogs: packDialogs,
                  onDialog: (name) => openDialog(name, record.id),
                }),
                ...buttons.map(({ id, label, whyNot, press }) => ({
                  id: `button ${id}`,
                  label,
                  icon: 'bolt',
                  onPress: press,
                  ...(whyNot === undefined ? {} : { disabledReason: whyNot }),
                })),
                ...(mayConvert
                  ? [
                      {
                        id: 'convert',
                        label: conversion.label,
                        icon: 'swap',
                        onPress: () => openConversion(record.id),
                        ...(whyReadOnly === undefined ? {} : { disabledReason: whyReadOnly }),
                      },
                    ]
                  : []),
              ]
            : []
        }
        notice={
          <>
            <ApprovalRequests entity={entity} record={record} />
            <RecordNotice entity={entity} record={record} refs={refs} may={may} />
          </>
        }
        details={
          <RecordDetails
            key={record.id}
            entity={entity}
            answer={answer}
            specs={specs}
            sections={page.sections}
            onShare={() => setDialog('share')}
          />
        }
        timeline={
          <RecordTabs key={record.id} entity={entity} record={record}>
            <RecordTimeline entity={entity} answer={answer} specs={specs} />
          </RecordTabs>
        }
      />
      <RecordDialogs
        dialog={dialog}
        entity={entity}
        answer={answer}
        person={asked}
        onClose={() => setDialog(undefined)}
      />
      {moves.dialog}
      {pipelines.dialog}
    </SnippetsPlace>
  );
}
