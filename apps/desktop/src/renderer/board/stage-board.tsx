import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { stagesIn } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import { Board } from '@outpost/ui/board/board';
import type { BoardCard, BoardColumn } from '@outpost/ui/board/board-model';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { CallOutput, ShownRecord } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { both } from '../window/list-address.ts';
import { useActs } from '../queries/use-acts.ts';
import { useOutbox } from '../queries/sync-queries.ts';
import { type LongList, useWindows } from '../queries/use-windows.ts';
import { waitingByRecord, waitingFallback } from '../records/act-words.ts';
import { type StageField, isClosedStage } from '../records/entity-shape.ts';
import { readOnlyReason } from '../records/may.ts';
import { useCount } from '../queries/record-queries.ts';
import { sumText, weightedSum } from '../records/values/sums-by-currency.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { type StageTime, useStageTime } from '../records/stages/stage-time.ts';
import { pipelineAsked } from '../records/stages/pipeline-filter.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { useStageMoves } from '../records/stages/use-stage-moves.tsx';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { useCardLines } from '../slots/use-slots.tsx';

/** The properties of a board. `summary` contains the view's counts and sums by stage. */
export type StageBoardProps = {
  readonly entity: Entity;
  readonly stage: StageField;
  readonly where: Filter | undefined;
  readonly search: string | undefined;
  readonly summary: CallOutput<'records.summary'> | undefined;
  readonly openId: string | undefined;
  readonly onOpen: (id: string) => void;
  readonly empty: ReactNode;
};

/** Returns the time in the stage for a card. The pill is short; its reason is in its tooltip and in the name of the card. */
const timeOnCard = ({ short, text, since, tooLong }: StageTime): NonNullable<BoardCard['time']> => ({
  short,
  text: [text, since, ...(tooLong === undefined ? [] : [tooLong])].join('. '),
  isTooLong: tooLong !== undefined,
});

