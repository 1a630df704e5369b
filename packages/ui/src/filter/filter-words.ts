import { areaSchema, circleSchema } from '@outpost/domain/kernel/geo/place-test';
import { metresBetween } from '@outpost/domain/kernel/geo/place-vector';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { clockTimeSchema, type Filter } from '@outpost/domain/kernel/questions/list-query';
import { distanceText } from '../fields/distance-text.ts';
import { fieldText, geoText } from '../fields/field-text.ts';
import type { FieldSpec } from '../fields/field-spec.ts';
import {
  joinedFilters,
  type FieldCondition,
  countedSpans,
  operandOf,
  operatorWords,
  partsOf,
  spanWords,
} from './filter.ts';
import { hourName, shortWeekdayName } from '../formats/clock-words.ts';
import type { Formats } from '../formats/formats.ts';
import { asList, asMap, plainText } from '../fields/json-shapes.ts';

/** A chip for one part of a filter: "Stage **open**". */
export type FilterChip = { readonly id: string; readonly field: string; readonly value: string };

function spanText(value: JsonValue | undefined): string {
  if (typeof value === 'string' && value in spanWords) return spanWords[value as keyof typeof spanWords]; // the test before ensures that the key exists
  const map = asMap(value);
  return (
    countedSpans.find(
      (span) =>
        asMap(span.value)?.['count'] === map?.['count'] &&
        asMap(span.value)?.['direction'] === map?.['direction'] &&
        map?.['unit'] === 'day',
    )?.words ?? (map ? `the ${plainText(map['direction'])} ${plainText(map['count'])} ${plainText(map['unit'])}s` : '')
  );
}

/** Returns a weekday or an hour in words: "on Mon", "from 9:00 on, for an hour". Undefined for another span. */
export function clockText(value: JsonValue | undefined, formats: Formats): string | undefined {
  const { data } = clockTimeSchema.safeParse(value);
  if (!data) return undefined;
  return 'weekday' in data
    ? `on ${shortWeekdayName(formats, data.weekday)}`
    : `the hour from ${hourName(formats, data.hour)}`;
}

/** Describes an area: "drawn, 9 corners", or the size of a box, "box of 12 km × 9 km". */
function areaText(value: JsonValue | undefined, formats: Formats): string {
  const area = areaSchema.safeParse(value).data;
  if (!area) return '';
  if ('corners' in area) return `drawn, ${formats.plural(area.corners.length, 'corner', 'corners')}`;
  const { west, south, east, north } = area;
  const middle = (south + north) / 2;
  const width = metresBetween({ latitude: middle, longitude: west }, { latitude: middle, longitude: east });
  const height = metresBetween({ latitude: south, longitude: west }, { latitude: north, longitude: west });
  return `box of ${distanceText(width, formats)} × ${distanceText(height, formats)}`;
}

/** Formats the value of a condition. */
export function operandText(spec: FieldSpec, condition: FieldCondition, formats: Formats): string {
  const one = (value: JsonValue | undefined) =>
    value === '@me' ? 'me' : fieldText(spec.kind === 'tags' ? { ...spec, kind: 'text' } : spec, value, formats);
  const { value } = condition;
  switch (operandOf(condition.op)) {
    case 'none':
      return '';
    case 'span':
      return clockText(value, formats) ?? spanText(value);
    case 'two': {
      const [low, high] = asList(value);
      return `${one(low)} to ${one(high)}`;
    }
    case 'many': {
      const words = asList(value).map(one);
      const shown =
        spec.kind === 'tags' && spec.options
          ? words.map((word) => spec.options?.find((option) => option.value === word)?.label ?? word)
          : words;
      return shown.length <= 2 ? shown.join(' or ') : `${shown[0] ?? ''} or ${shown.length - 1} more`;
    }
    case 'circle': {
      const circle = circleSchema.safeParse(value).data;
      return circle ? `${distanceText(circle.metres, formats)} of ${geoText(circle)}` : '';
    }
    case 'area':
      return areaText(value, formats);
    case 'one':
      return one(value);
  }
}

const short: Readonly<Partial<Record<FieldCondition['op'], string>>> = {
  is: '',
  'one-of': '',
  'has-any': '',
  within: '',
  contains: '“',
  gte: 'from',
  lte: 'up to',
  gt: 'above',
  lt: 'below',
  between: '',
  near: 'within',
  'in-area': '',
};

function chipOf(condition: FieldCondition, fields: readonly FieldSpec[], formats: Formats): Omit<FilterChip, 'id'> {
  const spec = fields.find((field) => field.id === condition.field);
  if (!spec) return { field: condition.field, value: operatorWords(condition.op, 'text') };
  const value = operandText(spec, condition, formats);
  const lead = short[condition.op] ?? operatorWords(condition.op, spec.kind).replace(/^is /u, '');
  return {
    field: spec.label,
    value: lead === '“' ? `“${value}”` : [lead, value].filter((part) => part !== '').join(' '),
  };
}

function groupWords(filter: Filter, fields: readonly FieldSpec[], formats: Formats): string {
  if ('field' in filter) {
    const chip = chipOf(filter, fields, formats);
    return `${chip.field} ${chip.value}`;
  }
  if ('not' in filter) return `not (${groupWords(filter.not, fields, formats)})`;
  return ('and' in filter ? filter.and : filter.or)
    .map((part) => groupWords(part, fields, formats))
    .join('and' in filter ? ' and ' : ' or ');
}

/** Returns one chip for each part of the filter's conjunction. A group of alternatives is one chip. */
export function filterChips(
  filter: Filter | undefined,
  fields: readonly FieldSpec[],
  formats: Formats,
): readonly FilterChip[] {
  return partsOf(filter).map((part, place) => {
    const id = `part-${place}`;
    return 'field' in part
      ? { id, ...chipOf(part, fields, formats) }
      : {
          id,
          field: 'not' in part ? 'Not' : 'Any of',
          value: groupWords('not' in part ? part.not : part, fields, formats),
        };
  });
}

/** Returns the filter without that chip's part, or `undefined` when no part is left. */
export const withoutChip = (filter: Filter | undefined, id: string): Filter | undefined =>
  joinedFilters(partsOf(filter).filter((_, place) => `part-${place}` !== id));
