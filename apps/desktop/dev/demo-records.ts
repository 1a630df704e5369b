import { roundedPlace } from '@outpost/domain/kernel/geo/geo-point';
import { demoConversations } from '@outpost/domain/packs/crm/fixtures/demo-conversations';
import { demoTargets } from '@outpost/domain/packs/crm/fixtures/demo-targets';
import { demoSpots } from '@outpost/domain/packs/crm/fixtures/demo-words';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { inheritedFrom } from '@outpost/domain/kernel/access/access';
import { textIn } from '../src/renderer/records/values/shown-value.ts';
import { instantAt } from '@outpost/domain/kernel/calendar/wall-time';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { withDerived } from '@outpost/domain/kernel/catalogue/record-rules';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { builtInRoles } from '@outpost/domain/packs/platform/built-in-roles';

/**
 * Believable records for looking at the screens: no real people, and the same at every run except for the days, which are
 * relative to today.
 */
export type DemoRecords = {
  readonly records: readonly StoredRecord[];
  readonly me: { readonly id: string; readonly name: string; readonly email: string };
};

/** The time zone of the demo's organisation. */
export const demoTimeZone = 'Europe/Oslo';
/** The id of the demo's organisation. */
export const demoOrganisationId = '0190b1f2-7c00-7000-8000-0000000f0001';
const dayMs = 86_400_000;

