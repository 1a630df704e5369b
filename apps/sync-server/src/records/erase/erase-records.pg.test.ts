import { companionId } from '@outpost/domain/kernel/entities/sealed';
import type { PushAnswer } from '@outpost/domain/sync/protocol';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTenant } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { saltedDigestOf, linkOf } from '../../journal/chain.ts';
import { type Verified, verifyJournal } from '../../journal/verify.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made, type TestDevice } from '../../testing/test-server.ts';
import { erasedHome } from '../load/load.ts';
import { passHorizon } from './horizon.ts';
import { eraseRecords } from './erase-records.ts';
import { type EraseInput, type Erased, quotes } from './find-erased.ts';

const given = givenServer();
let w: SalesWorld;
let eraser: Database;
let owner: pg.Client;
/** Every value that a test writes about the contact contains this word. */
const secret = 'Beeblebrox';

beforeAll(async () => {
  eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
  owner = new pg.Client({ connectionString: given.database.ownerUrl });
  await owner.connect();
});
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
});
afterAll(async () => {
  await owner.end();
  await eraser.close();
});

const erase = (ids: readonly string[], more: Partial<EraseInput> = {}): Promise<Erased> => {
  const { tenancy } = given.test.server;
  return eraseRecords(
    { ...tenancy, database: eraser, signing: given.test.keys.signing },
    { orgId: w.tenant.orgId, ids, withChildren: false, withUnknown: false, orderedBy: 'ticket 4711', reason: 'GDPR, article 17', isDry: false, ...more },
  ); // prettier-ignore
};
const erased = async (...asked: Parameters<typeof erase>): Promise<Extract<Erased, { ok: true }>> => {
  const answer = await erase(...asked);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer;
};
const verify = (): Promise<Verified> =>
  inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, (tx) =>
    verifyJournal(tx, { orgId: w.tenant.orgId, keys: given.test.keys }),
  );

/** Returns every table of the database that contains a word, in any column. */
async function tablesWith(word: string): Promise<readonly string[]> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_t%' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await owner.query<{ count: string }>(
      `select count(*) from ${name} t where t::text ilike '%' || $1 || '%'`,
      [word],
    );
    if (Number(rows[0]?.count) > 0) found.push(name);
  }
  return found;
}

const contact = (id: string, fields = {}) =>
  made(id, 'crm/contact', { name: `Zaphod ${secret}`, email: `zaphod@${secret.toLowerCase()}.example`, about: `${secret} likes tea`, tags: [secret], ...fields }, { ownerId: w.mia.userId }); // prettier-ignore
const note = (id: string, about: string, more = {}) =>
  made(id, 'crm/activity', { about: `crm/contact:${about}`, kind: 'note', subject: `Call with ${secret}`, body: secret, ...more }); // prettier-ignore

/**
 * Creates a contact and everything that can quote it. These are a superseded edit, a refused act, a duplicate merged into it, a
 * deleted child, and a deal's act that names it.
 */
async function contactWithTraces(): Promise<{
  readonly id: string;
  readonly twin: string;
  readonly deal: string;
  readonly child: string;
}> {
  const [id, twin, deal, child] = [w.id(), w.id(), w.id(), w.id()];
  await w.mia.do([contact(id), contact(twin), w.deal(deal)], { label: `Met Zaphod ${secret}` });
  await w.mia.do([changeEdit(id, 'crm/contact', { jobTitle: [null, `President ${secret}`] })]);
  const lost = await w.ann.do([changeEdit(id, 'crm/contact', { jobTitle: [`Else`, `Owner of ${secret}`] })]);
  expect(lost.superseded[id]).toEqual({ jobTitle: `President ${secret}` });
  const refused = await w.mia.do([changeEdit(id, 'crm/contact', { email: [`zaphod@${secret.toLowerCase()}.example`, `${secret} is no address`] })], { label: `Wrote to Zaphod ${secret}` }); // prettier-ignore
  expect(refused.status).toBe('refused');
  await w.ann.do([changeEdit(twin, 'crm/contact', { life: ['alive', `merged:${id}`] })], {
    label: `Merged Zaphod ${secret}`,
  });
  await w.mia.do([note(child, id)], { label: `Logged a call with Zaphod ${secret}` });
  await w.mia.do([changeEdit(child, 'crm/activity', { life: ['alive', 'deleted'] })]);
  await w.tenant.rows(`insert into store.intent (org_id, intent, id, status, n, outcome) values ($1, 'email:crm/activity', $2, 'failed', 1, $3)`, [w.tenant.orgId, child, JSON.stringify({ why: `550 no ${secret} here` })]); // prettier-ignore
  return { id, twin, deal, child };
}

