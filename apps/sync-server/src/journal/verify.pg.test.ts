import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTenant } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { saltedDigestOf, linkOf } from './chain.ts';
import { type Verified, verifyJournal } from './verify.ts';

const given = givenServer();
let w: SalesWorld;
let owner: pg.Client;
const verify = (): Promise<Verified> =>
  inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, (tx) =>
    verifyJournal(tx, { orgId: w.tenant.orgId, keys: given.test.keys }),
  );

beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  const deal = w.id();
  await w.ann.do([w.deal(deal), w.task(w.id(), deal)]);
  for (let round = 0; round < 5; round += 1) await w.ann.do([w.set(deal, { name: [`Deal`, `Deal ${round}`] })]);
  owner = new pg.Client({ connectionString: given.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
});

/** Applies a database administrator's change, verifies the journal, and reverts the change. */
async function tampered(statement: string, parameters: readonly unknown[] = []): Promise<Verified> {
  const saved = await owner.query<Record<string, unknown>>(
    `select n, act, record, entity, kind, at, salt, payload, digest, hash from store.journal where org_id = $1`,
    [w.tenant.orgId],
  );
  const clock = await owner.query<{ head: string; hash: Buffer }>(
    'select head, hash from store.clock where org_id = $1',
    [w.tenant.orgId],
  );
  await owner.query(statement, [...parameters]);
  const verified = await verify();
  await owner.query('delete from store.journal where org_id = $1', [w.tenant.orgId]);
  for (const row of saved.rows) {
    await owner.query(
      'insert into store.journal (org_id, n, act, record, entity, kind, at, salt, payload, digest, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
      [w.tenant.orgId, ...Object.values(row)],
    );
  }
  await owner.query('update store.clock set head = $2, hash = $3 where org_id = $1', [
    w.tenant.orgId,
    clock.rows[0]?.head,
    clock.rows[0]?.hash,
  ]);
  return verified;
}
const places = ({ problems }: Verified): readonly number[] => [...new Set(problems.map(({ n }) => n))];
const ofTenant = `org_id = '`;
const where = (n: number): string => `${ofTenant}${w.tenant.orgId}' and n = ${n}`;