/** Returns a small seeded generator (mulberry32). */
function seeded(seed: number): () => number {
  const state = { at: seed };
  return () => {
    state.at = (state.at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state.at ^ (state.at >>> 15), 1 | state.at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const people = [
  'Ilse Torvane',
  'Dana Rehmark',
  'Tobin Brecklin',
  'Noor Halvani',
  'Prita Sandrek',
  'Marlo Oyeva',
  'Tiber Lund',
  'Maren Oakhurst',
  'Runa Astbeck',
  'Perrin Vale',
  'Sorrel Quade',
  'Jory Ashdown',
];
/**
 * Returns a place on land around New York, without the world's random numbers, so that the other records stay as they
 * are.
 */
const placeAt = (index: number) => {
  const [latitude = 0, longitude = 0] = demoSpots[index % demoSpots.length] ?? [];
  const offset = (by: number) => (((index * by) % 41) - 20) / 800;
  return roundedPlace({ latitude: latitude + offset(7), longitude: longitude + offset(11) });
};

const accountWords = [
  [
    'Calloway',
    'Lanternhill',
    'Kestrel Row',
    'Alderpoint',
    'Tamsin Grove',
    'Saltmarsh',
    'Junevale',
    'Umberfield',
    'Millrace',
    'Wrenhaven',
    'Ravensmoor',
    'Vesper Heights',
    'Orrin Lake',
    'Cresslow',
    'Glenrook',
    'Ivoryside',
    'Zephyr Point',
    'Netherby',
    'Marrowstone',
    'Dunmere',
  ],
  [
    'Hotel',
    'Lodge',
    'Townhomes',
    'Hall',
    'Flats',
    'Theatre',
    'Offices',
    'Clinic',
    'Marina',
    'Library',
    'Estates',
    'Studio',
    'Brewery',
    'Academy',
    'Winery',
  ],
] as const;
const dealWords = [
  [
    'Lobby',
    'Whole-house',
    'Conference floor',
    'Taproom',
    'Meeting room',
    'Gallery',
    'Garden',
    'Dock',
    'Cinema',
    'Classroom',
    'Ballroom',
    'Estate-wide',
    'Treatment-room',
    'Parking',
  ],
  [
    'lighting',
    'audio',
    'signage',
    'network',
    'displays',
    'shades',
    'access control',
    'energy monitoring',
    'climate',
    'cameras',
  ],
] as const;
const products = [
  ['GTX Basic', 'GTX', 55_000],
  ['GTX Pro', 'GTX', 482_100],
  ['MG Special', 'MG', 5_500],
  ['MG Advanced', 'MG', 339_300],
  ['GTX Plus Pro', 'GTX', 548_200],
  ['GTX Plus Basic', 'GTX', 109_600],
  ['GTK 500', 'GTK', 2_676_800],
] as const;

/** Makes `dealCount` deals and the records that belong to them. `now` in milliseconds. */
export function demoRecords({
  now,
  dealCount,
  seed = 1,
}: {
  readonly now: number;
  readonly dealCount: number;
  readonly seed?: number;
}): DemoRecords {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // every list here has items
  const day = (offset: number) => new Date(now + offset * dayMs).toISOString().slice(0, 10);
  const at = (offset: number) => new Date(now + offset * dayMs).toISOString();
  /** Returns a time in the working hours of a day: between 8:00 and 17:30, in steps of half an hour. */
  const atWork = (offset: number) => {
    const half = 16 + Math.floor(random() * 20);
    const time = `${String(half >> 1).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
    return instantAt(day(offset), time, demoTimeZone);
  };
  const records: StoredRecord[] = [];
  let count = 0;
  const newId = () => `0190b1f2-7c00-7000-8000-${(count += 1).toString(16).padStart(12, '0')}`;
  const ids = people.map(() => newId());
  const me = ids[0] ?? '';
  const teamIds = [newId(), newId()];
  const byId = new Map<string, StoredRecord>();
  const add = (
    entity: string,
    fields: Record<string, JsonValue | undefined>,
    more: Partial<StoredRecord> = {},
  ): string => {
    const id = more.id ?? newId();
    const about =
      typeof fields['about'] === 'string'
        ? byId.get(fields['about'].slice(fields['about'].indexOf(':') + 1))
        : undefined;
    const created = more.createdAt ?? at(-40 - random() * 300);
    const record: StoredRecord = withDerived(installedCatalogue, entityOf(installedCatalogue, entity), {
      id,
      entity,
      schema: 1,
      version: records.length + 1,
      life: 'alive',
      ownerId: null,
      teamId: null,
      sharedWith: [],
      inherited: about ? inheritedFrom(about) : null,
      createdAt: created,
      createdBy: more.ownerId ?? me,
      updatedAt: created,
      updatedBy: more.ownerId ?? me,
      ...more,
      fields: Object.fromEntries(
        Object.entries(fields).filter(
          (entry): entry is [string, JsonValue] => entry[1] !== undefined && entry[1] !== null,
        ),
      ),
    });
    records.push(record);
    byId.set(id, record);
    return id;
  };
  for (const role of builtInRoles)
    add('platform/role', {
      key: role.key,
      label: role.label,
      describes: role.describes,
      grants: [...role.grants],
      builtIn: true,
      portal: role.portal ?? false,
    });
  for (const [index, name] of people.entries())
    add(
      'platform/person',
      {
        name,
        email: `${name.split(' ')[0]?.toLowerCase() ?? ''}@fenwright.example`,
        status: index < 8 ? 'active' : 'not-invited',
        memberships: [{ role: index === 1 ? 'manager' : 'member', teamId: teamIds[index % 2] ?? null }],
      },
      { id: ids[index] ?? '' },
    );
  add(
    'platform/organisation',
    { name: 'Fenwright Systems', currency: 'USD', timeZone: demoTimeZone },
    { id: settingsIdOf(demoOrganisationId, 'platform/organisation'), ownerId: null },
  );
  add('platform/team', { name: 'North', region: 'Central', lead: ids[1] ?? null }, { id: teamIds[0] ?? '' });
  add('platform/team', { name: 'South', region: 'West', lead: ids[2] ?? null }, { id: teamIds[1] ?? '' });
  const productIds = products.map(([name, series, price]) =>
    add('crm/product', { name, series, listPrice: { amount: price, currency: 'USD' } }),
  );

  const accountIds = Array.from({ length: 85 }, (_, index) => {
    const name =
      index === 3
        ? 'בית המגדלור'
        : index === 7
          ? `${'The Very Long and Honourable Company of Lighting, Shading, Sound and Network Installers '.repeat(2)}Ltd`
          : `${pick(accountWords[0])} ${pick(accountWords[1])}${index > 60 ? ` ${index}` : ''}`;
    return add(
      'crm/account',
      {
        name,
        sector: pick(['hospitality', 'medical', 'retail', 'technology', 'education']),
        location: pick(['United States', 'Kenya', 'Norway', 'Philippines']),
        annualRevenue: { amount: Math.floor(random() * 4e9) * 100, currency: 'USD' },
        employeeCount: Math.floor(random() * 9_000) + 3,
        phone: `+1555${String(Math.floor(random() * 9e6) + 1e6)}`,
        ...(index % 9 === 8 ? {} : { place: placeAt(index) }),
      },
      { ownerId: pick(ids), teamId: pick(teamIds) },
    );
  });
  const contactIds = accountIds.flatMap((account, index) =>
    Array.from({ length: 2 }, (_, place) =>
      add(
        'crm/contact',
        {
          name: `${pick(['Perrin', 'Ada', 'Sol', 'Wren', 'Io', 'Bo', 'Mika', 'Ren'])} ${pick(['Hallam', 'Okafor', 'Lindqvist', 'Abara', 'Pike', 'Santos', 'Weiss'])}`,
          jobTitle: pick(['Facilities manager', 'Owner', 'Head of IT', 'Architect']),
          account,
          email: `contact${index}-${place}@example.com`,
          phone: `+1555${String(Math.floor(random() * 9e6) + 1e6)}`,
        },
        { ownerId: pick(ids) },
      ),
    ),
  );

  const dealIds = Array.from({ length: dealCount }, (_, index) => {
    const roll = random();
    const stage =
      roll < 0.48
        ? 'won'
        : roll < 0.76
          ? 'lost'
          : roll < 0.85
            ? 'engaging'
            : roll < 0.9
              ? 'prospecting'
              : roll < 0.96
                ? 'proposal'
                : 'negotiation';
    const isClosed = stage === 'won' || stage === 'lost';
    const engaged = -Math.floor(random() * 320) - (isClosed ? 60 : 1);
    const closed = Math.min(-1, engaged + Math.floor(random() * 90) + 1);
    const touched = isClosed ? closed : -Math.floor(random() * 40);
    return add(
      'crm/deal',
      {
        name:
          index === 5
            ? `${'Wine wall climate, humidity log, door contacts and a name that goes on for very long '.repeat(2)}end`
            : `${pick(dealWords[0])} ${pick(dealWords[1])}${random() < 0.3 ? `, ${Math.floor(random() * 40) + 2} rooms` : ''}`,
        account: random() < 0.9 ? pick(accountIds) : undefined,
        contact: random() < 0.6 ? pick(contactIds) : undefined,
        product: pick(productIds),
        stage,
        value: stage === 'lost' ? undefined : { amount: Math.floor(random() * 2_000 + 20) * 5_000, currency: 'USD' },
        engagedOn: day(engaged),
        closesOn: isClosed ? undefined : day(Math.floor(random() * 80) - 5),
        closedOn: isClosed ? day(closed) : undefined,
        lossReason: stage === 'lost' ? pick(['price', 'competitor', 'no-budget', 'no-decision', 'timing']) : undefined,
        externalKey: `D${String(index).padStart(6, '0')}`,
        tags: random() < 0.2 ? [pick(['referral', 'urgent', 'tender'])] : undefined,
      },
      {
        ownerId: random() < 0.25 ? me : pick(ids),
        teamId: pick(teamIds),
        createdAt: at(engaged),
        updatedAt: at(touched),
      },
    );
  });
  const openDeals = dealIds.filter((id) => !['won', 'lost'].includes(textIn(byId.get(id)?.fields['stage'])));
  for (let index = 0; index < 60; index += 1)
    add(
      'crm/lead',
      {
        name: `${pick(['Ada', 'Sol', 'Wren', 'Bo', 'Mika'])} ${pick(['Okafor', 'Lindqvist', 'Abara', 'Pike'])}`,
        company: `${pick(accountWords[0])} ${pick(accountWords[1])}`,
        status: pick(['new', 'contacted', 'qualified', 'unqualified', 'converted']),
        source: pick(['website', 'referral', 'event', 'partner']),
        email: random() < 0.7 ? `lead${index}@example.com` : undefined,
        phone: random() < 0.4 ? `+15550${100 + index}` : undefined,
        estimatedValue: random() < 0.5 ? { amount: Math.floor(random() * 400) * 10_000, currency: 'USD' } : undefined,
      },
      { ownerId: random() < 0.4 ? me : pick(ids), createdAt: at(-random() * 20) },
    );
  for (let index = 0; index < 80; index += 1)
    add(
      'crm/task',
      {
        subject: pick([
          'Call about scope',
          'Follow up on revised price',
          'Send contract',
          'Book lift for install',
          'Check the stock of roller motors',
          'Send fabric samples',
          'Survey: pool and garden',
          'Send references',
        ]),
        about: `crm/deal:${pick(openDeals)}`,
        dueAt: atWork(Math.floor(random() * 9 - 2)),
        done: random() < 0.2,
        priority: pick(['high', 'normal', 'low']),
      },
      { ownerId: index < 24 ? me : pick(ids), updatedAt: at(random() < 0.5 ? 0 : -1) },
    );
  for (let index = 0; index < 400; index += 1)
    add(
      'crm/activity',
      {
        kind: index < 4 ? 'meeting' : pick(['call', 'call', 'note', 'meeting', 'email']), // four appointments of today
        subject: pick([
          'Price is fine if motors carry 5 years',
          'South wall takes recessed brackets only',
          'Stand-up',
          'Proposal walk-through',
          'Wants a new date for the lift',
        ]),
        about: `crm/deal:${pick(openDeals)}`,
        body:
          random() < 0.5
            ? 'They asked for a second survey before the end of the month. Ceiling void is 180 mm, not 240.'
            : undefined,
        happensAt:
          index < 4
            ? instantAt(day(0), `${String(9 + index * 2).padStart(2, '0')}:00`, demoTimeZone)
            : atWork(-1 - Math.floor(random() * 45)),
        lasts: index < 4 ? 3_600 : undefined,
      },
      { ownerId: index < 60 ? me : pick(ids), createdBy: index < 60 ? me : pick(ids) },
    );
  const won = { by: me, label: '', edits: records.map(({ id, entity, ownerId, teamId, fields }) => ({ id, entity, create: { schema: 1, ownerId, teamId, sharedWith: [], fields: { ...fields } } })) }; // prettier-ignore
  const sellers = ids.map((id, index) => ({ id, teamId: teamIds[index % 2] ?? '' }));
  for (const { entity, create, id } of demoTargets([won], { ids: { newId }, today: day(0), admin: me, sellers }).edits)
    add(entity, create.fields, { id, ownerId: create.ownerId, teamId: create.teamId });
  const talks = demoConversations([won], { ids: { newId }, today: day(0), instantAt: (on, time) => instantAt(on, time, demoTimeZone), sellers: sellers.slice(0, 5) }); // prettier-ignore
  for (const { entity, create, id } of talks.flatMap(({ edits }) => edits))
    add(entity, create.fields, { id, ownerId: create.ownerId, teamId: create.teamId, createdAt: textIn(create.fields['lastInAt'] ?? create.fields['happensAt']) || at(-1) }); // prettier-ignore
  return { records, me: { id: me, name: people[0] ?? '', email: 'ilse@fenwright.example' } };
}