/** Returns the rows that report the record's erasure to a device. */
const erasuresTold = ({ history }: TestDevice, id: string) =>
  history.filter((row) => row.id === id && row.changed['life']?.[1] === 'erased');

describe('erasing by law', () => {
  it.each(['by law', 'past the horizon'] as const)(
    '[P-5] [K-6] [K-4] removes the sealed values of a contact too, without the key that opens them: %s',
    async (how) => {
      const id = w.id();
      const sealed = companionId('crm/contact-identity', id);
      await w.ann.do([
        made(id, 'crm/contact', { name: 'Arthur' }),
        made(sealed, 'crm/contact-identity', { record: id, taxNumber: '12-345-678' }),
      ]);
      await w.ann.pull();
      expect(w.ann.held.has(sealed)).toBe(true);
      if (how === 'by law') {
        expect((await erased([id])).records.map((record) => record.id)).toContain(sealed);
        await w.ann.pull();
        expect(w.ann.held.has(sealed)).toBe(false);
      } else {
        await w.ann.do([changeEdit(id, 'crm/contact', { life: ['alive', 'deleted'] })]);
        const [clock] = await w.tenant.rows<{ head: number }>('select head from store.clock');
        expect(await passHorizon(given.test.server.tenancy, w.tenant.orgId, Number(clock?.head))).toBe(2);
      }
      expect(await w.tenant.rows('select id from store.crm_contact_identity')).toEqual([]);
    },
  );

  it('[P-5] leaves no value of a contact and its activities in any table, and keeps the chain valid', async () => {
    const { id, twin, deal, child } = await contactWithTraces();
    expect((await tablesWith(secret)).length).toBeGreaterThan(4);
    const answer = await erased([id], { withChildren: true });
    expect(answer.records.map((record) => record.id).toSorted()).toEqual([id, twin, child].toSorted());
    expect(await tablesWith(secret)).toEqual([]);
    expect(await verify()).toMatchObject({ problems: [], erased: answer.rows.length, head: answer.n });
    expect(answer.rowsOfOthers.length).toBeGreaterThan(0);
    expect(answer.rows).toEqual(answer.rows.toSorted((a, b) => a - b));
    expect(await w.tenant.fields('crm/deal', deal)).toMatchObject({ name: 'Deal' });
    const [row] = (await w.tenant.rows<{ payload: string }>('select payload from store.journal where n = $1', [answer.n])).map(({ payload }) => JSON.parse(payload) as unknown); // prettier-ignore
    expect(row).toMatchObject({
      kind: 'erasure',
      erasure: { rows: answer.rows, orderedBy: 'ticket 4711', reason: 'GDPR, article 17' },
    });
  });

  it('[P-5] keeps the activities unless they are ordered too, and people can edit them; only their labels that name the contact are erased', async () => {
    const [id, child] = [w.id(), w.id()];
    await w.mia.do([contact(id)]);
    await w.mia.do([note(child, id, { subject: 'Quarterly call', body: 'As agreed' })], { label: 'Logged a call' });
    const answer = await erased([id]);
    expect(answer).toMatchObject({ records: [{ id, entity: 'crm/contact' }], rowsOfOthers: [] });
    expect(await w.tenant.fields('crm/activity', child)).toMatchObject({ subject: 'Quarterly call' });
    const edited = await w.mia.do([changeEdit(child, 'crm/activity', { subject: ['Quarterly call', 'Call'] })]);
    expect(edited.status).toBe('accepted');
    expect(await tablesWith(secret)).toEqual([]);
  });

  it('[P-5] devices lose the record with their next page; its history is gone, and its id is never used again', async () => {
    const { id } = await contactWithTraces();
    const late = w.mia.twin();
    await w.mia.pull();
    await late.pull();
    await erased([id], { withChildren: true });
    await w.mia.pull();
    expect(w.mia.holds('crm/contact')).toEqual([]);
    expect(w.mia.holds('crm/activity')).toEqual([]);
    expect(erasuresTold(w.mia, id)).toHaveLength(1); // up to date but for the last news
    const fresh = w.ann.twin();
    await fresh.pull();
    expect(JSON.stringify([...fresh.held.values(), ...fresh.history])).not.toContain(secret);
    const back = await late.do([contact(id)], { again: true });
    expect(back.refused[id]).toMatchObject({ code: 'records/exists' });
    const edited = await late.do([changeEdit(id, 'crm/contact', { about: [null, 'tea'] })]);
    expect(edited.refused[id]).toMatchObject({ code: 'records/not-found' });
    expect((await verify()).problems).toEqual([]);
  });

  it('[P-5] [A-5] is reported to people who saw the record; an erased label to people who see its row; an unknown id to everybody', async () => {
    const { id, deal } = await contactWithTraces();
    const unheard = w.id();
    for (const device of [w.mia, w.moe]) await device.pull();
    const { rowsOfOthers } = await erased([id], { withChildren: true });
    await erased([unheard], { withUnknown: true });
    for (const device of [w.mia, w.moe]) await device.pull();
    const told = (device: TestDevice) =>
      [id, unheard].map((each) => erasuresTold(device, each).map(({ entity }) => entity));
    expect([told(w.mia), told(w.moe)]).toEqual([[['crm/contact'], [erasedHome]], [[], [erasedHome]]]); // prettier-ignore
    const blanked = (device: TestDevice) =>
      device.history.filter((row) => row.id === deal && row.label === 'Erased by law');
    expect(blanked(w.mia)).toMatchObject([{ entity: 'crm/deal', kind: 'changed', changed: {}, act: null }]);
    expect(rowsOfOthers).toContain(blanked(w.mia)[0]?.n);
    expect(blanked(w.moe)).toEqual([]);
  });

  it('[P-5] removes the name from labels also where it was written with spaces around it', async () => {
    const [id, deal] = [w.id(), w.id()];
    const spaced = { name: ` Zaphod ${secret} `, email: null, about: null, tags: null };
    await w.mia.do([contact(id, spaced), w.deal(deal)], { label: `Met Zaphod ${secret}` });
    expect((await erased([id])).rowsOfOthers).toHaveLength(1); // the deal's
    expect(await tablesWith(secret)).toEqual([]);
  });

  it('[P-5] a repeated act gets its first answer, without quotes of the record', async () => {
    const id = w.id();
    const act = w.mia.act([contact(id)]);
    const first = await w.mia.push([act]);
    await w.mia.do([changeEdit(id, 'crm/contact', { jobTitle: [null, secret] })]);
    const second = w.ann.act([changeEdit(id, 'crm/contact', { jobTitle: ['x', 'y'] })]);
    expect(JSON.stringify(await w.ann.push([second]))).toContain(secret);
    await erased([id]);
    expect(await w.mia.push([act])).toEqual(first);
    expect(JSON.stringify(await w.ann.push([second]))).not.toContain(secret);
  });

  it('[P-5] answers keep refusals of other records, unless these quote an erased name', async () => {
    const [id, deal, other] = [w.id(), w.id(), w.id()];
    await w.mia.do([contact(id), w.deal(deal), w.deal(other)]);
    const title = changeEdit(id, 'crm/contact', { jobTitle: [null, 'President'] });
    const act = w.mia.act([title, w.set(deal, { [`Zaphod ${secret}`]: [null, 1] }), w.set(other, { stage: ['prospecting', 'nowhere'] })], { shape: 'each' }); // prettier-ignore
    const refusedIn = (answer: PushAnswer) => (answer.kind === 'decided' ? answer.answers[0]?.refused : undefined);
    const first = refusedIn(await w.mia.push([act]));
    expect(first?.[deal]?.message).toContain(`Zaphod ${secret}`);
    await erased([id]);
    expect(refusedIn(await w.mia.push([act]))).toEqual({
      [deal]: { code: 'records/unknown-field', message: 'It was about a record that has been erased.', details: {} },
      [other]: first?.[other],
    });
  });

  it('[P-5] reports each erasure once', async () => {
    const [one, other] = [w.id(), w.id()];
    await w.mia.do([contact(one), contact(other)]);
    for (const id of [one, other]) {
      await w.mia.pull();
      await erased([id]);
    }
    await w.mia.pull();
    expect([one, other].map((id) => erasuresTold(w.mia, id).length)).toEqual([1, 1]);
  });

  it('[P-5] a device that starts over gets old erasures, and a new device does not', async () => {
    const id = w.id();
    await w.mia.do([contact(id)]);
    await w.mia.pull();
    await erased([id]);
    given.test.advance(91 * 86_400_000); // longer than devices get history for
    await w.mia.do([w.deal(w.id())]);
    const [over, fresh] = [w.mia.twin(), w.mia.twin()];
    over.heads = [...w.mia.heads];
    for (const device of [over, fresh]) await device.pull();
    expect([erasuresTold(over, id).length, erasuresTold(fresh, id).length]).toEqual([1, 0]);
  });

  it('[P-5] [S-4c] an act can still be undone for its other records; the erased record is not restored', async () => {
    const [id, deal] = [w.id(), w.id()];
    await w.mia.do([w.deal(deal)]);
    const act = w.mia.act([contact(id), w.set(deal, { name: ['Deal', 'Other'] })]);
    await w.mia.push([act]);
    await erased([id]);
    await w.mia.do([], { undoes: act.id });
    expect(await w.tenant.fields('crm/deal', deal)).toMatchObject({ name: 'Deal' });
    expect(await w.tenant.fields('crm/contact', id)).toBeUndefined();
  });

  it('[P-5] erases records that passed the horizon and, if ordered, ids that a restored server does not know', async () => {
    const [id, child, unheard] = [w.id(), w.id(), w.id()];
    await w.mia.do([contact(id)]);
    await w.mia.do([note(child, id)]);
    await w.mia.do([changeEdit(id, 'crm/contact', { life: ['alive', 'deleted'] })]);
    const [clock] = await w.tenant.rows<{ head: number }>('select head from store.clock');
    expect(await passHorizon(given.test.server.tenancy, w.tenant.orgId, clock?.head ?? 0)).toBe(2);
    expect(await tablesWith(secret)).toEqual(['store.journal']);
    const answer = await erased([id], { withChildren: true });
    expect(answer.records.map((record) => record.id).toSorted()).toEqual([id, child].toSorted());
    expect(await tablesWith(secret)).toEqual([]);
    expect(await erase([unheard])).toEqual({ ok: false, why: 'unknown-record', ids: [unheard] });
    expect(await erased([unheard], { withUnknown: true })).toMatchObject({
      records: [{ id: unheard, entity: null }],
      rows: [],
    });
    expect((await w.mia.do([contact(unheard)])).refused[unheard]).toMatchObject({ code: 'records/exists' });
    expect((await verify()).problems).toEqual([]);
  });

  it('[P-5] a dry run reports the same and changes nothing', async () => {
    const { id } = await contactWithTraces();
    const before = [await verify(), await tablesWith(secret)];
    const dry = await erased([id], { withChildren: true, isDry: true });
    expect([await verify(), await tablesWith(secret)]).toEqual(before);
    expect({ ...(await erased([id], { withChildren: true })), certificate: null }).toEqual({
      ...dry,
      n: expect.any(Number) as number,
    });
  });

  it("[P-5] [P-2] refuses people, another tenant's records, a reason that names the record, and an unknown tenant", async () => {
    const id = w.id();
    await w.mia.do([contact(id)]);
    expect(await erase([w.mia.userId])).toMatchObject({ ok: false, why: 'governed', ids: [w.mia.userId] });
    expect(await erase([id], { reason: `Zaphod ${secret} asked for it` })).toMatchObject({
      ok: false,
      why: 'quotes-record',
    });
    expect(await erase([id], { orgId: w.id() })).toMatchObject({ ok: false, why: 'unknown-tenant' });
    const mine = w.tenant.orgId;
    w = await makeSalesWorld(given.test);
    expect(await erase([id])).toMatchObject({ ok: false, why: 'unknown-record' });
    await erased([id], { orgId: mine });
  });

  it('quotes: whole words, in upper or lower case', () => {
    expect(quotes('Moved zaphod beeblebrox to Won', 'Zaphod Beeblebrox')).toBe(true);
    expect(quotes('Moved Annabel to Won', 'Anna')).toBe(false);
    expect(quotes('Annabel, Anna', 'Anna')).toBe(true);
  });
});

