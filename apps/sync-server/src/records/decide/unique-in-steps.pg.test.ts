import type { Act } from '@outpost/domain/kernel/acts/act';
import type { Decision } from '@outpost/domain/sync/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import type { TestDevice } from '../../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

/** More edits than one step of a push takes. So the acts before and after them are decided in different steps. */
const filling = 130;
const filler = (device: TestDevice): Act => device.act(Array.from({ length: filling }, () => w.deal(w.id())));

type Story = { readonly acts: readonly Act[]; readonly expected: readonly string[] };
type Told = (device: TestDevice, key: string) => Promise<Story> | Story;

const keyed = (device: TestDevice, id: string, from: string | null, to: string | null): Act =>
  device.act([w.set(id, { externalKey: [from, to] })]);
const lived = (device: TestDevice, id: string, from: string, to: string): Act =>
  device.act([w.set(id, { life: [from, to] })]);

/** Creates a deal before the push. */
async function standing(key: string | null): Promise<string> {
  const id = w.id();
  await w.ann.do([w.deal(id, key === null ? {} : { externalKey: key })]);
  return id;
}

const stories: Readonly<Record<string, Told>> = {
  'freed by a change, then taken, then requested again': async (device, key) => {
    const [held, next, late] = [await standing(key), await standing(null), w.id()];
    const acts = [keyed(device, held, key, null), keyed(device, next, null, key), device.act([w.deal(late, { externalKey: key })])]; // prettier-ignore
    return { acts, expected: ['accepted', 'accepted', 'records/taken'] };
  },
  'requested too early, then freed, then taken': async (device, key) => {
    const [held, early, late] = [await standing(key), await standing(null), w.id()];
    const acts = [keyed(device, early, null, key), keyed(device, held, key, `${key}-2`), device.act([w.deal(late, { externalKey: key })])]; // prettier-ignore
    return { acts, expected: ['records/taken', 'accepted', 'accepted'] };
  },
  'taken twice by new records': (device, key) => {
    const acts = [w.id(), w.id()].map((id) => device.act([w.deal(id, { externalKey: key })]));
    return { acts, expected: ['accepted', 'records/taken'] };
  },
  'taken by a new record of this push, then by an existing one': async (device, key) => {
    const there = await standing(null);
    return {
      acts: [device.act([w.deal(w.id(), { externalKey: key })]), keyed(device, there, null, key)],
      expected: ['accepted', 'records/taken'],
    };
  },
  'taken in upper case and requested in lower case': (device, key) => {
    const acts = [key.toUpperCase(), key].map((as) => device.act([w.deal(w.id(), { externalKey: as })]));
    return { acts, expected: ['accepted', 'records/taken'] };
  },
  'freed by a deletion, taken, and requested again by a restore': async (device, key) => {
    const [held, next] = [await standing(key), await standing(null)];
    const acts = [lived(device, held, 'alive', 'deleted'), keyed(device, next, null, key), lived(device, held, 'deleted', 'alive')]; // prettier-ignore
    return { acts, expected: ['accepted', 'accepted', 'records/taken'] };
  },
  'freed by a merge, taken by the survivor, requested by another': async (device, key) => {
    const [held, survivor] = [await standing(key), await standing(null)];
    const acts = [lived(device, held, 'alive', `merged:${survivor}`), keyed(device, survivor, null, key), device.act([w.deal(w.id(), { externalKey: key })])]; // prettier-ignore
    return { acts, expected: ['accepted', 'accepted', 'records/taken'] };
  },
  'freed, taken, and requested again by an undo': async (device, key) => {
    const held = await standing(key);
    const freeing = keyed(device, held, key, null);
    const acts = [freeing, device.act([w.deal(w.id(), { externalKey: key })]), device.act([w.set(held, { externalKey: [null, key] })], { undoes: freeing.id })]; // prettier-ignore
    return { acts, expected: ['accepted', 'accepted', 'records/taken'] };
  },
  'taken, freed by an undo, taken by another': (device, key) => {
    const id = w.id();
    const taking = device.act([w.deal(id, { externalKey: key })]);
    const acts = [taking, device.act([w.set(id, { life: ['alive', 'deleted'] })], { undoes: taking.id }), device.act([w.deal(w.id(), { externalKey: key })])]; // prettier-ignore
    return { acts, expected: ['accepted', 'accepted', 'accepted'] };
  },
  'exchanged between two records by a third key': async (device, key) => {
    const [one, two] = [await standing(key), await standing(`${key}-b`)];
    const acts = [keyed(device, one, key, `${key}-c`), keyed(device, two, `${key}-b`, key), keyed(device, one, `${key}-c`, `${key}-b`)]; // prettier-ignore
    return { acts, expected: ['accepted', 'accepted', 'accepted'] };
  },
};

