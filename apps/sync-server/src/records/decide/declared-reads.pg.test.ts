import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { tradePack } from '@outpost/domain/testing/packs/trade-pack';
import { beforeAll, describe, expect, it } from 'vitest';
import { withOwner } from '../../db/owner-connection.ts';
import { inTenant, type Row } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { packTables } from '../../testing/pack-tables.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { applyActs } from '../apply-acts.ts';

const catalogue = catalogueOf([...installedPacks, tradePack]);
const given = givenServer({ installed: catalogue });
const id = (): string => given.test.newId();
const fields = { item: 'trade/item', movement: 'trade/movement', loan: 'trade/loan', condition: 'trade/condition' };
let tenant: TestTenant;
let ann: TestDevice;
let moe: TestDevice;
beforeAll(async () => {
  await withOwner(given.database.ownerUrl, (owner) => owner.run(packTables(catalogue)));
  tenant = await given.test.tenant();
  const [north, south] = [await tenant.team('North'), await tenant.team('South')];
  ann = await tenant.person('Ann', 'manager', { teamId: north });
  moe = await tenant.person('Moe', 'manager', { teamId: south });
});

/** Makes a part, and adds this quantity of it to the first van. */
async function stocked(quantity: number): Promise<string> {
  const item = id();
  await ann.do([made(item, fields.item, { name: 'Filter' }, { ownerId: ann.userId, sharedWith: [moe.userId] })]);
  await ann.do([carried(item, quantity)]);
  return item;
}
const carried = (item: string, quantity: number, place = 'van-1', of: TestDevice = ann) =>
  made(id(), fields.movement, { item, place, quantity }, { ownerId: of.userId });
const refusals = ({ refused }: Awaited<ReturnType<TestDevice['do']>>) =>
  Object.values(refused).map(({ message }) => message);
const short = 'Not enough on hand.';

