import { whatCarries } from '../kernel/entities/what-carries.ts';
import { type Catalogue, catalogueOf } from '../kernel/catalogue/catalogue.ts';
import { type Entity, entity } from '../kernel/entities/entity.ts';
import { idOf } from '../kernel/ids.ts';
import { isEmptyValue } from '../kernel/entities/field-types.ts';
import {
  type Field,
  address,
  choice,
  date,
  duration,
  email,
  fileField,
  flag,
  geo,
  instant,
  json,
  money,
  number,
  percent,
  phone,
  ref,
  refValue,
  tags,
  text,
} from '../kernel/entities/fields.ts';
import { roundedPlace } from '../kernel/geo/geo-point.ts';
import type { JsonValue } from '../kernel/json.ts';
import type { Life, StoredRecord } from '../kernel/entities/record.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

const person = entity(idOf('sample/person'), {
  label: { one: 'Person', many: 'People' },
  title: 'name',
  audience: 'tenant',
  fields: { name: text({ searched: true }) },
  indexes: [['name']],
});
const team = entity(idOf('sample/team'), {
  label: { one: 'Team', many: 'Teams' },
  title: 'name',
  audience: 'tenant',
  fields: { name: text(), region: text() },
  indexes: [['name']],
});
const shop = entity(idOf('sample/shop'), {
  carries: ['tasks'],
  label: { one: 'Shop', many: 'Shops' },
  title: 'name',
  fields: {
    name: text({ searched: true }),
    sector: text(),
    price: money(),
    size: number({ decimals: 1 }),
    openedOn: date(),
    labels: tags(),
    grade: choice([
      { value: 'b', label: 'B' },
      { value: 'a', label: 'A' },
    ]),
  },
  indexes: [['name'], ['sector', 'name']],
});

const thingDeclaration = {
  label: { one: 'Thing', many: 'Things' },
  title: 'name',
  stages: 'stage',
  pipelines: 'kind', // an empty one means the first option (PLT-16)
  fields: {
    name: text({ searched: true }),
    note: text({ multiline: true, searched: true }),
    mail: email({ searched: true }),
    phone: phone({ searched: true }),
    value: money(),
    cost: money(),
    count: number({ min: -1000, max: 1000 }),
    ratio: number({ decimals: 3 }),
    share: percent({ decimals: 2 }),
    done: flag(),
    dueOn: date(),
    startOn: date(),
    happensAt: instant(),
    lasts: duration(),
    stage: choice([
      { value: 'open', label: 'Open' },
      { value: 'ahead', label: 'Ahead' },
      { value: 'won', label: 'Won' },
      { value: 'lost', label: 'Lost' },
    ]),
    kind: choice([
      { value: 'z', label: 'Z' },
      { value: 'a', label: 'A' },
    ]),
    tags: tags({ searched: true }),
    shop: ref(idOf('sample/shop')),
    other: ref(idOf('sample/shop')),
    about: ref([idOf('sample/shop'), idOf('sample/person')]),
    concerns: ref(whatCarries('tasks')), // only one kind in the sample carries tasks; the values still contain the kind (T-19)
    file: fileField(),
    place: address(),
    where: geo(),
    more: json(),
  },
  indexes: [
    ['name'],
    ['stage', 'value'],
    ['stage', 'dueOn'],
    ['value'],
    ['ratio'],
    ['dueOn'],
    ['happensAt'],
    ['shop', 'stage'],
    ['ownerId', 'stage'],
    ['teamId'],
    ['count'],
    ['done'],
    ['updatedAt'],
  ],
} as const;
/** Definitions that a tenant adds (K-3): fields of its own, and an object. */
const tenantsFields = { remark: text(), score: number({ decimals: 1 }), price: money(), spot: geo() };
/** One entity with fields of every type, some indexed and some not, and a link of the tenant's own to its own kind. */
const thing = entity(idOf('sample/thing'), {
  ...thingDeclaration,
  fields: { ...thingDeclaration.fields, ...tenantsFields, tool: ref(idOf('custom/gadget')) },
});
const gadget = entity(idOf('custom/gadget'), {
  label: { one: 'Gadget', many: 'Gadgets' },
  title: 'name',
  fields: {
    ...tenantsFields,
    name: text({ searched: true }),
    shop: ref(idOf('sample/shop')),
    part: ref(idOf('custom/gadget')),
    madeOn: date(),
  },
  indexes: [['name'], ['shop', 'madeOn']],
});