/** Returns the decision of each act of a story. All are in one push, with the acts of `between` after each. */
async function decidedWith(told: Told, between: readonly ((device: TestDevice) => Act)[]) {
  const device = w.ann.twin();
  const { acts, expected } = await told(device, `key-${w.id()}`);
  const sent = acts.flatMap((act) => [act, ...between.map((make) => make(device))]).map((act, place) => ({ ...act, number: place + 1 })); // prettier-ignore
  const answer = await device.push(sent);
  if (answer.kind !== 'decided' || answer.stopped) throw new Error(`Not decided: ${JSON.stringify(answer)}`);
  const answers = new Map(answer.answers.map((decision) => [decision.act, decision]));
  return { got: acts.map(({ id }) => wordOf(answers.get(id))), expected };
}
const wordOf = (decision: Decision | undefined): string | undefined =>
  Object.values(decision?.refused ?? {})[0]?.code ?? decision?.status;

describe.each(Object.entries(stories))('a unique key that is %s', (_, told) => {
  it('[S-4e, P-4] is judged alike within one step of a push and across its steps', { timeout: 60_000 }, async () => {
    const within = await decidedWith(told, []);
    expect(within.got).toEqual(within.expected);
    const across = await decidedWith(told, [filler]);
    expect(across.got).toEqual(across.expected);
  });
});

describe('unique keys across the transactions of one push', () => {
  it('[S-4e] of two people who push one key at the same time, one gets it', async () => {
    const key = `key-${w.id()}`;
    const devices = [w.ann.twin(), w.max.twin(), w.ann.twin()];
    const pushed = await Promise.all(
      devices.map((device) => device.push([filler(device), device.act([w.deal(w.id(), { externalKey: key })]), filler(device)])), // prettier-ignore
    );
    const words = pushed.map((answer) => (answer.kind === 'decided' ? wordOf(answer.answers[1]) : answer.kind));
    expect(words.toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      'accepted',
      'records/taken',
      'records/taken',
    ]);
  });

  it('[S-4e] the database itself keeps a second living record out, whoever writes it, and allows a deleted one', async () => {
    const key = `key-${w.id()}`;
    const id = await standing(key);
    const written = await w.tenant.rows<{ columns: string }>(
      `select string_agg(column_name, ', ') as columns from information_schema.columns
       where table_schema = 'store' and table_name = 'crm_deal' and is_generated = 'NEVER' and column_name not in ('id', 'life')`,
    );
    const columns = written[0]?.columns ?? '';
    const copy = (life: string) => w.tenant.rows(`insert into store.crm_deal (id, life, ${columns}) select $1::uuid, $2, ${columns} from store.crm_deal where id = $3`, [w.id(), life, id]); // prettier-ignore
    await expect(copy('alive')).rejects.toThrow(/crm_deal_by_unique_external_key_alive/);
    await copy('deleted');
    expect(await w.tenant.rows("select 1 from store.crm_deal where keys ->> 'externalKey' = $1", [key])).toHaveLength(
      2,
    );
  });
});
