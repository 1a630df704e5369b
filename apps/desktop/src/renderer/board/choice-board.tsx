import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { Board } from '@outpost/ui/board/board';
import type { BoardColumn } from '@outpost/ui/board/board-model';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { CallOutput, ShownRecord } from '../../bridge/contract.ts';
import { isTooCostly } from '../queries/ask.ts';
import { useActs } from '../queries/use-acts.ts';
import { useCount } from '../queries/record-queries.ts';
import { type LongList, useWindows } from '../queries/use-windows.ts';
import { isClosedStage } from '../records/entity-shape.ts';
import { pipelineAsked } from '../records/stages/pipeline-filter.ts';
import { sumText, weightedSum } from '../records/values/sums-by-currency.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useBridge } from '../window/app-ports.tsx';
import { both } from '../window/list-address.ts';
import { columnsOfBoard, filterOfColumn, type ValueColumn } from './board-columns.ts';
import { type BoardField, hasMoves } from './board-fields.ts';
import { cardOrder } from './card-order.ts';
import { useBoardMoves } from './use-board-moves.ts';
import { useCardFaces } from './use-card-faces.ts';
import classes from '../window/page.module.css';

/** The properties of a board. `by`: the field of its columns. `summary`: the list's counts and sums by that field. */
export type ChoiceBoardProps = {
  readonly entity: Entity;
  readonly by: BoardField;
  readonly where: Filter | undefined;
  readonly search: string | undefined;
  /** The order of the list: "closesOn.asc". Undefined: the latest change first. */
  readonly sort: string | undefined;
  readonly summary: CallOutput<'records.summary'> | undefined;
  readonly openId: string | undefined;
  readonly onOpen: (id: string) => void;
  readonly empty: ReactNode;
};

/**
 * A board of the records of one kind, with a column for each value of a choice field. Counts and sums cover all
 * records; cards are loaded when they become visible.
 */
export function ChoiceBoard(props: ChoiceBoardProps) {
  const { entity, by, where, search, sort, summary, openId, onOpen, empty } = props;
  const formats = useFormats();
  const isStaged = hasMoves(entity, useCatalogue().workflows.get(entity.name), by);
  const pipeline = by.name === entity.stages ? pipelineAsked(entity, where) : undefined;
  const countOfKind = useCount(entity, {}, { isOff: pipeline === undefined });
  const isElsewhere = pipeline !== undefined && countOfKind !== 0;
  const groups = summary?.groups;
  const shown = useMemo(
    () => columnsOfBoard(entity, by, { groups, pipeline, hasMoves: isStaged }),
    [entity, by, groups, pipeline, isStaged],
  );
  const folding = useFolding();
  const lists = useColumnLists({ entity, by, where, search, sort }, shown.filter(folding.isOpen));
  const { rowAt, refs, show, inSight, isReading, error } = useWindows(lists);
  const { cardOf, nameOf } = useCardFaces(entity, { by, hasMoves: isStaged, sort, inSight, isReading, refs });
  const moves = useBoardMoves(entity, by, isStaged);
  const { tell } = useActs();
  const bridge = useBridge();

  const columns = shown.map((column): BoardColumn => ({
    ...columnHead(column, entity.worth, formats),
    isClosed: !folding.isOpen(column),
    isUnfolded: folding.isUnfolded(column),
    idAt: (index) => (folding.isOpen(column) ? rowAt(listKey(by, column.id), index)?.id : undefined),
    cardAt: (index) => {
      const record = folding.isOpen(column) ? rowAt(listKey(by, column.id), index) : undefined;
      return record && cardOf(record);
    },
  }));
  const recordOf = (id: string) => inSight.find((record) => record.id === id);
  /** A drag or a menu may last longer than the record's row stays loaded, so the record is then read. A refusal is shown. */
  const move = async (id: string, to: string) => {
    const record: ShownRecord | undefined =
      recordOf(id) ?? (await tell<'records.get'>(bridge.call('records.get', { id })))?.record;
    const column = shown.find((one) => one.id === to);
    if (record && column) moves.to(record, column);
  };
  const onVisibleRange = useCallback(
    (column: string, start: number, end: number) => show(listKey(by, column), [{ start, end }]),
    [show, by],
  );
  const isCostly = isTooCostly(error);
  if (error && !isCostly) throw error; // the screen's boundary draws it

  return (
    <>
      {isCostly ? (
        <p role="status" className={classes.quiet}>
          Some columns show no cards. {error.message}
        </p>
      ) : null}
      <Board
        label={`${entity.label.many} by ${by.field.label.toLowerCase()}`}
        columns={columns}
        onMove={(card, to) => void move(card.id, to.column)}
        refusalsOf={(card) => {
          const record = recordOf(card.id);
          return record ? moves.refusalsOf(record, shown, nameOf) : new Map<string, string>();
        }}
        onOpen={(card) => onOpen(card.id)}
        onVisibleRange={onVisibleRange}
        {...(openId === undefined ? {} : { openId })}
        onUnfold={folding.unfold}
        onFold={folding.fold}
        // An empty pipeline still shows its stages if other pipelines have records.
        {...(summary !== undefined && !isElsewhere && columns.every(({ count }) => count === 0) ? { empty } : {})}
      />
      {moves.dialog}
    </>
  );
}

/** Returns the name, colour, count and sums of a column. Only an open stage with a chance has a weighted sum. */
export function columnHead(
  { id, name, option, count, sums: all }: ValueColumn,
  worth: string | undefined,
  formats: Formats,
): Pick<BoardColumn, 'id' | 'name' | 'tone' | 'count' | 'sum' | 'weighted'> {
  const sums = worth === undefined ? undefined : all[worth];
  const sum = sumText(sums, formats);
  const chance = option?.outcome === 'open' ? option.chancePercent : undefined;
  return {
    id,
    name,
    ...(option?.tone === undefined ? {} : { tone: option.tone }),
    count,
    ...(sum === '' ? {} : { sum }),
    ...(sum === '' || chance === undefined
      ? {}
      : { weighted: `${sumText(weightedSum(sums, chance), formats)} at ${formats.percent(chance)}` }),
  };
}

/** Keeps the columns of closed stages that the person has unfolded. */
function useFolding() {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const isUnfolded = ({ id }: ValueColumn) => unfolded.has(id);
  return {
    isUnfolded,
    isOpen: (column: ValueColumn) => isUnfolded(column) || column.option === undefined || !isClosedStage(column.option),
    unfold: (id: string) => setUnfolded((before) => new Set([...before, id])),
    fold: (id: string) => setUnfolded((before) => new Set([...before].filter((one) => one !== id))),
  };
}

/** Returns the key of the list behind a column. Two fields may have the same value, so the key names the field. */
const listKey = ({ name }: BoardField, id: string): string => `${name}:${id}`;

/**
 * Returns the lists of the open columns. They stay the same objects until other columns are open. No value contains
 * U+0000, which joins them.
 */
function useColumnLists(
  { entity, by, where, search, sort }: Pick<ChoiceBoardProps, 'entity' | 'by' | 'where' | 'search' | 'sort'>,
  open: readonly ValueColumn[],
): readonly LongList[] {
  const ids = open.map(({ id }) => `\0${id}`).join('');
  return useMemo(
    () =>
      ids
        .split('\0')
        .slice(1)
        .map((id) => ({
          key: listKey(by, id),
          query: {
            entity: entity.name,
            where: both(where, filterOfColumn(by, id)),
            ...(search === undefined ? {} : { search }),
            sort: [cardOrder(sort)],
          },
        })),
    [ids, entity, by, where, search, sort],
  );
}
