import { type TimeInState, timeInState } from '@outpost/domain/kernel/catalogue/time-in-state';
import type { Workflow } from '@outpost/domain/kernel/catalogue/workflow';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { day } from '@outpost/domain/kernel/entities/field-types';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useCallback } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { stageFieldOf } from './entity-shape.ts';
import { useCatalogue } from './use-entity.ts';

/** The time of a record in its stage, in words. */
export type StageTime = {
  /** "12 days", for a card in the column of the stage. */
  readonly short: string;
  /** "12 days in Proposal". */
  readonly text: string;
  /** The date from which the days are counted: "Engaged: 8 Nov 2026". */
  readonly since: string;
  /** "Too long: at most 7 days"; undefined where it is not. */
  readonly tooLong?: string;
};

/** Returns the words for a time in a stage. */
export function stageTimeWords(entity: Entity, time: TimeInState, formats: Formats): StageTime {
  const { days, since, field, atMostDays, isTooLong } = time;
  const stage = stageFieldOf(entity)?.options.find(({ value }) => value === time.state)?.label ?? time.state;
  const where = /^in\s/i.test(stage) ? stage.slice(3) : stage; // "18 days in repair"
  const counted = (count: number) => formats.plural(count, 'day', 'days');
  return {
    short: days === 0 ? 'Today' : counted(days),
    text: days === 0 ? `In ${where} since today` : `${counted(days)} in ${where}`,
    since: `${entity.fields[field]?.label ?? field}: ${formats.date(since)}`,
    ...(isTooLong && atMostDays !== undefined ? { tooLong: `Too long: at most ${counted(atMostDays)}` } : {}),
  };
}

/**
 * Returns the function that computes the time of a living record in its stage, on this day in the person's zone (T-14). It
 * returns undefined where the workflow has no date from which to count. It needs no network: the record has the date.
 */
export function useStageTime(entity: Entity): (record: ShownRecord) => StageTime | undefined {
  const formats = useFormats();
  const now = useNow();
  const workflow: Workflow | undefined = useCatalogue().workflows.get(entity.name);
  return useCallback(
    (record) => {
      const isShown = workflow?.field === entity.stages && record.life === 'alive';
      const time = workflow && isShown ? timeInState(workflow, record, day(formats.dayOf(now()))) : undefined;
      return time && stageTimeWords(entity, time, formats);
    },
    [entity, workflow, formats, now],
  );
}
