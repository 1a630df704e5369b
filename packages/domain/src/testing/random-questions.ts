import type { Entity } from '../kernel/entities/entity.ts';
import { filterOperatorsOf } from '../kernel/query/filters/filter-operators.ts';
import {
  clockBuckets,
  spanBuckets,
  type Filter,
  type FilterOperator,
  type ListQuery,
  type Measure,
  type Report,
  type SummaryQuery,
  relativeSpans,
} from '../kernel/questions/list-query.ts';
import { askedAt } from '../kernel/query/query-path.ts';
import type { Catalogue } from '../kernel/catalogue/catalogue.ts';
import { isSortable } from '../kernel/entities/field-types.ts';
import { type Field, namesKind } from '../kernel/entities/fields.ts';
import { foldText } from '../kernel/text/fold-text.ts';
import type { JsonValue } from '../kernel/json.ts';
import { wrappedLongitude } from '../kernel/geo/place-vector.ts';
import { awkwardTexts, randomDay, placeSample, randomValue } from './query-sample.ts';
import type { SeededRandom } from './seeded-random.ts';

/** The data from which random queries are made. */
export type QuestionWorld = {
  readonly catalogue: Catalogue;
  readonly entity: Entity;
  readonly ids: ReadonlyMap<string, readonly string[]>;
};

const envelopePaths = [
  'id',
  'ownerId',
  'teamId',
  'sharedWith',
  'createdAt',
  'updatedAt',
  'createdBy',
  'updatedBy',
  'version',
];

function fieldAt(world: QuestionWorld, path: string): Field {
  const asked = askedAt(world.catalogue, world.entity, { path, where: 'random' });
  if (!asked.ok) throw new Error(`${path}: ${asked.message}`);
  return asked.value.field;
}

/**
 * Returns all paths of the asked entity: its fields, the envelope's names, and those one hop away through references
 * to one kind.
 */
export function questionPathsOf(world: QuestionWorld): readonly string[] {
  const own = [...Object.keys(world.entity.fields), ...envelopePaths];
  const hops = own.flatMap((path) => {
    const field = fieldAt(world, path);
    const target =
      field.type === 'ref' && !namesKind(field) && path !== 'id'
        ? world.catalogue.entities.get(field.targets[0] ?? '')
        : undefined;
    const stored = Object.entries(target?.fields ?? {}).flatMap(([name, { rollUp }]) => (rollUp ? [] : [name])); // a hop reads no roll-up
    return target ? [...stored, 'ownerId', 'updatedAt'].map((name) => `${path}.${name}`) : [];
  });
  return [...own, ...hops];
}

const texts: ReadonlySet<string> = new Set(['text', 'email', 'phone', 'address']);

function valueFor(
  random: SeededRandom,
  world: QuestionWorld,
  at: { readonly path: string; readonly field: Field },
): JsonValue {
  const { field, path } = at;
  if (path.endsWith('sharedWith'))
    return random.chance(0.3) ? '@me' : random.pick(world.ids.get('sample/person') ?? []);
  if (field.type === 'tags') return random.pick(['hot', 'Hot', 'cold', 'größe', '😀', 'a b', '"', 'none']);
  if (field.type === 'ref' && field.targets.includes('sample/person') && !namesKind(field) && random.chance(0.3))
    return '@me';
  if (field.type === 'instant' && random.chance(0.4)) return randomDay(random);
  if (field.type === 'money' && random.chance(0.2)) return random.below(1000) * 100;
  if (texts.has(field.type)) {
    const usable = awkwardTexts.filter((text) => foldText(text) !== '');
    return random.chance(0.3) ? random.pick(usable).trim().slice(0, 1).toWellFormed() : random.pick(usable);
  }
  return randomValue(random, field, world.ids);
}

function argumentOf(random: SeededRandom, op: FilterOperator, one: () => JsonValue): JsonValue | undefined {
  switch (op) {
    case 'is-empty':
    case 'is-not-empty':
      return undefined;
    case 'one-of':
    case 'none-of':
    case 'has-any':
    case 'has-all':
    case 'has-none':
      return Array.from({ length: random.below(4) }, one);
    case 'within':
      if (random.chance(0.15)) return { weekday: 1 + random.below(7) };
      return random.chance(0.6)
        ? random.pick(relativeSpans)
        : {
            direction: random.pick(['last', 'next']),
            count: 1 + random.below(400),
            unit: random.pick(['day', 'week', 'month', 'quarter', 'year']),
          };
    case 'near':
      return {
        ...placeSample(random),
        metres: Math.round(random.pick([900, 40_000, 900_000, 15_000_000]) * (0.1 + random.next())),
      };
    case 'in-area':
      return areaSample(random);
    case 'is':
    case 'is-not':
    case 'contains':
    case 'starts-with':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
    case 'between':
      return one();
  }
}

