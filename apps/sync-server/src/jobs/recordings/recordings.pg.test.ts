import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { eraseRecords } from '../../records/erase/erase-records.ts';
import { changeEdit } from '../../testing/test-server.ts';
import { addressIn, recordedCalls, sound } from '../../testing/texts/recorded-calls.ts';
import { givenTexts } from '../../testing/texts/texts-world.ts';
import { recordingSteps } from './recording-rows.ts';

const given = givenTexts();
const { tell, connect, organisation, recorded, fetched, filesOf } = recordedCalls(given);
const [newYork, california, colorado] = ['+12125550111', '+14155550142', '+13035550164'] as const;
const law = 'At both ends the consent of one person is enough (18 U.S.C. § 2511(2)(d)).';
const minuteMs = 60_000;

type Row = { readonly state: string; readonly why: string; readonly fault: string | null };
async function rowOf(call: string): Promise<Row | undefined> {
  const [row] = await given.w.tenant.rows<Row>('select state, why, fault from store.call_recording where call_id = $1', [call]); // prettier-ignore
  return row;
}
const change = (statement: string, parameters: readonly unknown[]): Promise<unknown> =>
  inTenant(given.database.database, { orgId: given.w.tenant.orgId, mode: 'write' }, (tx) => tx.query(statement, parameters)); // prettier-ignore
const later = async (ms: number): Promise<void> => {
  given.test.advance(ms);
  await given.run();
};
const saidOf = async (call: string) => (await given.fields(call))?.['recorded'];
const isThere = (sid: string): boolean => given.service.recordings.has(sid);

beforeAll(async () => {
  await given.w.mia.do([changeEdit(given.w.mia.userId, 'platform/person', { phone: [null, newYork] })]);
});
beforeEach(async () => {
  given.service.recordings.clear();
  given.service.asked.length = 0;
  await organisation({ recordsCalls: true, announcesRecording: false, keepsRecordingsOutside: false });
});

describe('[MSG-68] a server that keeps no files', () => {
  it('plans no recording, because the only copy would stay at the provider', async () => {
    const ports = { database: given.database.database, clock: given.test.clock };
    const call = { orgId: given.w.tenant.orgId, record: given.w.id(), claim: 1 };
    const ends = { own: newYork, to: colorado, addresses: [] };
    expect(await recordingSteps({ ...ports, keepsFiles: false }).plan(call, ends)).toBeUndefined();
    expect(await rowOf(call.record)).toBeUndefined();
    expect(await recordingSteps({ ...ports, keepsFiles: true }).plan(call, ends)).toMatchObject({ asks: false });
  });
});

