import type { CreateEdit } from '@outpost/domain/kernel/acts/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';

type Fields = Readonly<Record<string, JsonValue>>;
/** One generated record, in the form of the server and the replica, and in the form of a hand-written store. */
export type BenchRecord = {
  readonly id: string;
  readonly entity: string;
  readonly ownerId: string;
  readonly at: string;
  readonly fields: Fields;
};
/** The kinds in the generated data, with their share of ten. */
export const benchEntities = { account: 'crm/account', contact: 'crm/contact', deal: 'crm/deal' } as const;

const words =
  'amber birch cedar copper coral delta ember fjord grove harbor hazel indigo juniper lagoon lantern maple meadow mellow nickel opal orchard pebble pepper quartz raven saffron silver summit timber velvet walnut willow'.split(
    ' ',
  );
const firstNames =
  'Ada Ben Cleo Dara Emil Fay Gus Hana Ivo Jana Kurt Lena Milo Nora Otto Pia Quinn Rosa Sami Tara Ugo Vera Wim Xenia Yara Zeno'.split(
    ' ',
  );
const lastNames =
  'Abbot Brandt Castell Dorsey Engel Faber Gallo Hardt Iversen Jonas Keller Lund Marsh Novak Olsen Prior Quist Roth Stein Tanner Urban Voss Weber Xander Yates Zorn'.split(
    ' ',
  );
const cities = ['Lisbon', 'Leeds', 'Lyon', 'Bergen', 'Boston', 'Graz', 'Porto', 'Tampa'];
const sectors = ['software', 'retail', 'medical', 'finance', 'energy', 'logistics', 'services', 'telecom'];
/** The stages of the generated deals. All of them are open. */
export const benchStages = ['prospecting', 'engaging', 'proposal', 'negotiation'];
/** Records are padded to this many bytes of JSON, the size in a hand-written store (issue 3, section 1). */
const wantedBytes = 450;
/** 2025-01-01: ids and dates start here, one record a second. */
const beginMs = 1_735_689_600_000;

/**
 * Yields the same records for the same seed, in the order of their ids. Of ten, one is an account, six are contacts with e-mail
 * and phone, three are deals that refer to them. `owners` own them at random.
 */
export function* benchRecords(input: {
  readonly seed: number;
  readonly count: number;
  readonly owners: readonly string[];
}): Generator<BenchRecord> {
  const random = seededRandom(input.seed);
  let account = '';
  let contact = '';
  for (let place = 0; place < input.count; place += 1) {
    const id = idAt(random, beginMs + place * 1_000);
    const kind = place % 10;
    if (kind === 0) account = id;
    else if (kind < 7) contact = id;
    const entity = kind === 0 ? benchEntities.account : kind < 7 ? benchEntities.contact : benchEntities.deal;
    const fields =
      kind === 0
        ? accountFields(random, place)
        : kind < 7
          ? contactFields(random, place, account)
          : dealFields(random, place, { account, contact });
    const record = {
      id,
      entity,
      ownerId: random.pick(input.owners),
      at: new Date(beginMs + place * 1_000).toISOString(),
      fields,
    };
    const missing = wantedBytes - rawText(record).length - ',"about":""'.length;
    yield missing > 0 ? { ...record, fields: { ...fields, about: proseOf(random, missing) } } : record;
  }
}

/** Returns the record as a hand-written store keeps it: flat JSON of about 450 bytes. */
export const rawText = ({ id, ownerId, at, fields }: BenchRecord): string =>
  JSON.stringify({ id, ownerId, createdAt: at, updatedAt: at, ...fields });

/** Returns the words by which a hand-written search finds a record: name, e-mail, phone. */
export function rawWords(record: Fields): string {
  return [record['name'], record['email'], record['phone']]
    .filter((value) => typeof value === 'string')
    .join(' ')
    .toLowerCase();
}

/** Returns the edit that creates the record. */
export const createEdit = ({ id, entity, ownerId, fields }: BenchRecord): CreateEdit => ({
  id,
  entity,
  create: { schema: 1, ownerId, teamId: null, sharedWith: [], fields },
});

function idAt(random: SeededRandom, ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${random.uuid().slice(13)}`;
}

function accountFields(random: SeededRandom, place: number): Fields {
  const name = `${random.pick(words)} ${random.pick(words)} ${place}`;
  return {
    name: name.charAt(0).toUpperCase() + name.slice(1),
    sector: random.pick(sectors),
    website: `https://${random.pick(words)}${place}.example`,
    phone: phoneOf(place),
    annualRevenue: { amount: random.below(50_000_000), currency: 'USD' },
    employeeCount: random.below(5_000),
    location: random.pick(cities),
  };
}

function contactFields(random: SeededRandom, place: number, account: string): Fields {
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  return {
    name: `${first} ${last}${random.pick(words)}`,
    jobTitle: `${random.pick(words)} lead`,
    account,
    email: `${first}.${last}${place}@${random.pick(words)}.example`.toLowerCase(),
    phone: phoneOf(place),
    preferredChannel: random.pick(['phone', 'email', 'text']),
    address: {
      street: `${random.below(400) + 1} ${random.pick(words)} street`,
      city: random.pick(cities),
      country: 'PT',
    },
  };
}

function dealFields(
  random: SeededRandom,
  place: number,
  of: { readonly account: string; readonly contact: string },
): Fields {
  return {
    name: `${random.pick(words)} ${random.pick(words)} renewal ${place}`,
    ...of,
    stage: random.pick(benchStages),
    value: { amount: random.below(9_000_000) + 1, currency: 'USD' },
    engagedOn: `2025-${twoDigits(random.below(12) + 1)}-${twoDigits(random.below(28) + 1)}`,
    closesOn: `2026-${twoDigits(random.below(12) + 1)}-${twoDigits(random.below(28) + 1)}`,
    source: random.pick(['web', 'fair', 'referral']),
  };
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const phoneOf = (place: number): string => `+1415${String(2_000_000 + (place % 7_999_999)).padStart(7, '0')}`;

/** Returns words up to a length, from a small vocabulary, because search tokens of real prose repeat too. */
function proseOf(random: SeededRandom, length: number): string {
  let text = random.pick(words);
  while (text.length < length) text += ` ${random.pick(words)}`;
  return text.slice(0, length).trimEnd();
}
