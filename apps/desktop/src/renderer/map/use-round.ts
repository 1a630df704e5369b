import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isGeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import type { MapPoints } from '@outpost/ui/map/map-model';
import { useMemo, useState } from 'react';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import { useRecordAnswers } from '../queries/record-queries.ts';
import { useLocal } from '../queries/use-local.ts';
import { readRound, roundKey, stopsOf, withShownStops } from './round-state.ts';

/** Today's round of a kind, as this device keeps it (ADR 126). */
export type Round = {
  readonly isOn: boolean;
  readonly onTool: (isOn: boolean) => void;
  /** The ids of all kept stops, also of those that are not shown. */
  readonly ids: readonly string[];
  /** The records of the stops in their order: those that the person sees, and that have a place. */
  readonly records: readonly ShownRecord[];
  readonly refs: RefNames;
  readonly stops: MapPoints;
  readonly onStops: (ids: readonly string[]) => void;
  readonly onClear: () => void;
  readonly remark: { readonly text: string; readonly act: string; readonly onAct: () => void } | undefined;
};

const goneWords = (count: number): string =>
  count === 1
    ? '1 stop is no longer in the round: its record is deleted, is not shared with you any more, or has no place.'
    : `${count} stops are no longer in the round: their records are deleted, are not shared with you any more, or have no place.`;

/** Returns today's round of a kind. `field`: the field with the place. */
export function useRound(entity: Entity, field: string): Round {
  const formats = useFormats();
  const now = useNowMs();
  const { show } = useSnackbar();
  const today = formats.dayOf(now);
  const [value, keep] = useLocal(roundKey(entity.name));
  const [choice, onTool] = useState<boolean>();
  const kept = useMemo(() => readRound(value), [value]);
  const ids = useMemo(() => stopsOf(kept, today), [kept, today]);
  const answers = useRecordAnswers(ids);
  const read = useMemo(() => {
    const records: ShownRecord[] = [];
    const refs: Record<string, RefNames[string]> = {};
    const degrees: number[] = [];
    const gone: string[] = [];
    for (const [index, answer] of answers.entries()) {
      if (answer === undefined) continue; // being read
      const place = answer === 'gone' || answer.record.life !== 'alive' ? null : (answer.record.fields[field] ?? null);
      if (answer !== 'gone' && isGeoPoint(place)) {
        records.push(answer.record);
        degrees.push(place.latitude, place.longitude);
        Object.assign(refs, answer.refs);
      } else gone.push(ids[index] ?? '');
    }
    return { records, refs, stops: { ids: records.map(({ id }) => id), degrees }, gone };
  }, [answers, ids, field]);

  const { stops, gone } = read;
  const change = (next: (before: readonly string[]) => readonly string[]) =>
    keep((before) => ({ day: today, stops: [...next(stopsOf(readRound(before), today))] }));
  const onClear = () => {
    keep(null);
    show({ text: 'Cleared the round', onUndo: () => keep({ day: today, stops: [...ids] }) });
  };
  const earlier = kept && kept.day !== today ? kept : undefined;
  const remark = earlier
    ? {
        text: `There is a round of ${formats.date(earlier.day)} with ${formats.plural(earlier.stops.length, 'stop', 'stops')}. The first stop of today replaces it.`,
        act: 'Use it today',
        onAct: () => keep({ day: today, stops: [...earlier.stops] }),
      }
    : gone.length > 0
      ? {
          text: goneWords(gone.length),
          act: 'Remove from the round',
          onAct: () => change((before) => before.filter((id) => !gone.includes(id))),
        }
      : undefined;
  return {
    isOn: choice ?? ids.length > 0,
    onTool,
    ids,
    records: read.records,
    refs: read.refs,
    stops,
    onStops: (next) => change((before) => withShownStops(before, stops.ids, next)),
    onClear,
    remark,
  };
}