/** Returns a box, or an area of some corners around a place in any order, so that its edges may cross. */
export function areaSample(random: SeededRandom): JsonValue {
  const [one, other] = [placeSample(random), placeSample(random)];
  if (random.chance(0.4)) {
    const [south, north] = [one.latitude, other.latitude].sort((a, b) => a - b);
    return { west: one.longitude, south: south ?? 0, east: other.longitude, north: north ?? 0 };
  }
  const reach = random.pick([0.5, 6, 40]);
  const corners = Array.from({ length: 3 + random.below(7) }, () => ({
    latitude: Math.max(-90, Math.min(90, one.latitude + (random.next() - 0.5) * reach)),
    longitude: wrappedLongitude(one.longitude + (random.next() - 0.5) * reach * 2),
  }));
  return { corners };
}

/** Returns a valid random filter, nested up to `depth`. */
export function randomFilter(random: SeededRandom, world: QuestionWorld, depth = 2): Filter {
  if (depth > 0 && random.chance(0.5)) {
    const parts = () => Array.from({ length: random.below(4) }, () => randomFilter(random, world, depth - 1));
    return random.pick([
      () => ({ and: parts() }),
      () => ({ or: [...parts(), randomFilter(random, world, depth - 1)] }),
      () => ({ not: randomFilter(random, world, depth - 1) }),
    ])();
  }
  const path = random.pick(questionPathsOf(world));
  const field = fieldAt(world, path);
  const op = random.pick(filterOperatorsOf(field));
  const one = () => valueFor(random, world, { path, field });
  if (op === 'between') {
    const low = one();
    const same =
      field.type === 'money'
        ? {
            amount: random.below(100_000),
            currency: typeof low === 'object' && low !== null && 'currency' in low ? low.currency : 'USD',
          }
        : one();
    return { field: path, op, value: [low, same] };
  }
  const value = argumentOf(random, op, one);
  // A text that folds to nothing matches nothing and is refused.
  if (typeof value === 'string' && texts.has(field.type) && foldText(value) === '')
    return { field: path, op: 'is-not-empty' };
  if (Array.isArray(value) && texts.has(field.type))
    return {
      field: path,
      op,
      value: (value as readonly JsonValue[]).filter((text) => typeof text === 'string' && foldText(text) !== ''),
    };
  return value === undefined ? { field: path, op } : { field: path, op, value };
}

const sortable = (world: QuestionWorld) =>
  questionPathsOf(world).filter((path) => {
    const asked = askedAt(world.catalogue, world.entity, { path, where: 'random' });
    return (
      asked.ok &&
      asked.value.plan !== undefined &&
      isSortable(asked.value.field.type) &&
      !(asked.value.hop && asked.value.field.type === 'ref')
    );
  });
const groupable = (world: QuestionWorld) =>
  questionPathsOf(world).filter((path) => {
    const asked = askedAt(world.catalogue, world.entity, { path, where: 'random' });
    return (
      asked.ok &&
      asked.value.plan !== undefined &&
      isSortable(asked.value.field.type) &&
      asked.value.field.type !== 'money'
    );
  });
const withType = (world: QuestionWorld, types: readonly string[]) =>
  questionPathsOf(world).filter((path) => types.includes(fieldAt(world, path).type) && path !== 'version');

const searches = [
  'a',
  'ang',
  'full wid',
  'привет',
  '漢',
  '5550142',
  '0142',
  '(0) 55-50 14',
  '+1 555 0142',
  '(555) 014-2000',
  '+1 (555) 014-2000',
  'ada example',
  'ελλ',
  'o neil',
  '😀',
  'zzz',
  'long end',
  '100',
  'hot',
  'a b',
  '  ',
  '00',
  'naive smile',
  'ada@example.com',
  '𐐷',
  '𞤀',
];
const lives = ['alive', 'alive', 'alive', 'deleted', 'any'] as const;

function distinctSorts(random: SeededRandom, world: QuestionWorld): ListQuery['sort'] {
  const indexed = world.entity.indexes.flat();
  const paths = Array.from({ length: random.pick([0, 1, 1, 1, 2, 3]) }, () =>
    random.chance(0.5) ? random.pick(indexed) : random.pick(sortable(world)),
  );
  const sorts: ListQuery['sort'] = [...new Set(paths)].map((field) => ({
    field,
    direction: random.chance(0.5) ? 'asc' : 'desc',
  }));
  const dates = withType(world, ['date', 'instant']);
  if (random.chance(0.15)) {
    // A list in groups of days: the span comes first, and its field may order the records inside the span.
    const bySpan = { field: random.pick(dates), direction: random.pick(['asc', 'desc'] as const), bucket: random.pick(spanBuckets) }; // prettier-ignore
    return [bySpan, ...sorts];
  }
  const places = withType(world, ['geo']);
  if (!random.chance(0.2) || places.length === 0) return sorts;
  const byDistance = { field: random.pick(places), direction: random.pick(['asc', 'asc', 'desc'] as const), from: placeSample(random) }; // prettier-ignore
  return random.chance(0.5) ? [byDistance, ...sorts] : [...sorts, byDistance];
}

