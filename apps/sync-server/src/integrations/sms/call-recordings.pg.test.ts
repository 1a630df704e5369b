import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeEdit, made } from '../../testing/test-server.ts';
import { addressIn, recordedCalls, sound } from '../../testing/texts/recorded-calls.ts';
import { givenTexts, textsAt } from '../../testing/texts/texts-world.ts';
import { twilioAccount } from '../../testing/texts/twilio-server.ts';

const given = givenTexts();
const [newYork, california, colorado] = ['+12125550111', '+14155550142', '+13035550164'] as const;
const { tell, connect, organisation, recorded, fetched, filesOf } = recordedCalls(given);

beforeAll(async () => {
  await given.w.mia.do([changeEdit(given.w.mia.userId, 'platform/person', { phone: [null, newYork] })]);
});
beforeEach(async () => {
  given.service.recordings.clear();
  given.service.asked.length = 0;
  await organisation({ recordsCalls: true, announcesRecording: false, keepsRecordingsOutside: false });
});

describe('[MSG-68] a call', () => {
  it('is not recorded, and nobody is asked, unless an administrator has turned it on', async () => {
    await organisation({ recordsCalls: false });
    const { call, connected, screen, end } = await connect(colorado);
    expect([screen, connected.includes('ecord')]).toEqual([undefined, false]);
    await end();
    given.test.advance(10 * 60_000);
    await given.run();
    expect((await given.fields(call))?.['recorded']).toBeUndefined();
  });

  it('between two states of one-party consent is recorded, and announced only where the organisation wants it', async () => {
    const { connected, answer } = await connect(colorado);
    expect(connected).toMatch(/<Say>This call can be recorded\.<\/Say><Dial/); // to the person who asked for the call
    const silent = await answer();
    expect(silent).toContain('<Recording');
    expect(silent).not.toMatch(/<Say|<Gather/);
    await organisation({ announcesRecording: true });
    const loud = await (await connect(colorado)).answer();
    expect(loud).toMatch(/<Say>This call is recorded\.<\/Say><Start><Recording/);
  });

  it('with a state of all-party consent asks for a key, and without the key 1 records nothing and connects', async () => {
    for (const Digits of ['', '2']) {
      const { call, screen, answer, press, end, recordedThere } = await connect(california);
      const asked = await answer();
      expect(asked).toMatch(/<Gather.*Press 1 if you agree/s);
      expect(asked).not.toContain('<Recording');
      expect(await press(asked, Digits)).not.toMatch(/<Recording|<Hangup/);
      await tell(`${textsAt}/calls/recorded${new URL(screen ?? '').search}`, { RecordingSid: recordedThere(), RecordingStatus: 'completed' }); // prettier-ignore
      await end();
      given.test.advance(10 * 60_000);
      await given.run();
      expect(await given.fields(call)).toMatchObject({ recorded: 'no-key' });
      expect(await filesOf(call)).toBeUndefined();
    }
    expect(given.service.asked).toEqual([]);
  });

  it('follows the address of a person with the number, where it is stricter', async () => {
    await given.w.mia.do([made(given.w.id(), 'crm/contact', { name: 'Cleo', phone: '+13035550188', address: { region: 'WA', country: 'US' } }, { ownerId: given.w.mia.userId })]); // prettier-ignore
    expect(await (await connect('+13035550188')).answer()).toContain('<Gather');
  });
});

describe('[MSG-69] the log of a call', () => {
  it('says that the other end agreed, and by which law it was asked', async () => {
    const { call, deal, answer, press, recordedThere } = await connect(california);
    const begun = await press(await answer(), '1');
    const RecordingSid = recordedThere();
    await tell(addressIn(begun, 'recordingStatusCallback'), { RecordingSid, RecordingStatus: 'completed' });
    await given.run();
    expect(await given.fields(call)).toMatchObject({ recorded: 'agreed', recordedWhy: 'The law of CA asks for the consent of everybody (Cal. Penal Code § 632).' }); // prettier-ignore
    const [file = ''] = (await filesOf(call)) ?? [];
    expect(await given.w.tenant.fields('platform/file', file)).toMatchObject({ about: `crm/deal:${deal}`, content: { mediaType: 'audio/mpeg', sizeBytes: sound.length } }); // prettier-ignore
  });
});

describe('[MSG-70] a recording', () => {
  it('is fetched once from the configured provider, whatever the report names, and then deleted there', async () => {
    const { call, sid, report } = await recorded(colorado);
    await Promise.all([report(), report()]);
    for (let turn = 0; turn < 3; turn += 1) await given.run();
    await report();
    await given.run();
    expect(fetched()).toEqual([`GET /2010-04-01/Accounts/${twilioAccount.account}/Recordings/${sid}.mp3`]);
    expect(await filesOf(call)).toHaveLength(1);
    expect(given.service.recordings.has(sid)).toBe(false);
  });

  it('stays at the provider where the organisation leaves it there', async () => {
    await organisation({ keepsRecordingsOutside: true });
    const { call, sid } = await recorded(colorado);
    for (let turn = 0; turn < 3; turn += 1) await given.run();
    expect([given.service.recordings.has(sid), (await filesOf(call))?.length]).toEqual([true, 1]);
  });

  it('whose report was lost is asked for', async () => {
    const { call } = await recorded(colorado, { isReported: false });
    await given.run();
    expect(await filesOf(call)).toBeUndefined();
    given.test.advance(3 * 60_000);
    for (let turn = 0; turn < 3; turn += 1) await given.run();
    expect(await filesOf(call)).toHaveLength(1);
  });

  it('that is no sound is not kept, and a redirect is not followed', async () => {
    const page = await recorded(colorado, { bytes: Buffer.from('<html><script>alert(1)</script></html>') });
    await given.run();
    const { recorded: is, recordedWhy: why } = (await given.fields(page.call)) ?? {};
    expect([is, why]).toEqual(['lost', 'At both ends the consent of one person is enough (18 U.S.C. § 2511(2)(d)). What the provider gave is no sound.']); // prettier-ignore
    const moved = await recorded(colorado, { moved: '/2010-04-01/Recordings/elsewhere' });
    await given.run();
    expect(given.service.asked.some((one) => one.includes('elsewhere'))).toBe(false);
    expect(await filesOf(moved.call)).toBeUndefined();
  });

  it('of a report that the provider has not signed, or about another claim, is not fetched', async () => {
    const { call, sid } = await recorded(colorado, { isReported: false });
    const at = `${textsAt}/calls/recorded?org=${given.w.tenant.orgId}&call=${call}`;
    const members = { AccountSid: twilioAccount.account, RecordingSid: sid, RecordingStatus: 'completed' };
    expect((await given.send(`${at}&claim=1`, members, `${at}&claim=2`)).status).toBe(403);
    expect((await given.send(`${at}&claim=1`, { ...members, AccountSid: `AC${'1'.repeat(32)}` })).status).toBe(403);
    await tell(`${at}&claim=2`, members);
    await tell(`${at}&claim=1`, { ...members, RecordingSid: '../Calls' });
    await given.run();
    expect(fetched()).toEqual([]);
  });
});
