import type { MangoQuery } from 'rxdb';
import { type Person, suiteEntities as groups } from './storage-suite-world.ts';

/** Returns a generator of numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;
type Selector = Record<string, unknown>;

const pick = <T>(random: Random, list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0];
const below = (random: Random, end: number): number => Math.floor(random() * end);
const maybe = <T>(random: Random, part: T): T | undefined => (random() < 0.7 ? part : undefined);

// Includes texts that UTF-8 and UTF-16 order differently, accents, an apostrophe, a text like JSON, and the empty text.
const names = [
  'Ada',
  'Bo',
  'Cy',
  'Eve',
  'adele',
  'Émile',
  "O'Neil",
  'Ａda',
  '😀',
  '',
  '["Ada"]',
  '10',
  '9',
  'A\uffff',
  'A😀',
  'Ad',
] as const;
// Whole numbers beyond 2^53 are written with the shortest digits that identify them.
const scores = [1, 2.5, 6, 2 ** 53 + 2, 2 ** 60 + 256, -(2 ** 60) - 256, 1e21, 2 ** 70] as const;
const nicks = ['A', 'Z', null, '', 'zed'] as const;
const kinds = ['call', 'mail'] as const;
const tags = ['vip', 'new', 'old'] as const;

/** Returns 240 people of all shapes, a few of them deleted. */
export function queryPeople(seed: number): { readonly person: Person; readonly isDeleted: boolean }[] {
  const random = seededNumbers(seed);
  return Array.from({ length: 240 }, (_, index) => {
    const parts = {
      age: maybe(random, below(random, 60)),
      nick: maybe(random, pick(random, nicks)),
      isActive: maybe(random, random() < 0.5),
      score: maybe(random, random() < 0.3 ? null : random() < 0.3 ? pick(random, scores) : below(random, 50) / 4),
      city: maybe(random, {
        ...(random() < 0.5 ? { name: pick(random, ['Bonn', 'Ulm']) } : {}),
        zip: below(random, 100_000),
      }),
      tags: maybe(random, tags.slice(0, below(random, 4))),
      visits: maybe(
        random,
        Array.from({ length: below(random, 3) }, () => ({ kind: pick(random, kinds), count: below(random, 5) })),
      ),
      loose: maybe(random, {
        size: pick<unknown>(random, [1, 2.5, '3', null, [4, 5], true]),
        name: pick(random, names),
      }),
    };
    const present = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
    const id = `p${String((index * 7919) % 1_000).padStart(3, '0')}`; // not in order of insertion
    const person: Person = {
      id,
      group: pick(random, groups),
      name: pick(random, names),
      rank: below(random, 40) / 4 - 5,
      ...present,
    };
    return { person, isDeleted: random() < 0.1 };
  });
}

const valueMakers: Readonly<Record<string, (random: Random) => unknown>> = {
  id: (random) => `p${String(below(random, 1_000)).padStart(3, '0')}`,
  group: (random) => pick(random, groups),
  entity: (random) => pick<unknown>(random, [...groups, 'none', null]),
  name: (random) => pick(random, names),
  rank: (random) => below(random, 40) / 4 - 5,
  age: (random) => below(random, 60),
  nick: (random) => pick(random, nicks),
  isActive: (random) => random() < 0.5,
  score: (random) => pick<unknown>(random, [null, ...scores]),
  'city.name': (random) => pick(random, ['Bonn', 'Ulm', 'Rom']),
  'city.zip': (random) => below(random, 100_000),
  tags: (random) => pick(random, tags),
  'visits.kind': (random) => pick(random, kinds),
  'loose.size': (random) => pick<unknown>(random, [1, 2.5, '3', null, 4, true]),
  'loose.name': (random) => pick(random, names),
  _deleted: (random) => random() < 0.2,
  '_meta.lwt': (random) => 1_700_000_000_000 + below(random, 3_000),
};
const fields = ['name', ...Object.keys(valueMakers)] as const;
const sortFields = [
  'id',
  'name',
  'rank',
  'age',
  'nick',
  'isActive',
  'score',
  'city.zip',
  'group',
  'entity',
  '_meta.lwt',
  '_deleted',
] as const;

function matcher(random: Random, field: string): unknown {
  const value = () => (random() < 0.1 ? pick<unknown>(random, [null, 'Ada', 3, true]) : valueMakers[field]?.(random));
  const make = pick<() => unknown>(random, [
    () => ({ $eq: value() }),
    () => ({ $ne: value() }),
    () => ({ $gt: value() }),
    () => ({ $gte: value(), $lte: value() }),
    () => ({ $lt: value() }),
    () => ({ $in: [value(), value(), value()] }),
    () => ({ $nin: [value(), value()] }),
    () => ({ $exists: random() < 0.5 }),
    () => ({ $not: { $gte: value() } }),
    () => ({ $regex: pick(random, ['a', '^A', '\\d', 'e$']), $options: pick(random, ['', 'i']) }),
    () => ({ $type: pick(random, ['null', 'string', 'number', 'boolean']) }),
  ]);
  return make();
}

function selector(random: Random, depth: number): Selector {
  const parts: Selector = {};
  for (let count = 1 + below(random, 2); count > 0; count -= 1) {
    if (depth > 0 && random() < 0.35) {
      parts[pick(random, ['$or', '$and', '$nor'])] = Array.from({ length: 1 + below(random, 3) }, () =>
        selector(random, depth - 1),
      );
    } else {
      const field = pick(random, fields);
      parts[field] = matcher(random, field);
    }
  }
  return parts;
}

/** Returns a query of one to a few conditions, nested up to two deep, usually with a sort and a limit. */
export function randomQuery(random: Random): MangoQuery<Person> {
  const sort = Array.from({ length: below(random, 3) }, () => ({
    [pick(random, sortFields)]: pick(random, ['asc', 'desc'] as const),
  }));
  return {
    selector: selector(random, 2),
    ...(sort.length > 0 ? { sort } : {}),
    ...(random() < 0.4 ? { skip: below(random, 20) } : {}),
    ...(random() < 0.5 ? { limit: below(random, 40) } : {}),
  };
}