export function randomList(random: SeededRandom, world: QuestionWorld): ListQuery {
  // The queries of boards and grids: one field equal to a value, sorted by another field of the same index.
  const ties: readonly Extract<Filter, { readonly field: string }>[] = [
    { field: 'stage', op: 'is', value: 'open' },
    { field: 'ownerId', op: 'is', value: '@me' },
    { field: 'done', op: 'is', value: true },
  ];
  const tied = random.chance(0.3)
    ? random.pick(ties.filter(({ field }) => field === 'ownerId' || field in world.entity.fields))
    : undefined;
  const filter = random.chance(0.7) ? randomFilter(random, world) : undefined;
  const where = tied && filter ? { and: [tied, filter] } : (tied ?? filter);
  return {
    entity: world.entity.name,
    ...(where === undefined ? {} : { where }),
    ...(random.chance(0.15) ? { search: random.pick(searches) } : {}),
    life: random.pick(lives),
    sort: distinctSorts(random, world),
    limit: random.pick([1, 3, 7, 20, 50, 1000]),
    ...(random.chance(0.2) ? { offset: random.below(60) } : {}),
  };
}

/** Returns a group of a summary: a field, or a span of days of a date. */
function randomGroup(random: SeededRandom, world: QuestionWorld): Pick<SummaryQuery, 'groupBy' | 'bucket'> {
  if (random.chance(0.7)) return { groupBy: random.pick(groupable(world)) };
  return { groupBy: random.pick(withType(world, ['date', 'instant'])), bucket: random.pick(spanBuckets) };
}

export function randomSummary(random: SeededRandom, world: QuestionWorld): SummaryQuery {
  const numbers = withType(world, ['money', 'number', 'percent', 'duration']);
  return {
    entity: world.entity.name,
    ...(random.chance(0.5) ? { where: randomFilter(random, world) } : {}),
    ...(random.chance(0.15) ? { search: random.pick(searches) } : {}),
    life: random.pick(lives),
    ...(random.chance(0.8) ? randomGroup(random, world) : {}),
    sums: [...new Set(Array.from({ length: random.below(4) }, () => random.pick(numbers)))],
  };
}

function randomMeasure(random: SeededRandom, world: QuestionWorld, name: string): Measure {
  const where = random.chance(0.3) ? { where: randomFilter(random, world, 1) } : {};
  return random.pick<() => Measure>([
    () => ({ name, fn: 'count', ...where }),
    () => ({
      name,
      fn: random.pick(['sum', 'avg', 'median', 'min', 'max']),
      field: random.pick(withType(world, ['money', 'number', 'percent', 'duration'])),
      ...where,
    }),
    () => ({
      name,
      fn: random.pick(['sum', 'avg', 'median', 'min', 'max']),
      field: random.pick(withType(world, ['money'])),
      ...where,
    }),
    () => ({
      name,
      fn: random.pick(['sum-days', 'avg-days', 'median-days', 'min-days', 'max-days']),
      from: random.pick(withType(world, ['date', 'instant'])),
      to: random.pick(withType(world, ['date', 'instant'])),
      ...where,
    }),
    () => ({
      name,
      fn: 'per-day',
      field: random.pick(withType(world, ['money', 'number', 'percent', 'duration'])),
      from: random.pick(withType(world, ['date', 'instant'])),
      to: random.pick(withType(world, ['date', 'instant'])),
      ...where,
    }),
    () => ({ name, fn: 'ratio', where: randomFilter(random, world, 1), of: randomFilter(random, world, 1) }),
  ])();
}

export function randomReport(random: SeededRandom, world: QuestionWorld): Report {
  const dates = withType(world, ['date', 'instant']);
  const instants = new Set(withType(world, ['instant']));
  const bucketed = () => {
    const field = random.pick(dates);
    const buckets = [...spanBuckets, ...clockBuckets].filter((bucket) => bucket !== 'hour' || instants.has(field)); // a day has no hour
    return { field, bucket: random.pick(buckets) };
  };
  const groupBy = Array.from({ length: random.below(3) }, () =>
    random.chance(0.5) ? bucketed() : { field: random.pick(groupable(world)) },
  );
  return {
    entity: world.entity.name,
    ...(random.chance(0.5) ? { where: randomFilter(random, world) } : {}),
    ...(random.chance(0.15) ? { search: random.pick(searches) } : {}),
    groupBy: groupBy.filter(({ field }, index) => groupBy.findIndex((other) => other.field === field) === index),
    measures: Array.from({ length: 1 + random.below(4) }, (_none, index) => randomMeasure(random, world, `m${index}`)),
    sort: [],
    limit: 10_000,
  };
}