/** Records of one kind by their stages. Counts and sums cover all records; cards are loaded when they become visible. */
export function StageBoard({ entity, stage, where, search, summary, openId, onOpen, empty }: StageBoardProps) {
  const formats = useFormats();
  const principal = usePrincipal();
  const { person } = useSignedIn();
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const { worth } = entity;
  const pipeline = pipelineAsked(entity, where);
  const countOfKind = useCount(entity, {}, { isOff: pipeline === undefined });
  const isElsewhere = pipeline !== undefined && countOfKind !== 0;
  const ofPipeline = useMemo(() => new Set(stagesIn(entity, pipeline).map(({ value }) => value)), [entity, pipeline]);
  const filled = new Set(summary?.groups.map(({ value }) => value));
  // A retired stage, or one of another pipeline, has a column as long as records are in it, so that they can be moved out.
  const shownStages = stage.options.filter(
    ({ value, isRetired }) => (isRetired !== true && ofPipeline.has(value)) || filled.has(value),
  );
  const shownKey = shownStages.map(({ value }) => value).join(' ');
  const isOpen = useCallback(
    (value: string) =>
      unfolded.has(value) || stage.options.some((option) => option.value === value && !isClosedStage(option)),
    [unfolded, stage],
  );

  const lists = useMemo<readonly LongList[]>(
    () =>
      shownKey
        .split(' ')
        .filter(isOpen)
        .map((value) => {
          const inStage: Filter = { field: stage.name, op: 'is', value };
          return {
            key: value,
            query: {
              entity: entity.name,
              where: both(where, inStage),
              ...(search === undefined ? {} : { search }),
              sort: [{ field: 'updatedAt', direction: 'desc' }],
            },
          };
        }),
    [entity, stage, shownKey, where, search, isOpen],
  );
  const { rowAt, refs, show, inSight, error } = useWindows(lists);
  const specs = useFieldSpecs(entity, refs);
  const lineOf = useCardLines(inSight);
  const outbox = useOutbox().data?.entries;
  const waiting = useMemo(() => waitingByRecord(outbox ?? []), [outbox]);
  const moves = useStageMoves();
  const { tell } = useActs();
  const bridge = useBridge();
  const timeOf = useStageTime(entity, inSight);
  const second = viewsOf(useCatalogue(), entity).board?.subtitle;

  const nameOf = (id: string) => refs[id]?.title ?? (id === person.id ? person.name : undefined);
  const cardOf = (record: ShownRecord): BoardCard => {
    const textOf = (name: string | undefined) => {
      const spec = name === undefined ? undefined : specs.get(name);
      return name === undefined || !spec ? '' : fieldText(spec, record.fields[name] ?? null, formats);
    };
    const ownerName = record.ownerId === null ? undefined : nameOf(record.ownerId);
    const isMoveable = readOnlyReason(principal, entity, { record, nameOf, field: stage.name });
    const amount = textOf(worth);
    const subtitle = textOf(second);
    const time = timeOf(record);
    return {
      id: record.id,
      title: titleOf(entity, record),
      line: lineOf(record),
      ...(subtitle === '' ? {} : { subtitle }),
      ...(amount === '' ? {} : { amount }),
      ...(time === undefined ? {} : { time: timeOnCard(time) }),
      ...(ownerName === undefined
        ? {}
        : { owner: { id: record.ownerId ?? undefined, name: ownerName, isMe: record.ownerId === person.id } }),
      ...(record.waiting > 0 ? { waiting: waiting.get(record.id) ?? waitingFallback(record) } : {}),
      ...(isMoveable === undefined ? {} : { readOnlyReason: isMoveable }),
    };
  };
  const groupOf = (wanted: string) => summary?.groups.find(({ value }) => value === wanted);
  const columns = shownStages.map((option): BoardColumn => {
    const group = groupOf(option.value);
    const sums = worth === undefined ? undefined : group?.sums[worth];
    const sum = sumText(sums, formats);
    const isClosed = !isOpen(option.value);
    return {
      id: option.value,
      name: `${option.label}${option.isRetired === true ? ' (retired)' : ofPipeline.has(option.value) ? '' : ' (not of this pipeline)'}`,
      ...(option.tone === undefined ? {} : { tone: option.tone }),
      count: group?.count ?? 0,
      ...(sum === '' ? {} : { sum }),
      ...(sum === '' || option.outcome !== 'open' || option.chancePercent === undefined
        ? {}
        : {
            weighted: `${sumText(weightedSum(sums, option.chancePercent), formats)} at ${formats.percent(option.chancePercent)}`,
          }),
      isClosed,
      isUnfolded: unfolded.has(option.value),
      cardAt: (index) => {
        const record = isClosed ? undefined : rowAt(option.value, index);
        return record && cardOf(record);
      },
    };
  });
  const recordOf = (id: string) => inSight.find((record) => record.id === id);
  /** A drag or a menu may last longer than the record's row stays loaded, so the record is then read. A refusal is shown. */
  const move = async (id: string, to: string) => {
    const record = recordOf(id) ?? (await tell<'records.get'>(bridge.call('records.get', { id })))?.record;
    if (record) moves.to(record, to);
  };
  const onVisibleRange = useCallback(
    (column: string, start: number, end: number) => show(column, [{ start, end }]),
    [show],
  );
  if (error) throw error; // the screen's boundary draws it

  return (
    <>
      <Board
        label={`${entity.label.many} by ${stage.field.label.toLowerCase()}`}
        columns={columns}
        onMove={(card, to) => void move(card.id, to.column)}
        refusalsOf={(card) => {
          const record = recordOf(card.id);
          const ways = record ? moves.from(record, nameOf) : [];
          // Columns that exist only for their present records accept no others.
          const closed = record ? shownStages.filter(({ value }) => !ways.some(({ to }) => to === value)) : [];
          return new Map([
            ...closed.map(({ value, label, isRetired }): [string, string] => [
              value,
              isRetired === true ? `${label} is retired.` : `${label} is no stage of this pipeline.`,
            ]),
            ...ways.flatMap(({ to, why }): [string, string][] => (why === null ? [] : [[to, why]])),
          ]);
        }}
        onOpen={(card) => onOpen(card.id)}
        onVisibleRange={onVisibleRange}
        {...(openId === undefined ? {} : { openId })}
        onUnfold={(column) => setUnfolded((before) => new Set([...before, column]))}
        onFold={(column) => setUnfolded((before) => new Set([...before].filter((one) => one !== column)))}
        // An empty pipeline shows its stages where others have records.
        {...(summary !== undefined && !isElsewhere && columns.every(({ count }) => count === 0) ? { empty } : {})}
      />
      {moves.dialog}
    </>
  );
}
