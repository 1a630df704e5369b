import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Measure } from '@outpost/domain/kernel/questions/list-query';
import type { Formats } from '@outpost/ui/formats/formats';
import { reportField } from '../../reports/report-field.ts';

/** A measure as screens show it. */
export type ShownMeasure = {
  readonly measure: Measure;
  readonly name: string;
  readonly isMoney: boolean;
  /** Measures of one unit share an axis. */
  readonly unit: string;
  /** The values of groups add up to that of all: counts and sums. */
  readonly isAdditive: boolean;
  /** A smaller value is better: days that something took. */
  readonly isLessBetter: boolean;
  /** The change of a share is shown in points. */
  readonly isShare: boolean;
  /** Writes a value in full; money is in minor units of `currency`. */
  readonly format: (value: number, currency: string | undefined) => string;
  /** Writes a value for an axis: "$1.13M". */
  readonly formatShort: (value: number, currency: string | undefined) => string;
};

/** Returns a measure with its formats. */
export function shownMeasure(catalogue: Catalogue, entity: Entity, measure: Measure, formats: Formats): ShownMeasure {
  const field = 'field' in measure ? reportField(catalogue, entity, measure.field)?.field : undefined;
  const isMoney = field?.type === 'money';
  const isPerDay = measure.fn === 'per-day';
  const isDays = 'from' in measure && !isPerDay;
  const money = (value: number, currency: string | undefined, isCompact: boolean) =>
    formats.money(
      { amount: Math.round(value), currency: currency ?? formats.currency },
      isCompact ? { compact: true } : {},
    );
  const write = (value: number, currency: string | undefined, isCompact: boolean): string => {
    if (measure.fn === 'count') return formats.count(value);
    if (measure.fn === 'ratio') return formats.percent(value * 100, 2);
    if (isMoney) return `${money(value, currency, isCompact)}${isPerDay ? ' a day' : ''}`;
    if (isDays) return `${formats.number(value, Number.isInteger(value) ? 0 : 1)} ${value === 1 ? 'day' : 'days'}`;
    if (isPerDay) return `${formats.number(value, 2)} a day`;
    if (field?.type === 'percent') return formats.percent(value, 2);
    if (field?.type === 'duration') return formats.duration(value);
    return formats.number(value, Number.isInteger(value) ? 0 : 2);
  };
  return {
    measure,
    name: measure.name,
    isMoney,
    unit:
      measure.fn === 'count'
        ? 'count'
        : measure.fn === 'ratio'
          ? 'share'
          : isDays
            ? 'days'
            : `${field?.type ?? 'number'}${isPerDay ? ' a day' : ''}`,
    isAdditive:
      measure.fn === 'count' || measure.fn === 'sum' || measure.fn === 'weighted' || measure.fn === 'sum-days',
    isLessBetter: isDays,
    isShare: measure.fn === 'ratio',
    format: (value, currency) => write(value, currency, false),
    formatShort: (value, currency) => write(value, currency, true),
  };
}

/** From ten times as much on, a percentage is hard to read: "9,900 %" is a hundred times. */
const manyTimes = 10;

/** The difference of a figure from the one that it is compared with. */
export type Change = { readonly direction: 'up' | 'down' | 'same'; readonly text: string; readonly isGood: boolean };

/**
 * Returns the change of a value in words: "16.9 %", "1.8 points", "12 times as much". Undefined if there is nothing to
 * compare with.
 */
export function changeInWords(
  { isShare, isLessBetter }: Pick<ShownMeasure, 'isShare' | 'isLessBetter'>,
  { now, before }: { readonly now: number | null | undefined; readonly before: number | null | undefined },
  formats: Formats,
): Change | undefined {
  if (now === null || now === undefined || before === null || before === undefined) return undefined;
  const direction = now > before ? 'up' : now < before ? 'down' : 'same';
  const isGood = direction === 'same' || (direction === 'up') !== isLessBetter;
  if (direction === 'same') return { direction, text: 'no change', isGood };
  if (isShare) return { direction, text: `${formats.number(Math.abs(now - before) * 100, 1)} points`, isGood };
  if (before === 0) return undefined; // a change from nothing has no share
  const times = now / before;
  if (times >= manyTimes) return { direction, text: `${formats.count(Math.round(times))} times as much`, isGood };
  return { direction, text: formats.percent(Math.abs((now - before) / before) * 100, 1), isGood };
}
