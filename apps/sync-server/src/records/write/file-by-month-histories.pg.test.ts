import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { bringSettingsUp } from '../../tenancy/shipped-settings.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { fileByMonth } from './file-by-month.ts';

const given = givenServer();
const organisation = 'platform/organisation';
const kinds = ['crm/deal', 'crm/lead'] as const;
const lines = [
  [],
  ['crm/deal@*>1'],
  ['crm/deal@member>1', 'crm/lead@*>2'],
  ['crm/deal@manager>3', 'crm/deal@*>2'],
  ['crm/lead', 'crm/deal@admin>1'],
  ['crm/lead@member', 'crm/lead@*>1'],
] as const;

type Person = { readonly device: TestDevice; readonly role: string; readonly teamId: string | null };

/** One tenant of a history: its people, their devices, and the steps that the history draws from. */
class World {
  readonly devices: TestDevice[] = [];
  readonly #tenant: TestTenant;
  readonly #random: SeededRandom;
  readonly #people: readonly Person[];
  #lines: readonly string[] | null = null;
  readonly #records: { readonly id: string; readonly kind: string }[] = [];

  constructor(tenant: TestTenant, random: SeededRandom, people: readonly Person[]) {
    this.#tenant = tenant;
    this.#random = random;
    this.#people = people;
    this.devices.push(...people.map(({ device }) => device));
  }

  async step(): Promise<void> {
    const drawn = this.#random.below(20);
    if (drawn < 3) await this.#make();
    else if (drawn < 7) await this.#change();
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
    const fields = kind === 'crm/deal' ? { name: 'Pumps', stage: 'prospecting' } : { name: 'Vera', status: 'new' };
    const owner = this.#random.pick(this.#people);
    const [admin] = this.#people;
    await admin?.device.do([made(id, kind, fields, { ownerId: owner.device.userId, teamId: owner.teamId })]);
    this.#records.push({ id, kind });
  }

  async #change(): Promise<void> {
    if (this.#records.length === 0) return;
    const { id, kind } = this.#random.pick(this.#records);
    const [row] = await this.#stored(kind, [id]);
    const [admin] = this.#people;
    const owner = this.#random.pick(this.#people).device.userId;
    const wish: Readonly<Record<string, readonly [JsonValue, JsonValue]>> = this.#random.chance(0.5)
      ? { name: [row?.name ?? null, `Pumps ${this.#random.below(1_000)}`] }
      : { ownerId: [row?.owner ?? null, owner] };
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

  #stored(kind: string, ids: readonly string[]) {
    return this.#tenant.rows<{ id: string; name: string; owner: string | null; team: string | null; at: string }>(
      `select id, fields->>'name' as name, owner_id as owner, team_id as team, updated_at as at from store.${kind.replace('/', '_')} where id = any($1::uuid[])`,
      [ids],
    );
  }

  /** The records of a kind that a person's devices must hold, by the words of the rules and without tokens. */
  async expected(kind: string, { device, role, teamId }: Person): Promise<readonly string[]> {
    const mine = (this.#lines ?? []).flatMap((line) => {
      const [place = '', months] = line.split('>');
      return [kind, `${kind}@*`, `${kind}@${role}`].includes(place) ? [months === undefined ? -1 : Number(months)] : [];
    });
    if (mine.includes(-1)) return [];
    const present = new Date(given.test.clock.nowMs());
    const oldest = new Date(Date.UTC(present.getUTCFullYear(), present.getUTCMonth() - Math.min(...mine, 999), 1));
    const ids = this.#records.filter((one) => one.kind === kind).map(({ id }) => id);
    const rows = await this.#stored(kind, ids);
    return rows
      .filter(
        ({ owner, team }) => role === 'admin' || owner === device.userId || (role === 'manager' && team === teamId),
      )
      .filter(({ at }) => Date.parse(at) >= oldest.getTime())
      .map(({ id }) => id)
      .sort();
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
  return new World(tenant, seededRandom(seed), [
    await person('Ann', 'admin', null),
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
