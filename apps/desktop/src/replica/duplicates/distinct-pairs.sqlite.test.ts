import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { pairDigest } from '@outpost/domain/kernel/duplicates/pair-digest';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import { distinctPairKind } from '../../bridge/distinct-pair.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { realTime } from '../testing/real-time.ts';
import { DistinctPairs } from './distinct-pairs.ts';
import { duplicateSearches } from './duplicate-searches.ts';
import { duplicateHandlers } from './duplicates.ts';

const kind = 'crm/contact';
const same = { name: 'Orla Dunmere', email: 'orla@dunmere.example' };

/** Makes a device with some contacts that look alike. */
async function given(count = 2, options: Parameters<typeof tenantForTest>[0] = {}) {
  const device = await tenantForTest(options);
  const { tenant } = device;
  const calls = duplicateHandlers({
    tenant: () => accept(tenant),
    searches: duplicateSearches({ ...tenant.device.ports, ...realTime }),
  });
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) ids.push(await addedRecord(device, kind, same));
  const [one = '', other = '', third = ''] = ids;
  const tell = (left: string, right: string, areDifferent = true) =>
    calls['duplicates.tellApart']({ entity: kind, left, right, areDifferent });
  const list = async () => {
    const listed = await calls['duplicates.list']({ entity: kind });
    if (!listed.ok) throw new Error(listed.message);
    return listed.value;
  };
  const found = async () => {
    await calls['duplicates.find']({ entity: kind });
    await expect.poll(async () => (await list()).running, { interval: 2, timeout: 20_000 }).toBeNull();
    const { pairs, apart } = await list();
    return { pairs: pairs.length, apart: apart.length };
  };
  const near = async (of?: string) => {
    const hits = await calls['duplicates.near']({ entity: kind, fields: same, limit: 5, ...(of === undefined ? {} : { of }) }); // prettier-ignore
    if (!hits.ok) throw new Error(hits.message);
    return hits.value.hits.map(({ id }) => id).sort();
  };
  const marks = async () => {
    const { rows } = ok(await tenant.questions.rows(listQuerySchema.parse({ entity: distinctPairKind })));
    return rows;
  };
  return { device, tenant, calls, one, other, third, tell, list, found, near, marks };
}
function ok<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

describe('two records that are marked as different [S-4f]', () => {
  it('[PLT-12] are no pair in the search or for either record, and no act names them', async () => {
    const { one, other, tell, found, near, marks, tenant } = await given();
    expect(await found()).toEqual({ pairs: 1, apart: 0 });
    expect(await near(one)).toEqual([one, other]);
    expect(await tell(one, other)).toMatchObject({ ok: true });
    expect(await found()).toEqual({ pairs: 0, apart: 1 });
    expect([await near(one), await near(other), await near()]).toEqual([[one], [other], [one, other]]);
    const said = await marks();
    expect(said.map(({ fields }) => fields)).toEqual([{ pair: pairDigest(one, other) }]);
    expect(JSON.stringify([said, [...tenant.device.memory.acts.values()].at(-1)])).not.toMatch(new RegExp(`Orla|${one}|${other}`)); // prettier-ignore
  });

  it('are marked once, however often a person marks them, and unmarked for everyone who marked them', async () => {
    const { device, one, other, tell, found, marks } = await given();
    await tell(one, other);
    await tell(other, one);
    expect(await marks()).toHaveLength(1);
    // A colleague said the same before the two devices synced.
    await addedRecord(device, distinctPairKind, { pair: pairDigest(one, other) });
    await tell(one, other, false);
    expect([await marks(), await found()]).toEqual([[], { pairs: 1, apart: 0 }]);
  });

  it('are unmarked by an undo, like every other act', async () => {
    const { tenant, one, other, tell, found } = await given();
    await tell(one, other);
    ok(await tenant.acts.undoLast());
    expect(await found()).toEqual({ pairs: 1, apart: 0 });
  });

  it('stay different where one of them is merged into another record, over several merges, until these are undone', async () => {
    const { device, tenant, one, other, third, tell, found, near } = await given(4);
    await tell(one, other);
    const merge = (goes: string, stays: string) =>
      performed(device, 'Merged', [{ entity: kind, id: goes, fields: { life: `merged:${stays}` } }]);
    await merge(one, third);
    expect(await near(third)).not.toContain(other);
    const [fourth = ''] = (await near(third)).filter((id) => id !== third);
    const { act } = await merge(third, fourth);
    expect([await near(fourth), await found()]).toEqual([[fourth], { pairs: 0, apart: 1 }]);
    ok(await tenant.acts.undo(act));
    expect(await near(fourth)).toEqual([third, fourth, other].sort());
    await tell(third, other, false); // withdraws the statement about the first
    expect(await near(third)).toContain(other);
  });

  it('are refused for another kind, and where a record is not here', async () => {
    const { one, other, tell, calls, device } = await given();
    const account = await addedRecord(device, 'crm/account', { name: 'Dunmere' });
    expect(await tell(one, account)).toMatchObject({ code: 'records/not-found' });
    expect(await calls['duplicates.tellApart']({ entity: 'crm/deal', left: one, right: other, areDifferent: true })).toMatchObject({ code: 'request/invalid' }); // prettier-ignore
  });
});

describe('pairs that a build before ADR 55 kept on one device', () => {
  const keep = async ({ tenant, one, other }: Awaited<ReturnType<typeof given>>) =>
    tenant.device.database.setLocal(`duplicates-apart/${kind}`, [[one, other].sort().join(' ')]);
  const kept = ({ tenant }: Awaited<ReturnType<typeof given>>) => tenant.device.database.getLocal(`duplicates-apart/${kind}`); // prettier-ignore

  it('become records, once', async () => {
    const stage = await given();
    await keep(stage);
    expect(await stage.found()).toEqual({ pairs: 0, apart: 1 });
    await stage.list();
    expect([await kept(stage), (await stage.marks()).map(({ fields }) => fields)]).toEqual([
      [],
      [{ pair: pairDigest(stage.one, stage.other) }],
    ]);
    await stage.tell(stage.one, stage.other, false);
    expect(await stage.found()).toEqual({ pairs: 1, apart: 0 });
  });

  it('stay on the device of a person who may make none, apply there, and can be taken back', async () => {
    const membership = { ...givenMembership('member'), grants: ['crm/*:*@org'] };
    const stage = await given(2, { membership });
    await keep(stage);
    expect(await stage.found()).toEqual({ pairs: 0, apart: 1 });
    expect(await stage.marks()).toEqual([]);
    expect(await stage.tell(stage.one, stage.other, false)).toMatchObject({ ok: true });
    expect(await stage.found()).toEqual({ pairs: 1, apart: 0 });
    expect(await stage.tell(stage.one, stage.other)).toMatchObject({ code: 'access/denied' });
  });
});

it('the question for many pairs asks by digests, and answers each', async () => {
  const { device, tenant, one, other, third } = await given(3);
  await addedRecord(device, distinctPairKind, { pair: pairDigest(one, other) });
  const distinct = ok(await DistinctPairs.read(tenant, entityOf(tenant.device.catalogue, kind)));
  const others = Array.from({ length: 2_500 }, (_, at) => `0190b1f2-7c00-7000-8000-${String(at).padStart(12, '0')}`);
  const asked = [...others.map((id) => [one, id] as const), [other, one] as const, [third, one] as const];
  expect([...ok(await distinct.among(asked))]).toEqual([[one, other].sort().join(' ')]);
});