const people = { person: person.name, team: team.name, role: 'sample/role' };
/** The catalogue of the queries: the build's entities and the tenant's own. */
export const sampleCatalogue: Catalogue = catalogueOf([
  { name: 'sample', version: 1, entities: [person, team, shop, thing, gadget], roles: [], people },
]);
/** The catalogue of the build only. */
export const installedSample: Catalogue = catalogueOf([
  {
    name: 'sample',
    version: 1,
    entities: [person, team, shop, entity(idOf('sample/thing'), thingDeclaration)],
    roles: [],
    people,
  },
]);

/** Texts that are hard to sort, fold and search. None contains NUL or half a surrogate pair, which the stores cannot hold. */
export const awkwardTexts: readonly string[] = [
  'Ångström',
  'ANGSTROM',
  'angstrom',
  'Straße',
  'strasse',
  'Łódź',
  'lodz',
  'Ørsted',
  'naïve',
  'naive',
  'ﬁne',
  'fine',
  'ＦＵＬＬ width',
  'full width',
  'שלום עולם',
  'مرحبا',
  '漢字',
  '漢字 かな',
  'カタカナ',
  'ｶﾀｶﾅ',
  'Ελλάς',
  'ΕΛΛΑΣ',
  'Привет',
  'привет',
  '😀 smile',
  '😀',
  '👩‍👩‍👧 family',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '\u{10ffff}',
  '\uffff',
  '\ud7ff',
  '\ue000',
  '𝔘𝔫𝔦',
  '𐐷',
  '𞤀dlam',
  '  spaced   out  ',
  '   ',
  '\t\n',
  '-',
  "O'Neil",
  'o"neil',
  '100%',
  '100_000',
  'a\\b',
  '%',
  '_',
  '*',
  '"',
  'a',
  'A',
  'aa',
  'ab',
  'b',
  'İstanbul',
  'istanbul',
  'ıssız',
  'é',
  'e\u0301',
  '\u0301',
  'null',
  '0',
  '00',
  '10',
  '9',
  '+1 555 0142',
  '+15550142000',
  '(555) 014-2000',
  'ada@example.com',
  'Ada Lovelace',
  'ada',
  `${'long '.repeat(60)}end`,
  `${'long '.repeat(60)}fin`,
  'ﬀ',
  'ǅ',
  'ß',
  'ẞ',
  '½',
  '①',
  '㎏',
];

const edges = [
  '2026-03-29',
  '2026-10-25',
  '2026-01-01',
  '2025-12-31',
  '2024-02-29',
  '2026-11-20',
  '2026-11-16',
  '2026-11-22',
  '2026-10-01',
  '2026-09-30',
  '2027-01-03',
];
const farDays = ['0001-01-08', '9999-12-20'];

function textOf(random: SeededRandom): string {
  const one = random.pick(awkwardTexts);
  return random.chance(0.4) ? `${one} ${random.pick(awkwardTexts)}` : one;
}

