import { type HeadlessDevice, signInHeadless } from '../testbed/headless-device.ts';
import type { OutpostServer } from '../testbed/outpost-server.ts';

/**
 * The people: manager M, members A and B of her team, member C of another, viewer V, an administrator, and somebody
 * of another tenant.
 */
export const cast = {
  manager: 'maya',
  a: 'alex',
  b: 'bea',
  c: 'carl',
  viewer: 'vera',
  admin: 'adam',
  stranger: 'hugo',
} as const;
export type JobPart = keyof typeof cast;

export type Credentials = { readonly email: string; readonly password: string };

/** The demo account of a part. */
export function accountOfPart(server: OutpostServer, part: JobPart): Credentials {
  const account = server.demo.find(({ email }) => email.startsWith(`${cast[part]}@`));
  if (!account) throw new Error(`The demo has no account for ${part}`);
  return account;
}

/** The records at the start of the proof. */
export type JobStage = {
  readonly people: Readonly<Record<Exclude<JobPart, 'stranger'>, string>>;
  readonly teams: { readonly ours: string; readonly theirs: string };
  /** A's deal, shared with B. */
  readonly dealId: string;
  /** B's contact, shared with A. */
  readonly contactId: string;
  /** B's deal, which M will move to C's team. */
  readonly movedId: string;
};

type Rows = {
  readonly rows: readonly {
    readonly id: string;
    readonly version: number;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
};
const rowsOf = (json: unknown): Rows['rows'] => (json as Rows).rows; // the command line's own answer, checked by its tests

/** Ids of the people and teams of the demo, as the manager's device has them. */
async function whoIsWho(device: HeadlessDevice): Promise<Pick<JobStage, 'people' | 'teams'>> {
  const people = rowsOf(await device.ask(['list', 'person', '--limit', '50']));
  const teams = rowsOf(await device.ask(['list', 'team']));
  const idOf = (rows: Rows['rows'], field: string, begins: string) => {
    const row = rows.find(({ fields }) => String(fields[field]).startsWith(begins));
    if (!row) throw new Error(`There is no ${field} that begins with ${begins}`);
    return row.id;
  };
  const person = (part: Exclude<JobPart, 'stranger'>) => idOf(people, 'email', `${cast[part]}@`);
  return {
    people: {
      manager: person('manager'),
      a: person('a'),
      b: person('b'),
      c: person('c'),
      viewer: person('viewer'),
      admin: person('admin'),
    },
    teams: { ours: idOf(teams, 'name', 'North'), theirs: idOf(teams, 'name', 'South') },
  };
}

/** Performs one act from a device without a screen. Returns the ids of the records that it made. */
export async function performOnDevice(
  device: HeadlessDevice,
  act: { readonly label: string; readonly edits: readonly unknown[] },
): Promise<readonly string[]> {
  const done = await device.ask(['act', '-'], JSON.stringify(act));
  return (done as { readonly ids: readonly string[] }).ids; // as above
}

/** Makes the start data from devices of A's and B's own that are closed again. Their records come to the app by sync. */
export async function setStage(server: OutpostServer, manager: HeadlessDevice): Promise<JobStage> {
  const { people, teams } = await whoIsWho(manager);
  const [a, b] = await Promise.all([
    signInHeadless({ server: server.url, ...accountOfPart(server, 'a') }),
    signInHeadless({ server: server.url, ...accountOfPart(server, 'b') }),
  ]);
  const [dealId = ''] = await performOnDevice(a, {
    label: 'Added Harbour lighting',
    edits: [
      {
        entity: 'crm/deal',
        create: {
          fields: {
            name: 'Harbour lighting',
            stage: 'proposal',
            value: { amount: 1_000_000, currency: 'USD' },
            engagedOn: '2026-10-01',
            closesOn: '2026-12-01',
            tags: ['retrofit'],
          },
          ownerId: people.a,
          teamId: teams.ours,
          sharedWith: [people.b],
        },
      },
    ],
  });
  const [contactId = '', movedId = ''] = await performOnDevice(b, {
    label: 'Added Runa Quill and her deal',
    edits: [
      {
        entity: 'crm/contact',
        create: {
          fields: { name: 'Runa Quill', jobTitle: 'Buyer' },
          ownerId: people.b,
          teamId: teams.ours,
          sharedWith: [people.a],
        },
      },
      {
        entity: 'crm/deal',
        create: {
          fields: {
            name: 'Night market sound',
            stage: 'engaging',
            value: { amount: 500_000, currency: 'USD' },
            engagedOn: '2026-10-05',
          },
          ownerId: people.b,
          teamId: teams.ours,
        },
      },
    ],
  });
  await Promise.all([a.ask(['sync']), b.ask(['sync'])]);
  await Promise.all([a.remove(), b.remove()]);
  return { people, teams, dealId, contactId, movedId };
}
