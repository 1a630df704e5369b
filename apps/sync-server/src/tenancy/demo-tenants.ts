import { createHash } from 'node:crypto';
import type { Act, CreateEdit } from '@outpost/domain/kernel/acts/act';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { Clock, IdSource, RandomBytes } from '@outpost/domain/kernel/ports';
import { instantAt } from '@outpost/domain/kernel/calendar/wall-time';
import { isPackInstalled } from '@outpost/domain/kernel/definitions/tenant-packs';
import { z } from 'zod';
import { accessEntities } from '../access/principal.ts';
import { createIdentity } from '../identity/accounts/accounts.ts';
import { applyActs } from '../records/apply-acts.ts';
import { applyAsServer, createTenant } from './create-tenant.ts';
import type { MemberPorts } from './members.ts';

/**
 * The plan of a demo, stored next to the keys. The same plan gives the same ids, so interrupted seeding continues where
 * it stopped (S-2: a known act changes nothing). Passwords are random, and anyone who can read the file knows them.
 */
export const demoPlanSchema = z.strictObject({
  seed: z.string(),
  startedAtMs: z.number(),
  passwords: z.record(z.string(), z.string()),
  /** Whether seeding has finished. */
  isWhole: z.boolean(),
});
export type DemoPlan = z.infer<typeof demoPlanSchema>;

/** An account of the demo, as `npm start` prints it. */
export type DemoAccount = {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly role: string;
};

type DemoPerson = {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly team?: 'North' | 'South';
};
type DemoTenant = {
  readonly name: string;
  readonly timeZone: string;
  readonly people: readonly DemoPerson[];
  readonly size: number;
};

/** Two tenants: one to work in, and one that must see none of its data. No real people: example domains (RFC 2606). */
const demoTenants: readonly DemoTenant[] = [
  {
    name: 'Fenwright Systems',
    timeZone: 'America/New_York',
    size: 120,
    people: [
      { email: 'olivia@fenwright.example', name: 'Olivia Fenwright', role: 'owner' },
      { email: 'adam@fenwright.example', name: 'Adam Sorensen', role: 'admin' },
      { email: 'maya@fenwright.example', name: 'Maya Okafor', role: 'manager', team: 'North' },
      { email: 'alex@fenwright.example', name: 'Alex Brandt', role: 'member', team: 'North' },
      { email: 'bea@fenwright.example', name: 'Bea Lindqvist', role: 'member', team: 'North' },
      { email: 'carl@fenwright.example', name: 'Carl Medina', role: 'member', team: 'South' },
      { email: 'vera@fenwright.example', name: 'Vera Chandra', role: 'viewer', team: 'North' },
    ],
  },
  {
    name: 'Halden & Rowe',
    timeZone: 'Europe/London',
    size: 12,
    people: [{ email: 'hugo@halden.example', name: 'Hugo Halden', role: 'owner' }],
  },
];

const words = [
  'amber', 'birch', 'cedar', 'copper', 'coral', 'delta', 'ember', 'fjord', 'grove', 'harbor', 'hazel', 'indigo', 'juniper', 'lagoon', 'lantern', 'maple',
  'meadow', 'mellow', 'nickel', 'opal', 'orchard', 'pebble', 'pepper', 'quartz', 'raven', 'saffron', 'silver', 'summit', 'timber', 'velvet', 'walnut', 'willow',
]; // prettier-ignore

/** Makes a new plan with a password for each account: four of 32 words and four digits, 33 bits, protected by the lockout. */
export function planDemo({ clock, random }: { readonly clock: Clock; readonly random: RandomBytes }): DemoPlan {
  const passwordOf = (): string => {
    const bytes = random(6);
    const digits = String(((bytes[4] ?? 0) * 256 + (bytes[5] ?? 0)) % 10_000).padStart(4, '0');
    return [...Array.from(bytes.subarray(0, 4), (byte) => words[byte % words.length]), digits].join('-');
  };
  const people = demoTenants.flatMap((tenant) => tenant.people);
  return {
    seed: Buffer.from(random(16)).toString('hex'),
    startedAtMs: clock.nowMs(),
    isWhole: false,
    passwords: Object.fromEntries(people.map(({ email }) => [email, passwordOf()])),
  };
}

/** Returns the accounts of a plan. Those outside the first tenant name their tenant in the role. */
export const demoAccountsOf = (plan: DemoPlan): readonly DemoAccount[] =>
  demoTenants.flatMap((tenant, place) =>
    tenant.people.map(({ email, name, role }) => ({
      email,
      password: plan.passwords[email] ?? '',
      name,
      role: place === 0 ? role : `${role} of ${tenant.name}`,
    })),
  );

/** Adds files to records of a tenant of the demo, which it names with their authors. */
type AddFiles = (tenant: {
  readonly orgId: string;
  readonly ids: IdSource;
  readonly madeAt: string;
  readonly records: readonly { readonly entity: string; readonly id: string; readonly by: string }[];
}) => Promise<void>;
type DemoPorts = MemberPorts & { readonly addFiles: AddFiles };