/** Returns a random day, often one at the edge of a week, month, year or clock change. */
export function randomDay(random: SeededRandom): string {
  if (random.chance(0.3)) return random.pick(edges);
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${2025 + random.below(3)}-${pad(1 + random.below(12))}-${pad(1 + random.below(28))}`;
}

export function randomInstant(random: SeededRandom): string {
  const pad = (part: number, digits = 2) => String(part).padStart(digits, '0');
  const time = random.chance(0.3)
    ? random.pick(['00:00:00.000', '23:59:59.999', '01:00:00.000', '00:59:59.999'])
    : `${pad(random.below(24))}:${pad(random.below(60))}:${pad(random.below(60))}.${pad(random.below(1000), 3)}`;
  return `${randomDay(random)}T${time}Z`;
}

const amounts = [0, 1, -1, 100, 125_000, 9e15, -9e15, 999_999_999, 1_000_000_000, 1_000_000_001];
const rounded = (value: number, decimals: number) => Math.round(value * 10 ** decimals) / 10 ** decimals;

/** Returns a random value that a record may hold in this field. */
export function randomValue(
  random: SeededRandom,
  field: Field,
  ids: ReadonlyMap<string, readonly string[]>,
): JsonValue {
  switch (field.type) {
    case 'text':
    case 'phone':
      return textOf(random);
    case 'email':
      return `${random.pick(['ada', 'Bob', 'ÇELIK', 'x'])}@${random.pick(['example.com', 'EXAMPLE.org'])}`;
    case 'money':
      return {
        amount: random.chance(0.2) ? random.pick(amounts) : random.below(1000) * 100,
        currency: random.pick(['USD', 'USD', 'USD', 'EUR']),
      };
    case 'number':
    case 'percent':
      if (field.decimals === 0) return random.below(40) - 20;
      return rounded((random.next() - 0.5) * random.pick([1, 10, 1000]), field.decimals) + 0;
    case 'flag':
      return random.chance(0.5);
    case 'date':
      return random.chance(0.03) ? random.pick(farDays) : randomDay(random);
    case 'instant':
      return randomInstant(random);
    case 'duration':
      return random.below(20) * 60;
    case 'choice':
      return random.pick(field.options).value;
    case 'tags':
      return [
        ...new Set(
          Array.from({ length: random.below(4) }, () => random.pick(['hot', 'Hot', 'cold', 'größe', '😀', 'a b', '"'])),
        ),
      ].sort();
    case 'ref': {
      const target = random.pick(field.targets);
      return refValue(field, target, random.chance(0.9) ? random.pick(ids.get(target) ?? ['none']) : random.uuid());
    }
    case 'file':
      return { id: random.uuid(), name: 'a.pdf', sizeBytes: 1, mediaType: 'application/pdf', sha256: '0'.repeat(64) };
    case 'address':
      return random.chance(0.1) ? {} : { city: textOf(random) };
    case 'geo':
      return placeSample(seededRandom(random.below(90) * 90 + random.below(90))); // two numbers, so that other values stay the same
    case 'json':
      return random.pick<JsonValue>([[], {}, 0, false, '', { a: 1 }, [1]]);
  }
}

/**
 * Returns a place: most lie around one of some towns, so that areas contain several. Some lie near the 180th meridian or a pole.
 */
export function placeSample(random: SeededRandom): { readonly latitude: number; readonly longitude: number } {
  const near = random.pick([
    [48.2, 16.4],
    [47.6, -122.3],
    [-36.8, 174.8],
    [-16.8, 179.95],
    [65.1, -179.9],
    [89.6, 10],
    [-89.7, -100],
    [0.01, 0.01],
  ]);
  const reach = random.pick([0.02, 0.5, 8]);
  const latitude = Math.max(-90, Math.min(90, (near[0] ?? 0) + (random.next() - 0.5) * reach));
  const longitude = (near[1] ?? 0) + (random.next() - 0.5) * reach * random.pick([1, 3]);
  return roundedPlace({ latitude, longitude: ((longitude + 540) % 360) - 180 });
}

/**
 * Returns random records of all sample entities. About a fifth of the fields are empty, in each of the ways in which
 * a field can be empty.
 */
export function sampleRecords(
  random: SeededRandom,
  counts: { readonly things: number; readonly people: readonly string[] },
): ReadonlyMap<string, readonly StoredRecord[]> {
  const many = (count: number) => Array.from({ length: count }, () => random.uuid());
  const ids = new Map<string, readonly string[]>([
    [person.name, [...counts.people, ...many(4)]],
    [team.name, many(4)],
    [shop.name, many(25)],
    [thing.name, many(counts.things)],
    [gadget.name, many(60)],
  ]);
  const orNone = (name: string) => (random.chance(0.2) ? null : random.pick(ids.get(name) ?? []));
  const made = (of: Entity, id: string): StoredRecord => {
    const fields: Record<string, JsonValue> = {};
    for (const [name, field] of Object.entries(of.fields)) {
      if (name === 'spot') continue; // below
      const value = random.chance(0.2)
        ? random.pick<JsonValue>(field.type === 'tags' ? [null, []] : [null])
        : randomValue(random, field, ids);
      if (!isEmptyValue(value) || random.chance(0.5)) fields[name] = value;
    }
    // Of random numbers of its own: the other fields have the same values with and without this one.
    const spot = seededRandom(Number.parseInt(id.slice(-8), 16));
    if ('spot' in of.fields && spot.chance(0.8)) fields['spot'] = placeSample(spot);
    const at = randomInstant(random);
    const life: Life = random.chance(0.9) ? 'alive' : random.chance(0.7) ? 'deleted' : `merged:${random.uuid()}`;
    const sharedWith = random.chance(0.7) ? [] : [random.pick(ids.get(person.name) ?? [])];
    return {
      id,
      entity: of.name,
      schema: 1,
      version: 1 + random.below(1000),
      life,
      ownerId: orNone(person.name),
      teamId: orNone(team.name),
      sharedWith,
      inherited: null,
      fields,
      createdAt: at,
      createdBy: random.pick(ids.get(person.name) ?? []),
      updatedAt: random.chance(0.5) ? at : randomInstant(random),
      updatedBy: random.pick(ids.get(person.name) ?? []),
    };
  };
  return new Map(
    [...sampleCatalogue.entities.values()].map((of) => [of.name, (ids.get(of.name) ?? []).map((id) => made(of, id))]),
  );
}
