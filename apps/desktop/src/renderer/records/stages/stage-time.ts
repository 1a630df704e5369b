import { type TimeInState, timeInState } from '@outpost/domain/kernel/catalogue/stages/time-in-state';
import type { Workflow } from '@outpost/domain/kernel/catalogue/workflow';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { day } from '@outpost/domain/kernel/entities/field-types';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { ask } from '../../queries/ask.ts';
import { askedIf, queryKeyOf } from '../../queries/query-key-of.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { stageFieldOf } from '../entity-shape.ts';
import { useCatalogue } from '../use-entity.ts';

/** The time of a record in its stage, in words. */
export type StageTime = {
  /** Whole days; 0 on the day of the move. */
  readonly days: number;
  /** "12 days", or "90+ days" if the move is older than the known history; for a card in the column of the stage. */
  readonly short: string;
  /** "12 days in Proposal". */
  readonly text: string;
  /** The date from which the days are counted: "Engaged: 8 Nov 2026", "Since 8 Nov 2026", "Since 8 Nov 2026 or before". */
  readonly since: string;
  /** "Too long: at most 7 days"; undefined if it is not. */
  readonly tooLong?: string;
};

/** Returns the words for a time in a stage. */
export function stageTimeWords(entity: Entity, time: TimeInState, formats: Formats): StageTime {
  const { days, since, field, isAtLeast, atMostDays, isTooLong } = time;
  const stage = stageFieldOf(entity)?.options.find(({ value }) => value === time.state)?.label ?? time.state;
  const where = /^in\s/i.test(stage) ? stage.slice(3) : stage; // "18 days in repair"
  const orBefore = isAtLeast ? ' or before' : '';
  const counted = (count: number) => formats.plural(count, 'day', 'days');
  return {
    days,
    short: days === 0 ? `Today${orBefore}` : isAtLeast ? `${formats.count(days)}+ days` : counted(days),
    text:
      days === 0
        ? `In ${where} since today${orBefore}`
        : isAtLeast
          ? `At least ${counted(days)} in ${where}`
          : `${counted(days)} in ${where}`,
    since:
      field === undefined
        ? `Since ${formats.date(since)}${orBefore}`
        : `${entity.fields[field]?.label ?? field}: ${formats.date(since)}`,
    ...(isTooLong && atMostDays !== undefined ? { tooLong: `Too long: at most ${counted(atMostDays)}` } : {}),
  };
}

/**
 * Returns the function that computes the time of a living record in its stage, on this day in the person's zone (T-14).
 * It is for the records that are `shown`. If the workflow has no date for the stage, the days of an open stage count
 * from the move in this device's journal. It needs no network.
 */
export function useStageTime(
  entity: Entity,
  shown: readonly ShownRecord[],
): (record: ShownRecord) => StageTime | undefined {
  const formats = useFormats();
  const today = day(formats.dayOf(useNowMs()));
  const bridge = useBridge();
  const workflow: Workflow | undefined = useCatalogue().workflows.get(entity.name);
  const isStaged = workflow !== undefined && workflow.field === entity.stages;
  const open = stageFieldOf(entity)?.options.filter(({ outcome }) => outcome === 'open');
  const isOpen = (record: ShownRecord) =>
    open?.some(({ value }) => value === record.fields[workflow?.field ?? '']) ?? false;
  const ids = isStaged ? shown.filter((record) => record.life === 'alive' && isOpen(record)).map(({ id }) => id) : [];
  const input = { entity: entity.name, ids: ids.toSorted() };
  const { data } = useQuery({
    ...askedIf(ids.length > 0, queryKeyOf('records.stageSince', entity.name, input)),
    queryFn: () => ask(bridge, 'records.stageSince', input),
    placeholderData: keepPreviousData, // a board asks again while it is scrolled
  });
  return (record) => {
    if (!isStaged || record.life !== 'alive') return undefined;
    const since = isOpen(record) ? data?.since[record.id] : undefined;
    const moved = since && { day: day(formats.dayOf(since.at)), isAtLeast: since.isAtLeast };
    const time = timeInState(workflow, record, { today, moved });
    return time && stageTimeWords(entity, time, formats);
  };
}