describe('rules over declared reads at the server', () => {
  it('[T-12] [T-13] two vans take the last part: the second is refused, even where its driver sees no stock', async () => {
    const item = await stocked(1);
    expect(await ann.do([carried(item, -1)])).toMatchObject({ status: 'accepted' });
    expect(refusals(await moe.do([carried(item, -1, 'van-1', moe)]))).toEqual([short]);
    expect(refusals(await moe.do([carried(item, -1, 'van-2', moe)]))).toEqual([short]);
  });

  it('[T-11] each act of a push is judged on the result of the acts before it, also across the steps of a large push', async () => {
    const item = await stocked(3);
    const acts = Array.from({ length: 5 }, () => ann.act([carried(item, -1)]));
    const answer = await ann.push(acts);
    const statuses = answer.kind === 'decided' ? answer.answers.map(({ status }) => status) : [];
    expect(statuses).toEqual(['accepted', 'accepted', 'accepted', 'refused', 'refused']);
    // Some five steps: 300 additions, 300 removals, and at last a removal that exceeds the stock.
    const much = await stocked(0.5);
    const many = [...Array.from({ length: 300 }, () => carried(much, 0.1)), ...Array.from({ length: 300 }, () => carried(much, -0.1)), carried(much, -0.5), carried(much, -0.1)]; // prettier-ignore
    const answers = await ann.push(many.map((edit) => ann.act([edit])));
    const refused = answers.kind === 'decided' ? answers.answers.flatMap(({ status }, place) => (status === 'refused' ? [place] : [])) : []; // prettier-ignore
    expect(refused).toEqual([601]);
  });

  it('[T-11] rules of two kinds are judged in one act, each by its own records', async () => {
    const [lender, loan] = [id(), id()];
    await ann.do([made(lender, 'trade/lender', { name: 'Bank' }, { ownerId: ann.userId }), made(loan, fields.loan, { name: 'L', status: 'inquiry', lender }, { ownerId: ann.userId })]); // prettier-ignore
    const open = () => made(id(), fields.condition, { name: 'C', loan, status: 'open' });
    expect(await ann.do([open(), open(), open()])).toMatchObject({ status: 'accepted' });
    const both = [changeEdit(lender, 'trade/lender', { mostOpen: [null, 1] }), open()];
    expect(refusals(await ann.do(both, { shape: 'each' })).toSorted()).toEqual(['This lender has too much open.', 'Too many conditions are open.']); // prettier-ignore
  });

  it('[T-11] the children of a record are counted also where an edit does not name it, and across the steps of a long push', async () => {
    const [loan, other] = [id(), id()];
    const ofLoan = (of: string) => made(of, fields.loan, { name: 'L', status: 'inquiry' }, { ownerId: ann.userId });
    const condition = (of: string, status = 'open') => made(id(), fields.condition, { name: 'C', loan: of, status });
    await ann.do([ofLoan(loan), ofLoan(other)]);
    const done = condition(loan, 'done');
    expect(await ann.do([...Array.from({ length: 3 }, () => condition(loan)), done])).toMatchObject({ status: 'accepted' }); // prettier-ignore
    expect(refusals(await ann.do([changeEdit(done.id, fields.condition, { status: ['done', 'open'] })]))).toEqual(['Too many conditions are open.']); // prettier-ignore
    const pushed = [...Array.from({ length: 3 }, () => condition(other)), ...Array.from({ length: 300 }, () => condition(other, 'done')), condition(other)]; // prettier-ignore
    const answer = await ann.push(pushed.map((edit) => ann.act([edit])));
    const refused = answer.kind === 'decided' ? answer.answers.flatMap(({ status }, place) => (status === 'refused' ? [place] : [])) : []; // prettier-ignore
    expect(refused).toEqual([303]);
  });

  it('[T-11] the records of a read are loaded as sets: a hundred records take as many statements as one', async () => {
    const loans = Array.from({ length: 100 }, id);
    await ann.do(loans.map((loan) => made(loan, fields.loan, { name: 'L', status: 'inquiry' }, { ownerId: ann.userId })), { shape: 'each' });
    const statements = async (of: readonly string[]): Promise<number> => {
      let count = 0;
      const counting: typeof given.test.database = Object.assign(Object.create(given.test.database) as typeof given.test.database, {
        transaction: (how: never, work: (tx: { query: (text: string, values?: readonly unknown[]) => Promise<readonly Row[]> }) => Promise<unknown>) =>
          given.test.database.transaction(how, (tx) => work({ ...tx, query: (text, values) => ((count += 1), tx.query(text, values)) }) as never),
      });
      const acts = [ann.act(of.map((loan) => made(id(), fields.condition, { name: 'C', loan, status: 'open' })), { shape: 'each' })];
      const ports = { ...given.test.server.tenancy, database: counting };
      const applied = await applyActs(ports, { orgId: tenant.orgId, author: { userId: ann.userId }, device: ann.device, heads: [], acts, numbering: 'given' });
      expect(applied).toMatchObject({ kind: 'decided', answers: [{ status: 'accepted' }] });
      return count;
    };
    const [one, hundred] = [await statements(loans.slice(0, 1)), await statements(loans)];
    expect(one).toBeGreaterThan(3);
    expect(hundred).toBeLessThan(one + 10); // rows are read and written in pieces of some fifty
  }); // prettier-ignore

  it('[T-11] a read is refused at its 1,001st record, and loads no more records than that', async () => {
    const loan = id();
    await ann.do([made(loan, fields.loan, { name: 'L', status: 'inquiry' }, { ownerId: ann.userId })]);
    const done = () => made(id(), fields.condition, { name: 'C', loan, status: 'done' });
    expect(await ann.do(Array.from({ length: 999 }, done))).toMatchObject({ status: 'accepted' });
    const answer = await ann.do([done(), done()], { shape: 'each' });
    expect(Object.values(answer.refused).map(({ code }) => code)).toEqual(['rules/too-many']);
    expect(answer.status).toBe('merged');
    const known = await tenant.rows<{ id: string }>('select id from store.trade_condition where life = $1 limit 1', ['alive']);
    expect(await ann.do([changeEdit(known[0]?.id ?? '', fields.condition, { life: ['alive', 'deleted'] })])).toMatchObject({ status: 'accepted' });
  }); // prettier-ignore

  it('[T-14] [T-16] a move reads the children of its record, and a derived field reads the parent', async () => {
    const [lender, loan, condition] = [id(), id(), id()];
    await ann.do([made(lender, 'trade/lender', { name: 'Bank', days: 5 }, { ownerId: ann.userId })]);
    await ann.do([made(loan, fields.loan, { name: 'L', status: 'inquiry', lender }, { ownerId: ann.userId })]);
    expect(await tenant.fields(fields.loan, loan)).toMatchObject({ dueInDays: 5 });
    await ann.do([made(condition, fields.condition, { name: 'C', loan, status: 'open' })]);
    await ann.do([changeEdit(loan, fields.loan, { status: ['inquiry', 'approved'] })]);
    const fund = () => ann.do([changeEdit(loan, fields.loan, { status: ['approved', 'funded'] })]);
    expect(refusals(await fund())).toEqual(['Clear all conditions first.']);
    await ann.do([changeEdit(condition, fields.condition, { status: ['open', 'done'] }), changeEdit(lender, 'trade/lender', { days: [5, 8] })]);
    expect(await fund()).toMatchObject({ status: 'accepted' });
    expect(await tenant.fields(fields.loan, loan)).toMatchObject({ status: 'funded', dueInDays: 8 });
  }); // prettier-ignore

  it('[T-11] totals and sets are found through the references of their records, also without statistics of the table', async () => {
    const item = await stocked(1);
    const plan = await inTenant(given.test.database, { orgId: tenant.orgId, mode: 'write', planning: 'by-key-once' }, (tx) =>
      tx.query<{ 'QUERY PLAN': string }>(
        `explain (analyze, costs off, timing off) select sum((fields ->> 'quantity')::numeric) from store.trade_movement where org_id = $1 and life = 'alive'
         and id = any(array(select r.id from store.reference r where r.org_id = $1 and r.target_id = $2 and r.entity = $3 and r.field = $4))`,
        [tenant.orgId, item, fields.movement, 'item'],
      ),
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toMatch(/Index Only Scan using reference_pkey/);
    expect(text).not.toMatch(/Seq Scan/);
  }); // prettier-ignore
});