describe('a change of the journal that is not an erasure by law', () => {
  const where = (n: number): string => `org_id = '${w.tenant.orgId}' and n = ${n}`;
  let n = 0;
  beforeEach(async () => {
    const id = w.id();
    const answer = await w.mia.do([contact(id)]);
    n = answer.n;
    await w.mia.do([w.deal(w.id())]);
  });

  it('[P-5] a row that was blanked by hand is reported, with any content of its other columns', async () => {
    await owner.query(`update store.journal set payload = null, salt = null where ${where(n)}`);
    expect(await verify()).toMatchObject({
      erased: 0,
      problems: [{ n, problem: expect.stringContaining('no erasure') as string }],
    });
    await owner.query(`update store.journal set kind = 'erased' where ${where(n)}`);
    expect((await verify()).problems.map((each) => each.n)).toEqual([n]);
  });

  it('[P-5] a blank row that the erasure does not name, and a row that was filled again, are reported', async () => {
    const [id] = (await w.tenant.rows<{ record: string }>('select record from store.journal where n = $1', [n])).map(({ record }) => record); // prettier-ignore
    const { rows } = await owner.query<{ payload: string; salt: Buffer }>(
      `select payload, salt from store.journal where ${where(n)}`,
    );
    await erased([id ?? '']);
    expect(await verify()).toMatchObject({ erased: 1, problems: [] });
    await owner.query(`update store.journal set payload = null, salt = null where ${where(n + 1)}`);
    expect((await verify()).problems.map((each) => each.n)).toEqual([n + 1]);
    await owner.query(`update store.journal set payload = $1, salt = $2 where ${where(n)}`, [
      rows[0]?.payload,
      rows[0]?.salt,
    ]);
    expect((await verify()).problems.map((each) => each.n)).toContain(n + 2);
  });

  it('[P-5] an erasure that the server did not sign has no effect: forged, moved, or with another row in it', async () => {
    const [id] = (await w.tenant.rows<{ record: string }>('select record from store.journal where n = $1', [n])).map(({ record }) => record); // prettier-ignore
    const { n: at } = await erased([id ?? '']);
    const { rows } = await owner.query<{ payload: string }>(
      `select payload from store.journal where ${where(at ?? 0)}`,
    );
    const payload = rows[0]?.payload ?? '';
    for (const forged of [
      payload.replace('"reason":"GDPR, article 17"', '"reason":"because"'),
      payload.replace(/"rows":\[\d+\]/, `"rows":[${n},${n + 1}]`),
      payload.replace(/"signature":"[^"]+"/, '"signature":"e30.e30.e30"'),
    ]) {
      expect(forged).not.toBe(payload);
      await rewrite(at ?? 0, forged);
      expect((await verify()).problems.map((each) => each.n)).toEqual([at, n]);
    }
    await rewrite(at ?? 0, payload);
    expect((await verify()).problems).toEqual([]);
  });

  /** Rewrites the last row with another payload and a valid chain, as the database's administrator could. */
  async function rewrite(last: number, payload: string): Promise<void> {
    const { rows } = await owner.query<{ salt: Buffer; before: Buffer }>(
      `select j.salt, b.hash as before from store.journal j join store.journal b on b.org_id = j.org_id and b.n = j.n - 1 where j.org_id = $1 and j.n = $2`,
      [w.tenant.orgId, last],
    );
    const [row] = rows;
    if (!row) throw new Error('no such row');
    const digest = saltedDigestOf(row.salt, payload);
    const hash = linkOf(row.before.toString('hex'), digest);
    await owner.query(`update store.journal set payload = $1, digest = $2, hash = decode($3, 'hex') where ${where(last)}`, [payload, digest, hash]); // prettier-ignore
    await owner.query(`update store.clock set hash = decode($2, 'hex') where org_id = $1`, [w.tenant.orgId, hash]);
  }

  it('[P-5] an erasure is still verified after the keys were changed twice', async () => {
    const [id] = (await w.tenant.rows<{ record: string }>('select record from store.journal where n = $1', [n])).map(({ record }) => record); // prettier-ignore
    await erased([id ?? '']);
    for (let turn = 0; turn < 3; turn += 1) await given.test.keys.rotate();
    expect((await verify()).problems).toEqual([]);
  });
});
