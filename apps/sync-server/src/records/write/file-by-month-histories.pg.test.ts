import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { companionId } from '@outpost/domain/kernel/entities/sealed';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { bringSettingsUp } from '../../tenancy/shipped-settings.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { fileByMonth } from './file-by-month.ts';

const given = givenServer();
const organisation = 'platform/organisation';
const kinds = ['crm/deal', 'crm/lead', 'crm/contact'] as const;
type Kind = (typeof kinds)[number];
const madeFields: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  'crm/deal': { name: 'Pumps', stage: 'prospecting' },
  'crm/lead': { name: 'Vera', status: 'new' },
  'crm/contact': { name: 'Vera' },
};
/** K-4: the sealed fields of contacts. Administrators and keepers see those of the contacts that they see. */
const identities = 'crm/contact-identity';
const companionOf = (contact: string): string => companionId(identities, contact);
const lines = [
  [],
  ['crm/deal@*>1'],
  ['crm/deal@member>1', 'crm/lead@*>2'],
  ['crm/deal@manager>3', 'crm/deal@*>2'],
  ['crm/lead', 'crm/deal@admin>1'],
  ['crm/lead@member', 'crm/lead@*>1'],
  ['crm/contact@*>1'],
  ['crm/contact@keeper>2', 'crm/contact@*>3', 'crm/lead'],
  ['crm/contact@*>2', 'crm/contact@member'],
] as const;

type Person = { readonly device: TestDevice; readonly role: string; readonly teamId: string | null };

/** One tenant of a history: its people, their devices, and the steps that the history draws from. */
class World {
  readonly devices: TestDevice[] = [];
  readonly #tenant: TestTenant;
  readonly #random: SeededRandom;
  readonly #people: readonly Person[];
  #lines: readonly string[] | null = null;
  readonly #records: { readonly id: string; readonly kind: Kind }[] = [];

  /** K-4: the sealed value of each contact that has one. */
  readonly #sealed = new Map<string, string>();

  constructor(tenant: TestTenant, random: SeededRandom, people: readonly Person[]) {
    this.#tenant = tenant;
    this.#random = random;
    this.#people = people;
    this.devices.push(...people.map(({ device }) => device));
  }