describe("the journal's chain", () => {
  it('[P-5] is valid as it was written', async () => {
    expect(await verify()).toMatchObject({ problems: [], erased: 0 });
  });

  it.each([
    [
      'a payload that was changed',
      (n: number) => `update store.journal set payload = replace(payload, 'test', 'tess') where ${where(n)}`,
      1,
    ],
    [
      'another author',
      (n: number) =>
        `update store.journal set payload = (payload::jsonb || '{"by": "00000000-0000-4000-8000-00000000dead"}')::text where ${where(n)}`,
      1,
    ],
    [
      'a column other than the payload',
      (n: number) => `update store.journal set record = gen_random_uuid() where ${where(n)}`,
      1,
    ],
    ['another time', (n: number) => `update store.journal set at = '2020-01-01T00:00:00.000Z' where ${where(n)}`, 1],
    [
      'another salt',
      (n: number) => `update store.journal set salt = decode(repeat('00', 32), 'hex') where ${where(n)}`,
      1,
    ],
    [
      'another digest',
      (n: number) => `update store.journal set digest = decode(repeat('00', 32), 'hex') where ${where(n)}`,
      1,
    ],
    [
      'another hash',
      (n: number) => `update store.journal set hash = decode(repeat('00', 32), 'hex') where ${where(n)}`,
      2,
    ],
    ['a row taken out', (n: number) => `delete from store.journal where ${where(n)}`, 1],
  ] as const)('[P-5] detects %s', async (_what, statement, found) => {
    const n = (await verify()).head - 3;
    const verified = await tampered(statement(n));
    expect(verified.problems.length).toBeGreaterThan(0);
    expect(places(verified)).toHaveLength(found);
    expect(Math.min(...places(verified))).toBeGreaterThanOrEqual(n);
    expect((await verify()).problems).toEqual([]);
  });

  it('[P-5] detects rows cut from the end, an added row, and two swapped rows', async () => {
    const { head } = await verify();
    expect(
      (await tampered(`delete from store.journal where ${ofTenant}${w.tenant.orgId}' and n > ${head - 2}`)).problems,
    ).not.toEqual([]);
    const copy = `insert into store.journal (org_id, n, kind, at, digest, hash, salt, payload) select org_id, ${head + 1}, kind, at, digest, hash, salt, payload from store.journal where ${where(head)}`;
    expect((await tampered(copy)).problems).not.toEqual([]);
    const swap = `update store.journal set n = case n when ${head - 1} then -1 else n end where ${ofTenant}${w.tenant.orgId}'`;
    expect((await tampered(swap)).problems).not.toEqual([]);
  });

  it('[P-5] a payload that was changed with its own digest and hash breaks the row after it', async () => {
    const n = (await verify()).head - 3;
    const { rows } = await owner.query<{ salt: Buffer; payload: string; before: Buffer }>(
      `select j.salt, j.payload, b.hash as before from store.journal j join store.journal b on b.org_id = j.org_id and b.n = j.n - 1 where j.org_id = $1 and j.n = $2`,
      [w.tenant.orgId, n],
    );
    const [row] = rows;
    if (!row) throw new Error('no such row');
    const payload = row.payload.replace('"label":"test"', '"label":"rest"');
    const digest = saltedDigestOf(row.salt, payload);
    const hash = linkOf(row.before.toString('hex'), digest);
    const verified = await tampered(
      `update store.journal set payload = $1, digest = $2, hash = decode($3, 'hex') where ${where(n)}`,
      [payload, digest, hash],
    );
    expect(places(verified)).toEqual([n + 1]);
  });

  it('[P-5] detects a payload removed by hand, which no erasure names', async () => {
    const n = (await verify()).head - 3;
    const verified = await tampered(`update store.journal set payload = null, salt = null where ${where(n)}`);
    expect(verified.erased).toBe(0);
    expect(places(verified)).toEqual([n]);
  });

  it('[P-5] another chain, consistent in itself, is detected by the heads of devices', async () => {
    const device = w.ann.twin();
    await device.pull();
    device.heads = [[device.heads.at(-1)?.[0] ?? 0, 'ab'.repeat(32)]];
    expect((await device.page()).kind).toBe('fork');
  });
});