describe('[MSG-70] the worker of recordings', () => {
  it('lets one of two servers fetch a recording', async () => {
    const { call, sid } = await recorded(colorado, { meanwhile: () => given.runOther() });
    await given.run();
    expect(fetched()).toHaveLength(1);
    expect([await filesOf(call), isThere(sid)]).toEqual([[expect.any(String)], false]);
  });

  it('tells nothing for a server that took longer than its claim: another server has kept the recording', async () => {
    const meanwhile = async (): Promise<void> => {
      given.test.advance(11 * minuteMs);
      await given.runOther();
    };
    const { call } = await recorded(colorado, { meanwhile });
    await given.run(); // the provider answers it that the recording was deleted
    expect(fetched()).toHaveLength(2);
    expect([await saidOf(call), await filesOf(call)]).toEqual(['one-party', [expect.any(String)]]);
    expect(await rowOf(call)).toMatchObject({ state: 'closed', fault: null });
    expect((await given.w.tenant.journal()).filter(({ label }) => label === 'The recording did not come')).toEqual([]);
  });

  it('notes a fault on its row, and goes on with the others', async () => {
    await organisation({ keepsRecordingsOutside: true });
    const damaged = await recorded(colorado);
    await change(`update store.call_recording set state = 'kept', files = 'null' where call_id = $1`, [damaged.call]);
    given.test.advance(1_000);
    const other = await recorded(colorado);
    await given.run();
    expect(await filesOf(other.call)).toHaveLength(1);
    expect(await rowOf(damaged.call)).toMatchObject({ state: 'kept', fault: expect.stringContaining('server') as string }); // prettier-ignore
    expect(given.test.logged.filter((line) => line.includes(damaged.call) && line.includes('is tried again'))).toHaveLength(1); // prettier-ignore
    await change(`update store.call_recording set files = '["a file"]' where call_id = $1`, [damaged.call]);
    await later(60 * minuteMs);
    expect(await rowOf(damaged.call)).toMatchObject({ state: 'closed', fault: null });
  });

  it('keeps the reason of a lost recording where the telling fails at first', async () => {
    const { call } = await recorded(colorado);
    await change(`update store.call_recording set state = 'lost', fault = 'No recording came.', is_untold = true, files = 'null' where call_id = $1`, [call]); // prettier-ignore
    await given.run();
    expect(await rowOf(call)).toMatchObject({ state: 'lost', fault: 'No recording came.' });
    await change(`update store.call_recording set files = '[]' where call_id = $1`, [call]);
    await later(60 * minuteMs);
    expect(await given.fields(call)).toMatchObject({ recorded: 'lost', recordedWhy: `${law} No recording came.` });
  });

  it('deletes nothing at the provider while the pack of calls is off, and keeps the recording afterwards', async () => {
    const { call, sid } = await recorded(colorado);
    const installed = catalogueOf(installedPacks); // of its own, since tenants are cached by catalogue
    const setPack = (life: string) => change(`update store.platform_installed_pack set life = $1 where fields ->> 'pack' = 'crm'`, [life]); // prettier-ignore
    await setPack('deleted');
    for (let turn = 0; turn < 3; turn += 1) {
      await given.runOther({ installed });
      given.test.advance(24 * 60 * minuteMs);
    }
    await setPack('alive');
    expect([isThere(sid), fetched()]).toEqual([true, []]);
    await given.run();
    expect([await filesOf(call), isThere(sid)]).toEqual([[expect.any(String)], false]);
  });

  it.each(['call', 'deal'] as const)(
    'waits while the %s is deleted, and keeps the recording once it is restored',
    async (deleted) => {
      const { sid, ...ids } = await recorded(colorado);
      const set = (from: string, to: string) => given.w.mia.do([changeEdit(ids[deleted], deleted === 'call' ? 'crm/activity' : 'crm/deal', { life: [from, to] })]); // prettier-ignore
      await set('alive', 'deleted');
      await given.run();
      await later(24 * 60 * minuteMs);
      expect([isThere(sid), fetched()]).toEqual([true, []]);
      await set('deleted', 'alive');
      await later(24 * 60 * minuteMs);
      expect([await filesOf(ids.call), isThere(sid)]).toEqual([[expect.any(String)], false]);
    },
  );

  it('keeps a recording whose deal was deleted during the fetch once the deal is restored', async () => {
    const set = (deal: string, from: string, to: string) => given.w.mia.do([changeEdit(deal, 'crm/deal', { life: [from, to] })]); // prettier-ignore
    let deal = '';
    const one = await recorded(colorado, { meanwhile: () => set(deal, 'alive', 'deleted') });
    deal = one.deal;
    await given.run();
    expect([await filesOf(one.call), isThere(one.sid)]).toEqual([undefined, true]);
    await set(deal, 'deleted', 'alive');
    await later(24 * 60 * minuteMs);
    expect([await filesOf(one.call), isThere(one.sid)]).toEqual([[expect.any(String)], false]);
  });

  it('deletes the recording of an erased call at the provider, and keeps nothing', async () => {
    const { call, deal, sid } = await recorded(colorado);
    const eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const { tenancy } = given.test.server;
    const erased = await eraseRecords(
      { ...tenancy, database: eraser, signing: given.test.keys.signing },
      { orgId: given.w.tenant.orgId, ids: [call], withChildren: false, withUnknown: false, orderedBy: 'ticket 4711', reason: 'GDPR, article 17', isDry: false }, // prettier-ignore
    );
    await eraser.close();
    expect(erased.ok).toBe(true);
    await given.run();
    expect([isThere(sid), fetched()]).toEqual([false, []]);
    expect(await given.w.tenant.rows(`select id from store.platform_file where fields ->> 'about' = $1`, [`crm/deal:${deal}`])).toEqual([]); // prettier-ignore
  });

  it('says of a recording without room that it is at the provider', async () => {
    const { call, sid } = await recorded(colorado, { bytes: Buffer.concat([sound, Buffer.alloc(10_000_000)]) });
    await given.run();
    expect(await given.fields(call)).toMatchObject({ recorded: 'lost', recordedWhy: `${law} Your organisation has no room for more files, so the recording is still at the provider.` }); // prettier-ignore
    expect(isThere(sid)).toBe(true);
  });

  it('keeps the reason of the law apart from a fault, so that a later report tells the law alone', async () => {
    const { call, recordedThere, screen } = await recorded(colorado, { bytes: Buffer.from('<html></html>') });
    await given.run();
    expect(await rowOf(call)).toEqual({ state: 'lost', why: law, fault: 'What the provider gave is no sound.' });
    await tell(`https://crm.example.com:8443/calls/recorded${new URL(screen ?? '').search}`, { RecordingSid: recordedThere(), RecordingStatus: 'completed' }); // prettier-ignore
    await given.run();
    expect(await given.fields(call)).toMatchObject({ recorded: 'one-party', recordedWhy: law });
    expect(await rowOf(call)).toEqual({ state: 'closed', why: law, fault: null });
  });
});

describe('[MSG-69] the log of a call to a state of all-party consent', () => {
  it('says nothing about a key where nobody answered, and says so where a person hung up without a key', async () => {
    const unanswered = await connect(california);
    await unanswered.end('no-answer');
    const silent = await connect(california);
    expect(await silent.answer()).toContain('<Gather');
    await silent.end();
    await later(3 * minuteMs);
    expect([await saidOf(unanswered.call), await saidOf(silent.call)]).toEqual([undefined, 'no-key']);
  });
});

describe('[MSG-68] a question that the provider repeats', () => {
  it('is answered the same, and the call is recorded', async () => {
    const one = await connect(colorado);
    const begun = await one.answer();
    expect([begun, await one.answer()]).toEqual([expect.stringContaining('<Recording'), begun]);
    const all = await connect(california);
    const asked = await all.answer();
    expect(await all.answer()).toBe(asked);
    const agreed = await all.press(asked, '1');
    expect([agreed, await all.press(asked, '1')]).toEqual([expect.stringContaining('<Recording'), agreed]);
    await tell(addressIn(agreed, 'recordingStatusCallback'), { RecordingSid: all.recordedThere(), RecordingStatus: 'completed' }); // prettier-ignore
    await given.run();
    expect(await saidOf(all.call)).toBe('agreed');
  });

  it('records nothing without the key 1, also where an earlier or a later answer had the key', async () => {
    const all = await connect(california);
    const asked = await all.answer();
    expect(await all.press(asked, '1')).toContain('<Recording');
    expect(await all.press(asked, '')).not.toContain('<Recording');
    const declined = await connect(california);
    const asking = await declined.answer();
    for (const key of ['', '1']) expect(await declined.press(asking, key)).not.toContain('<Recording');
  });
});
