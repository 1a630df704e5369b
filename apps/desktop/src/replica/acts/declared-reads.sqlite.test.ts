import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { groupsOf } from '@outpost/domain/sync/token-groups';
import { tradePack } from '@outpost/domain/testing/packs/trade-pack';
import { beforeEach, describe, expect, it } from 'vitest';
import { outboxEntries } from './outbox.ts';
import type { StateDocument } from '../records/documents.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenPerson } from '../testing/given-tenant.ts';

type Edit = Parameters<GivenTenant['tenant']['acts']['perform']>[0]['edits'][number];
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-00000000e${String(n).padStart(3, '0')}`;
const [loan, item, lender, team, someone] = [1, 2, 3, 4, 5].map(idOf) as [string, string, string, string, string];
const mine = `user:${givenPerson.id}`;

const catalogue = catalogueOf([...installedPacks, tradePack]);
let device: GivenTenant;
let seed = 0;
beforeEach(async () => {
  device = await tenantForTest({ catalogue, seed: (seed += 1) });
});

/** Stores the device's progress: it has fetched all records of these tokens, except of those in `onTheWay`. */
const fetched = (tokens: readonly string[], more: Partial<StateDocument> = {}, onTheWay: readonly string[] = []) =>
  device.tenant.device.transact((write) => {
    const whole = Object.fromEntries(onTheWay.map((token) => [token.split('@')[0] ?? '', idOf(0)]));
    const sets = { tokens: groupsOf(tokens), had: groupsOf(tokens.filter((token) => !onTheWay.includes(token))) };
    const gain = onTheWay.length === 0 ? null : { had: 'had', since: 0, whole };
    write.setState({ sets, at: { n: 9, id: '~', tokens: 'held', gain, history: 9 }, ...more });
    return Promise.resolve();
  }); // prettier-ignore
/** Returns the server's state of a record. */
const told = (id: string, kind: string, fields: Readonly<Record<string, JsonValue>>, more: Partial<StoredRecord> = {}) =>
  device.tenant.device.transact(async (write) => {
    await write.documents.load([id]);
    const at = '2026-11-19T08:00:00.000Z';
    const own = { ownerId: givenPerson.id, teamId: null, sharedWith: [], inherited: null };
    write.records.setConfirmed(id, { id, entity: `trade/${kind}`, schema: 1, version: 3, life: 'alive', ...own, fields, createdAt: at, createdBy: someone, updatedAt: at, updatedBy: someone, ...more }, [`trade/${kind}@${mine}`]);
  }); // prettier-ignore
const aLoan = () => told(loan, 'loan', { name: 'L', status: 'approved' });
const inherited = { ownerId: givenPerson.id, teamId: null, sharedWith: [] };
const aCondition = (n: number, status = 'open') =>
  told(idOf(n), 'condition', { name: 'C', loan, status }, { ownerId: null, inherited });
const said = async (edits: readonly Edit[], more: object = {}) => {
  const done = await device.tenant.acts.perform({ label: 'x', shape: 'together', edits: [...edits], ...more });
  return done.ok ? 'done' : { code: done.code, message: done.message, details: done.details };
};
const fund: Edit = { entity: 'trade/loan', id: loan, fields: { status: 'funded' } };
const uncleared = { code: 'rules/warned', message: 'Clear all conditions first.', details: { rule: 'TRD-1' } };
const takes = (quantity: number): Edit => ({ entity: 'trade/movement', create: { fields: { item, place: 'van-1', quantity } } }); // prettier-ignore
const short = { code: 'rules/warned', message: 'Not enough on hand.', details: { rule: 'TRD-2' } };

describe('rules over declared reads on a device', () => {
  it('[T-9] a breach by a held record is returned as a warning without an act, and `anyway` sends the act', async () => {
    await fetched([`trade/condition@${mine}`]);
    await aLoan();
    await aCondition(11);
    expect(await said([fund])).toEqual(uncleared);
    expect(device.tenant.device.memory.acts.size).toBe(0);
    expect(await said([fund], { anyway: true })).toBe('done');
    expect(device.tenant.device.memory.acts.size).toBe(1);
  });

  it('[T-9, T-10, A-6] a rule over a kind that is kept off the device waits for the server, and warns of nothing', async () => {
    await aLoan();
    await aCondition(11);
    await fetched([`trade/loan@org`, `trade/condition@org`]);
    expect(await said([fund])).toEqual(uncleared);
    await fetched([`trade/loan@org`]); // the open condition may still wait here with an act of its own
    expect(await said([fund])).toBe('done');
    const [entry] = device.tenant.device.memory.acts.values();
    expect(entry?.unjudged).toEqual(['TRD-1', 'TRD-5']);
    expect(await outboxEntries(device.tenant.device, entry ? [entry] : [], new Set())).toMatchObject([
      { isJudgedLater: true },
    ]);
  });

  it('[T-10] the device holds all children of a held parent once it holds a token under which all of them are filed', async () => {
    await aLoan();
    await aCondition(11);
    await fetched([]);
    expect(await said([fund])).toBe('done');
    const again = await tenantWith(async () => {
      await told(loan, 'loan', { name: 'L', status: 'approved' }, { ownerId: someone, teamId: team });
      await aCondition(11);
      await fetched([`trade/condition@${mine}`]); // this condition is filed under its assignee's token; other conditions of the loan are not
    });
    expect(again).toBe('done');
    expect(await tenantWith(async () => {
      await told(loan, 'loan', { name: 'L', status: 'approved' }, { ownerId: someone, teamId: team });
      await aCondition(11);
      await fetched([`trade/condition@team:${team}`]);
    })).toEqual(uncleared);
  }); // prettier-ignore

  it('[T-10] no set of records is whole during its fetch or while the device starts over', async () => {
    const tokens = [`trade/condition@${mine}`];
    const given = async () => {
      await aLoan();
      await aCondition(11);
    };
    expect(await tenantWith(given, () => fetched(tokens, {}, tokens))).toBe('done');
    expect(await tenantWith(given, () => fetched(tokens, { sweeping: true }))).toBe('done');
    expect(await tenantWith(given, () => fetched(tokens, { at: null }))).toBe('done');
    expect(await tenantWith(given, () => fetched(tokens))).toEqual(uncleared);
  });

  it("[T-10] the parent's confirmed state counts, not the state with waiting acts", async () => {
    const outcome = await tenantWith(async () => {
      await told(loan, 'loan', { name: 'L', status: 'approved' }, { ownerId: someone });
      await aCondition(11);
      await fetched([`trade/condition@${mine}`]);
      expect(await said([{ entity: 'trade/loan', id: loan, fields: { ownerId: givenPerson.id } }])).toBe('done');
    });
    expect(outcome).toBe('done');
  });

  it('[T-10] records that are not children are whole only with the token of their whole kind', async () => {
    await told(item, 'item', { name: 'I' });
    await fetched([`trade/movement@${mine}`]);
    expect(await said([takes(-1)])).toBe('done');
    await fetched(['trade/movement@org']);
    expect(await said([takes(-1)])).toEqual(short); // the waiting act counts
    expect(await said([takes(1)])).toBe('done');
    const [came, goes] = await Promise.all([said([takes(2)]), said([takes(-2)])]); // both acts share one write to the disk
    expect([came, goes]).toEqual(['done', 'done']);
    expect(await said([takes(-1)])).toEqual(short);
  });

  it('[T-10] [T-30] the token of an area never means that the device holds the whole kind', async () => {
    await told(item, 'item', { name: 'I' });
    await fetched([`trade/movement@area:${someone}`, `trade/movement@${mine}`]);
    expect(await said([takes(-1)])).toBe('done');
    const children = await tenantWith(async () => {
      await told(loan, 'loan', { name: 'L', status: 'approved' }, { ownerId: someone });
      await aCondition(11);
      await fetched([`trade/condition@area:${someone}`]);
    });
    expect(children).toBe('done');
  });

  it('[T-16] a waiting act keeps the records that its derived fields read as they were shown, and an unknown record leaves the value unchanged', async () => {
    await told(lender, 'lender', { name: 'Bank', days: 5 });
    await told(loan, 'loan', { name: 'L', status: 'approved', lender, dueInDays: 3 });
    const due = async () => {
      let days: JsonValue | undefined;
      await device.tenant.device.transact(async (write) => {
        await write.records.load([loan]);
        days = write.records.shown(loan)?.fields['dueInDays'];
      });
      return days;
    };
    expect(await due()).toBe(3);
    expect(await said([{ entity: 'trade/loan', id: loan, fields: { name: 'M' } }])).toBe('done');
    expect(await due()).toBe(5);
    await told(lender, 'lender', { name: 'Bank', days: 9 });
    await told(loan, 'loan', { name: 'L', status: 'approved', lender, dueInDays: 4 });
    expect(await due()).toBe(5);
    device = await device.reopen();
    expect(await due()).toBe(5);
    await told(loan, 'loan', { name: 'L', status: 'approved', lender: idOf(99), dueInDays: 4 });
    expect(await said([{ entity: 'trade/loan', id: loan, fields: { rate: 5 } }])).toBe('done');
    expect(await due()).toBe(4);
  });
});

/** Returns the result of funding the loan on a new device that received these records. */
async function tenantWith(...given: readonly (() => Promise<unknown>)[]): Promise<unknown> {
  device = await tenantForTest({ catalogue, seed: (seed += 1) });
  for (const one of given) await one();
  return said([fund]);
}