  async step(): Promise<void> {
    const drawn = this.#random.below(22);
    if (drawn < 3) await this.#make();
    else if (drawn < 7) await this.#change();
    else if (drawn >= 20) await this.#seal();
    else if (drawn < 9) given.test.advance((10 + this.#random.below(30)) * 86_400_000);
    else if (drawn < 11) await this.#keepOff();
    else if (drawn < 14) await this.work(this.#random.below(4));
    else if (drawn < 15 && this.devices.length < 8) this.devices.push(this.#random.pick(this.devices).twin());
    else await this.#random.pick(this.devices).page(this.#random.pick([1, 3, 50]));
  }

  /** The server's work on months: so many steps, with few records in each. */
  async work(steps: number): Promise<void> {
    const ports = { ...given.test.server.tenancy, recordsAtOnce: 2 };
    for (let left = steps; left > 0 && (await fileByMonth(ports, this.#tenant.orgId)) === 'more'; left -= 1);
  }

  async #make(): Promise<void> {
    const kind = this.#random.pick(kinds);
    const id = given.test.newId();
    const owner = this.#random.pick(this.#people);
    const [admin] = this.#people;
    await admin?.device.do([made(id, kind, madeFields[kind], { ownerId: owner.device.userId, teamId: owner.teamId })]);
    this.#records.push({ id, kind });
  }

  /** Somebody writes a sealed value of a contact. The contact itself stays as it is. */
  async #seal(): Promise<void> {
    const [admin] = this.#people;
    const contacts = this.#records.filter(({ kind }) => kind === 'crm/contact');
    if (contacts.length === 0) return;
    const { id } = this.#random.pick(contacts);
    const taxNumber = `1-${this.#random.below(1_000)}`;
    await admin?.device.do([made(companionOf(id), identities, { record: id, taxNumber })]);
    this.#sealed.set(id, taxNumber);
  }

  async #change(): Promise<void> {
    if (this.#records.length === 0) return;
    const { id, kind } = this.#random.pick(this.#records);
    const [row] = await this.#stored(kind, [id]);
    const [admin] = this.#people;
    const owner = this.#random.pick(this.#people).device.userId;
    const drawn = this.#random.below(10);
    const wish: Readonly<Record<string, readonly [JsonValue, JsonValue]>> =
      drawn < 5
        ? { name: [row?.name ?? null, `Pumps ${this.#random.below(1_000)}`] }
        : drawn < 9
          ? { ownerId: [row?.owner ?? null, owner] }
          : { teamId: [row?.team ?? null, row?.team === null ? this.#team : null] };
    await admin?.device.do([changeEdit(id, kind, wish)]);
  }

  async #keepOff(): Promise<void> {
    const next = this.#random.pick(lines);
    const [admin] = this.#people;
    const edit = changeEdit(settingsIdOf(this.#tenant.orgId, organisation), organisation, {
      keptOffDevices: [this.#lines === null ? null : [...this.#lines], [...next]],
    });
    await admin?.device.do([edit]);
    this.#lines = next;
  }

  get #team(): string | null {
    return this.#people.find(({ role }) => role === 'member')?.teamId ?? null;
  }

  #stored(kind: string, ids: readonly string[]) {
    return this.#tenant.rows<{ id: string; name: string; owner: string | null; team: string | null; at: string }>(
      `select id, fields->>'name' as name, owner_id as owner, team_id as team, updated_at as at from store.${kind.replace('/', '_')} where id = any($1::uuid[])`,
      [ids],
    );
  }

  /** The records of a kind that a person's devices must hold, by the words of the rules and without tokens. */
  async expected(kind: Kind, { device, role, teamId }: Person): Promise<readonly string[]> {
    const mine = (this.#lines ?? []).flatMap((line) => {
      const [place = '', months] = line.split('>');
      return [kind, `${kind}@*`, `${kind}@${role}`].includes(place) ? [months === undefined ? -1 : Number(months)] : [];
    });
    if (mine.includes(-1)) return [];
    const present = new Date(given.test.clock.nowMs());
    const oldest = new Date(Date.UTC(present.getUTCFullYear(), present.getUTCMonth() - Math.min(...mine, 999), 1));
    const isOfTeam = role === 'manager' || role === 'keeper';
    const ids = this.#records.filter((one) => one.kind === kind).map(({ id }) => id);
    const rows = await this.#stored(kind, ids);
    return rows
      .filter(
        ({ owner, team }) =>
          role === 'admin' ||
          ((role !== 'keeper' || kind === 'crm/contact') && (owner === device.userId || (isOfTeam && team === teamId))),
      )
      .filter(({ at }) => Date.parse(at) >= oldest.getTime())
      .map(({ id }) => id)
      .sort();
  }

  /** The sealed values of contacts, by the ids of the records that hold them. */
  #sealedOf(contacts: readonly string[]): readonly (readonly [string, string])[] {
    const found = contacts.flatMap((id) => {
      const value = this.#sealed.get(id);
      return value === undefined ? [] : [[companionOf(id), value] as const];
    });
    return found.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** After the server's work: what each device holds, and what it must hold. */
  async outcome(): Promise<{ readonly held: readonly object[]; readonly due: readonly object[] }> {
    await this.work(1_000);
    const [held, due]: [object[], object[]] = [[], []];
    for (const device of this.devices) {
      await device.pull(this.#random.pick([2, 50]));
      const person = this.#people.find(({ device: { userId } }) => userId === device.userId);
      if (!person) throw new Error('The device is of a person of this history');
      for (const kind of kinds) {
        held.push({ kind, ids: device.holds(kind) });
        due.push({ kind, ids: await this.expected(kind, person) });
      }
      const contacts = ['admin', 'keeper'].includes(person.role) ? await this.expected('crm/contact', person) : [];
      held.push({ sealed: device.holds(identities).map((id) => [id, device.held.get(id)?.fields['taxNumber']]) });
      due.push({ sealed: this.#sealedOf(contacts) });
    }
    return { held, due };
  }
}

async function worldOf(seed: number): Promise<World> {
  const tenant = await given.test.tenant();
  const team = await tenant.team('Everyone');
  await bringSettingsUp({ ...given.test.server.tenancy, log: { warn: () => undefined } }, tenant.orgId);
  const person = async (name: string, role: string, teamId: string | null): Promise<Person> => ({
    device: await tenant.person(name, role, { teamId }),
    role,
    teamId,
  });
  const ann = await person('Ann', 'admin', null);
  const grants = ['crm/contact:read@team', `${identities}:read@org`];
  await ann.device.do([made(given.test.newId(), 'platform/role', { key: 'keeper', label: 'Keeper', grants })]);
  return new World(tenant, seededRandom(seed), [
    ann,
    await person('Ida', 'keeper', team),
    await person('Max', 'manager', team),
    await person('Mia', 'member', team),
  ]);
}

describe('[A-6] random histories of months, acts, settings and the server’s work', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'give each device exactly the young records that its person sees: seed %i',
    async (seed) => {
      const world = await worldOf(seed);
      for (let part = 0; part < 3; part += 1) {
        for (let step = 0; step < 30; step += 1) await world.step();
        const { held, due } = await world.outcome();
        expect(held).toEqual(due);
      }
    },
  );
});