describe('the report about a changed journal', () => {
  const ofDigest = 'its payload does not match its digest';
  const ofHash = 'its hash is not that of its digest after the row before';
  const beside = (name: string): string => `the column ${name} differs from its payload`;
  const set = (what: string) => (n: number) => `update store.journal set ${what} where ${where(n)}`;
  const zeros = `decode(repeat('00', 32), 'hex')`;

  it.each([
    ['another payload', set(`payload = replace(payload, '"label":"test"', '"label":"rest"')`), [[0, ofDigest]]],
    ['no JSON', set(`payload = 'nothing'`), [[0, ofDigest], [0, 'its payload is not JSON']]],
    ['the same, written otherwise', set(`payload = payload || ' '`), [[0, ofDigest], [0, 'its payload is not in canonical form']]],
    ["another tenant's payload", set(`payload = regexp_replace(payload, '"org":"[^"]*"', '"org":"x"')`), [[0, ofDigest], [0, beside('org')]]],
    ['the payload of another number', set(`payload = regexp_replace(payload, '"n":[0-9]+', '"n":1')`), [[0, ofDigest], [0, beside('n')]]],
    ['a payload that is gone without its salt', set('payload = null'), [[0, ofDigest], [0, 'its payload is not JSON']]],
    ['a salt that is gone without its payload', set('salt = null'), [[0, 'its payload is a copy that no erasure that the server signed names']]],
    ['a payload that is gone', set('payload = null, salt = null'), [[0, 'its payload is gone, and no erasure that the server signed names it']]],
    ['another act', set('act = gen_random_uuid()'), [[0, beside('act')]]],
    ['another record', set('record = gen_random_uuid()'), [[0, beside('record')]]],
    ['another kind of record', set(`entity = 'crm/lead'`), [[0, beside('entity')]]],
    ['another time', set(`at = '2020-01-01T00:00:00.000Z'`), [[0, beside('at')]]],
    ['another kind of row', set(`kind = 'created'`), [[0, beside('kind')]]],
    ['a row that only claims to be an erasure', set(`kind = 'erasure'`), [[0, beside('kind')], [0, 'it says that it is an erasure, and names nothing']]],
    ['an erasure that is not JSON', set(`kind = 'erasure', payload = 'nothing'`), [[0, ofDigest], [0, 'its payload is not JSON'], [0, 'it says that it is an erasure, and names nothing']]],
    ['another digest', set(`digest = ${zeros}`), [[0, ofDigest], [0, ofHash]]],
    ['another hash', set(`hash = ${zeros}`), [[0, ofHash], [1, ofHash]]],
  ] as const)('[P-5] reports %s, and nothing else', async (_what, statement, found) => {
    const n = (await verify()).head - 3;
    const { problems } = await tampered(statement(n));
    expect(problems).toEqual(found.map(([after, problem]) => ({ n: n + after, problem })));
  }); // prettier-ignore

  it('[P-5] reports missing rows, and a clock at another number', async () => {
    const { head, hash } = await verify();
    const missing = await tampered(`delete from store.journal where ${where(head - 3)}`);
    expect(missing.problems).toEqual([
      { n: head - 2, problem: `follows ${head - 4}: rows are missing in between` },
      { n: head - 2, problem: ofHash },
    ]);
    const cut = await tampered(`delete from store.journal where ${ofTenant}${w.tenant.orgId}' and n > ${head - 2}`);
    const ofClock = (last: number) =>
      `the tenant's clock is at ${head}, the last row is ${last}, or their hashes differ`;
    expect(cut).toMatchObject({ head, hash, rows: head - 2, problems: [{ n: head, problem: ofClock(head - 2) }] });
    const other = await tampered(`update store.clock set hash = ${zeros} where ${ofTenant}${w.tenant.orgId}'`);
    expect(other.problems).toEqual([{ n: head, problem: ofClock(head) }]);
    const ahead = await tampered(`update store.clock set head = head + 1 where ${ofTenant}${w.tenant.orgId}'`);
    expect(ahead).toMatchObject({ head: head + 1, rows: head, problems: [{ n: head + 1 }] });
  });

  it('[P-5] names the first twenty breaks, and counts all rows', async () => {
    const { head } = await verify();
    const all = await tampered(`update store.journal set payload = 'x' where ${ofTenant}${w.tenant.orgId}'`);
    expect(all.problems).toHaveLength(20);
    expect(all.rows).toBe(head);
    expect(all.problems.slice(0, 3)).toEqual([
      { n: 1, problem: ofDigest },
      { n: 1, problem: 'its payload is not JSON' },
      { n: 2, problem: ofDigest },
    ]);
  });

  it('[P-5] needs an existing tenant', async () => {
    const orgId = w.id();
    await expect(
      inTenant(given.test.database, { orgId, mode: 'snapshot' }, (tx) =>
        verifyJournal(tx, { orgId, keys: given.test.keys }),
      ),
    ).rejects.toThrow(`There is no tenant ${orgId}`);
  });

  it('[P-5] covers more rows than one read takes', async () => {
    const { ann, deal, id, tenant } = await makeSalesWorld(given.test);
    for (let act = 0; act < 3; act += 1) await ann.do(Array.from({ length: 700 }, () => deal(id())));
    const { orgId } = tenant;
    const verified = await inTenant(given.test.database, { orgId, mode: 'snapshot' }, (tx) =>
      verifyJournal(tx, { orgId, keys: given.test.keys }),
    );
    expect(verified).toMatchObject({ problems: [], rows: verified.head });
    expect(verified.rows).toBeGreaterThan(2_100);
  });
});
