import { pullAnswerSchema } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { readAsker } from '../../access/asker.ts';
import { inTenant } from '../../db/database.ts';
import { recordsOf } from '../../records/load/load.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made, type TestDevice } from '../../testing/test-server.ts';
import { pageInFull } from '@outpost/domain/sync/page-in-full';
import { pullWritten } from '../pull.ts';

const given = givenServer();

/** Returns the bytes of the first page on the wire. */
async function sentTo({ asker }: TestDevice): Promise<string> {
  const request = { at: null, heads: [], limit: 1_000, schemas: {} };
  const written = await pullWritten(given.test.pullPorts, asker, request);
  if (!written.ok) throw new Error(written.message);
  return new TextDecoder().decode(written.value.json);
}

/** Returns the records of these kinds as the server itself reads them, by id. */
async function recordsIn({ tenant: { orgId }, ann }: SalesWorld, ids: ReadonlyMap<string, readonly string[]>) {
  const { database, installed } = given.test.pullPorts;
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant } = await readAsker(tx, { orgId, userId: ann.userId, installed });
    const read = await Promise.all([...ids].map(([entity, some]) => recordsOf(tx, tenant, { entity, ids: some })));
    return new Map(read.flat().map((record) => [record.id, record]));
  });
}

describe('rows that are text from the database to the socket', () => {
  it('[S-1] are JSON of the values that the server itself reads, for records with any content', async () => {
    const w = await makeSalesWorld(given.test);
    const [plain, odd, shared, deleted, task, vehicle, kind] = [w.id(), w.id(), w.id(), w.id(), w.id(), w.id(), w.id()];
    const name = 'A "quoted" \\ name\n\twith {"rows":[]}, ünïcödé, 漢字, 🚐,\u2028 and \u0001';
    await w.ann.do([
      made(kind, 'platform/custom-object', { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' }),
    ]);
    const done = await w.ann.do([
      w.deal(plain),
      w.deal(odd, { name, about: '', tags: ['a"b', 'ç'], value: { amount: 8_999_999_999_999_999, currency: 'USD' } }),
      w.deal(shared, {}, { ownerId: null, teamId: null, sharedWith: [w.moe.userId, w.mia.userId] }),
      w.deal(deleted),
      w.task(task, shared, { ownerId: w.max.userId }),
      made(vehicle, 'own/vehicle', { name }, { ownerId: w.mia.userId }),
    ]);
    expect(done.refused).toEqual({});
    await w.ann.do([w.set(deleted, { life: ['alive', 'deleted'] })]);
    const page = pullAnswerSchema.parse(JSON.parse(await sentTo(w.ann)));
    if (page.kind !== 'page') throw new Error(page.kind);
    const sent = page.rows.flatMap((row) => ('gone' in row ? [] : [row]));
    const ids = new Map([
      ['crm/deal', [plain, odd, shared, deleted]],
      ['crm/task', [task]],
      ['own/vehicle', [vehicle]],
      ['platform/custom-object', [kind]],
    ]);
    const read = await recordsIn(w, ids);
    expect(read.size).toBe(7);
    for (const [id, record] of read) {
      const row = sent.find((each) => each.id === id);
      expect(row?.record).toEqual(record);
      expect(row?.n).toBe(record.version);
    }
    expect(sent.find(({ id }) => id === odd)?.record.fields['name']).toBe(name);
  });

  it('[A-3] name the person’s tokens that hold each record: by its team, its sharing, its parent', async () => {
    const w = await makeSalesWorld(given.test);
    const [team, shared, task] = [w.id(), w.id(), w.id()];
    const [underTeam, underShared] = [w.id(), w.id()]; // without an owner: visible only through their parents
    await w.ann.do([
      w.deal(team),
      w.deal(shared, {}, { ownerId: w.moe.userId, teamId: w.teams.t2, sharedWith: [w.mia.userId, w.max.userId] }),
      w.task(task, shared, { ownerId: w.max.userId }),
      w.task(underTeam, team),
      w.task(underShared, shared),
    ]);
    const throughOf = async (person: TestDevice): Promise<readonly (readonly string[] | undefined)[]> => {
      const page = pullAnswerSchema.parse(JSON.parse(await sentTo(person)));
      const rows = page.kind === 'page' ? (pageInFull(page, person)?.rows ?? []) : [];
      const found = new Map(rows.map((row) => [row.id, 'gone' in row ? [] : row.through]));
      return [team, shared, task, underTeam, underShared].map((id) => found.get(id));
    };
    expect(await throughOf(w.mia)).toEqual([
      [`crm/deal@user:${w.mia.userId}`],
      [`crm/deal@user:${w.mia.userId}`],
      [`crm/task@user:${w.mia.userId}`],
      [`crm/task@user:${w.mia.userId}`],
      [`crm/task@user:${w.mia.userId}`],
    ]);
    expect(await throughOf(w.max)).toEqual([
      [`crm/deal@team:${w.teams.t1}`],
      [`crm/deal@user:${w.max.userId}`],
      [`crm/task@user:${w.max.userId}`],
      [`crm/task@team:${w.teams.t1}`],
      [`crm/task@user:${w.max.userId}`],
    ]);
    expect((await throughOf(w.vic)).slice(1)).toEqual([
      undefined,
      undefined,
      [`crm/task@team:${w.teams.t1}`],
      undefined,
    ]);
  });
});