/** Creates the demo's tenants, or their missing parts. All data is created by acts, like a person's data. */
export async function seedDemo(ports: DemoPorts, plan: DemoPlan): Promise<void> {
  // The same seed gives the same bytes: a second run makes the same ids, and therefore the same acts.
  const state = { block: 0 };
  const random: RandomBytes = (size) => {
    state.block += 1;
    const parts = Array.from({ length: Math.ceil(size / 32) }, (_, part) =>
      createHash('sha256').update(`${plan.seed}/${state.block}/${part}`).digest(),
    );
    return Buffer.concat(parts).subarray(0, size);
  };
  const ids = uuidV7Source({ nowMs: () => plan.startedAtMs }, random);
  for (const tenant of demoTenants) await seedTenant({ ...ports, ids }, tenant, plan);
}

async function seedTenant(
  ports: DemoPorts,
  { name, timeZone, people, size }: DemoTenant,
  plan: DemoPlan,
): Promise<void> {
  const { ids } = ports;
  const orgId = ids.newId();
  await createTenant(ports, { orgId, name, currency: 'USD', timeZone });
  const teams = new Map([...new Set(people.flatMap(({ team }) => team ?? []))].map((team) => [team, ids.newId()]));
  const made = (entity: string, id: string, fields: CreateEdit['create']['fields']): CreateEdit => ({
    id,
    entity,
    create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields },
  });
  const persons = people.map((person) => ({
    ...person,
    id: ids.newId(),
    teamId: person.team === undefined ? null : (teams.get(person.team) ?? null),
  }));
  await applyAsServer(ports, orgId, {
    label: `Made ${name}`,
    edits: [
      ...[...teams].map(([team, id]) => made('platform/team', id, { name: team, region: team })),
      ...persons.map(({ id, name: fullName, email, role, teamId }) =>
        made(accessEntities.person, id, { name: fullName, email, status: 'active', memberships: [{ role, teamId }] }),
      ),
    ],
  });
  for (const { id, email } of persons) {
    const account = await createIdentity(
      { orgId, personId: id, email, password: plan.passwords[email] ?? '' },
      ports.identity,
    );
    if (!account.ok && account.code !== 'records/exists')
      throw new Error(`The demo's account was not made: ${account.message}`);
  }
  await seedRecords(ports, { orgId, ids, timeZone, persons, size, plan });
}

type Seeding = {
  readonly orgId: string;
  readonly ids: IdSource;
  readonly timeZone: string;
  readonly persons: readonly (DemoPerson & { readonly id: string; readonly teamId: string | null })[];
  readonly size: number;
  readonly plan: DemoPlan;
};

async function seedRecords(ports: DemoPorts, { orgId, ids, timeZone, persons, size, plan }: Seeding): Promise<void> {
  const owner = persons.find(({ role }) => role === 'owner')?.id ?? '';
  const sellers = persons.flatMap(({ id, role, teamId }) =>
    teamId !== null && (role === 'member' || role === 'manager') ? [{ id, teamId }] : [],
  );
  const ownTeam = ids.newId();
  if (sellers.length === 0)
    await applyAsServer(ports, orgId, {
      label: 'Made a team',
      edits: [
        {
          id: ownTeam,
          entity: 'platform/team',
          create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { name: 'Sales' } },
        },
      ],
    });
  const madeAt = new Date(plan.startedAtMs).toISOString();
  const input = {
    ids,
    today: madeAt.slice(0, 10),
    instantAt: (day: string, time: string) => instantAt(day, time, timeZone),
    admin: owner,
    sellers: sellers.length > 0 ? sellers : [{ id: owner, teamId: ownTeam }],
    size,
    mayDefine: true,
  };
  const ofPacks = [...ports.installed.demos].flatMap(([pack, make]) =>
    isPackInstalled(ports.installed, pack) ? make(input) : [],
  );
  // Sealed fields belong to records that other people made: they come after the acts of all people.
  const isSealing = ({ edits }: (typeof ofPacks)[number]) =>
    edits.some(({ entity }) => ports.installed.entities.get(entity)?.sealed !== undefined);
  const groups = Map.groupBy(ofPacks, (act) => `${isSealing(act)} ${act.by}`);
  for (const acts of [...groups.values()].sort(([a], [b]) => Number(a && isSealing(a)) - Number(b && isSealing(b)))) {
    const by = acts[0]?.by ?? owner;
    const given = acts.map(({ label, edits }): Act => ({
      id: ids.newId(),
      number: 1,
      label,
      shape: 'together',
      madeAt,
      edits: [...edits],
    }));
    const applied = await applyActs(ports, {
      orgId,
      author: { userId: by },
      device: by,
      heads: [],
      acts: given,
      numbering: 'next',
    });
    const refused = applied.kind === 'decided' ? applied.answers.find(({ status }) => status === 'refused') : undefined;
    if (applied.kind !== 'decided' || refused)
      throw new Error(`The demo's records were not made: ${JSON.stringify(refused?.refused ?? applied)}`);
  }
  const records = ofPacks.flatMap(({ by, edits }) => edits.map(({ entity, id }) => ({ entity, id, by })));
  await ports.addFiles({ orgId, ids, madeAt, records });
}
