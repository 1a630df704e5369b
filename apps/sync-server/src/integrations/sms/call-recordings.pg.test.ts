import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeEdit, made } from '../../testing/test-server.ts';
import { givenTexts, textsAt } from '../../testing/texts/texts-world.ts';
import { twilioAccount } from '../../testing/texts/twilio-server.ts';

const given = givenTexts();
const [newYork, california, colorado] = ['+12125550111', '+14155550142', '+13035550164'] as const;
const line = `CA${'7'.repeat(32)}`;
/** The beginning of an MP3: a tag (ID3v2.3) of no length, and a frame of 128 kbit/s. */
const sound = Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 0, 0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(1_000)]); // prettier-ignore
let recordings = 0;

const addressIn = (twiml: string, name: string): string =>
  (new RegExp(`${name}="([^"]*)"`).exec(twiml)?.[1] ?? '').replaceAll('&amp;', '&');
async function tell(url: string, members: Readonly<Record<string, string>>): Promise<string> {
  const answer = await given.send(url, { AccountSid: twilioAccount.account, CallSid: line, ...members });
  expect([200, 204]).toContain(answer.status);
  return answer.text();
}
/** Changes the settings of the organisation. */
async function organisation(fields: Readonly<Record<string, boolean>>): Promise<void> {
  const [row] = await given.w.tenant.rows<{ id: string; fields: Record<string, boolean> }>(
    'select id, fields from store.platform_organisation',
  );
  const changed = Object.entries(fields).map(([name, to]) => [name, [row?.fields[name] ?? null, to]] as const);
  await given.w.ann.do([changeEdit(row?.id ?? '', 'platform/organisation', Object.fromEntries(changed))]);
}

/** Places a call to a number up to the answer that connects. */
async function connect(to: string) {
  const [deal, call] = [given.w.id(), given.w.id()];
  const happensAt = new Date(given.test.clock.nowMs()).toISOString();
  await given.w.mia.do([
    given.w.deal(deal),
    made(call, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'call', delivery: 'send', number: to, happensAt }),
  ]);
  await given.run();
  const asked = await tell(given.service.taken.at(-1)?.['Url'] ?? textsAt, { CallStatus: 'in-progress' });
  const connected = await tell(addressIn(asked, 'action'), { CallStatus: 'in-progress', Digits: '1' });
  return { deal, call, connected, screen: /<Number[^>]* url="([^"]*)"/.exec(connected)?.[1]?.replaceAll('&amp;', '&') };
}
const answered = (screen: string | undefined) => tell(screen ?? textsAt, { CallStatus: 'in-progress' });
const ended = (connected: string) => tell(addressIn(connected, 'action'), { DialCallStatus: 'completed', DialCallDuration: '60' }); // prettier-ignore
/** Makes a recording at the provider. */
function recordedThere(bytes: Uint8Array = sound, moved?: string): string {
  recordings += 1;
  const sid = `RE${String(recordings).padStart(32, '0')}`;
  given.service.recordings.set(sid, { callSid: line, bytes, ...(moved === undefined ? {} : { moved }) });
  return sid;
}
const filesOf = async (call: string) => (await given.fields(call))?.['recording'] as readonly string[] | undefined;

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
    const { call, connected, screen } = await connect(colorado);
    expect([screen, connected.includes('ecord')]).toEqual([undefined, false]);
    await ended(connected);
    given.test.advance(10 * 60_000);
    await given.run();
    expect((await given.fields(call))?.['recorded']).toBeUndefined();
  });

  it('between two states of one-party consent is recorded, and announced only where the organisation wants it', async () => {
    const { connected, screen } = await connect(colorado);
    expect(connected).toMatch(/<Say>This call can be recorded\.<\/Say><Dial/); // to the person who asked for the call
    const silent = await answered(screen);
    expect(silent).toContain('<Recording');
    expect(silent).not.toMatch(/<Say|<Gather/);
    await organisation({ announcesRecording: true });
    const loud = await answered((await connect(colorado)).screen);
    expect(loud).toMatch(/<Say>This call is recorded\.<\/Say><Start><Recording/);
  });

  it('with a state of all-party consent asks for a key, and without the key 1 records nothing and connects', async () => {
    for (const Digits of ['', '2']) {
      const { call, connected, screen } = await connect(california);
      const asked = await answered(screen);
      expect(asked).toMatch(/<Gather.*Press 1 if you agree/s);
      expect(asked).not.toContain('<Recording');
      expect(await tell(addressIn(asked, 'action'), { Digits })).not.toMatch(/<Recording|<Hangup/);
      await tell(`${textsAt}/calls/recorded${new URL(screen ?? '').search}`, { RecordingSid: recordedThere(), RecordingStatus: 'completed' }); // prettier-ignore
      await ended(connected);
      given.test.advance(10 * 60_000);
      await given.run();
      expect(await given.fields(call)).toMatchObject({ recorded: 'no-key' });
      expect(await filesOf(call)).toBeUndefined();
    }
    expect(given.service.asked).toEqual([]);
  });

  it('follows the address of a person with the number, where it is stricter', async () => {
    await given.w.mia.do([made(given.w.id(), 'crm/contact', { name: 'Cleo', phone: '+13035550188', address: { region: 'WA', country: 'US' } }, { ownerId: given.w.mia.userId })]); // prettier-ignore
    expect(await answered((await connect('+13035550188')).screen)).toContain('<Gather');
  });
});

describe('[MSG-69] the log of a call', () => {
  it('says that the other end agreed, and by which law it was asked', async () => {
    const { call, deal, screen } = await connect(california);
    const begun = await tell(addressIn(await answered(screen), 'action'), { Digits: '1' });
    const RecordingSid = recordedThere();
    await tell(addressIn(begun, 'recordingStatusCallback'), { RecordingSid, RecordingStatus: 'completed' });
    await given.run();
    expect(await given.fields(call)).toMatchObject({ recorded: 'agreed', recordedWhy: 'The law of CA asks for the consent of everybody (Cal. Penal Code § 632).' }); // prettier-ignore
    const [file = ''] = (await filesOf(call)) ?? [];
    expect(await given.w.tenant.fields('platform/file', file)).toMatchObject({ about: `crm/deal:${deal}`, content: { mediaType: 'audio/mpeg', sizeBytes: sound.length } }); // prettier-ignore
  });
});

describe('[MSG-70] a recording', () => {
  /** Has a call recorded. */
  async function recorded(
    of: { readonly bytes?: Uint8Array; readonly moved?: string; readonly isReported?: boolean } = {},
  ) {
    const { call, connected, screen } = await connect(colorado);
    const begun = await answered(screen);
    const sid = recordedThere(of.bytes, of.moved);
    const report = () => tell(addressIn(begun, 'recordingStatusCallback'), { RecordingSid: sid, RecordingStatus: 'completed', RecordingUrl: 'http://169.254.169.254/latest' }); // prettier-ignore
    await ended(connected);
    if (of.isReported !== false) await report();
    return { call, sid, report };
  }
  const fetched = () => given.service.asked.filter((one) => one.startsWith('GET') && one.endsWith('.mp3'));

  it('is fetched once from the configured provider, whatever the report names, and then deleted there', async () => {
    const { call, sid, report } = await recorded();
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
    const { call, sid } = await recorded();
    for (let turn = 0; turn < 3; turn += 1) await given.run();
    expect([given.service.recordings.has(sid), (await filesOf(call))?.length]).toEqual([true, 1]);
  });

  it('whose report was lost is asked for', async () => {
    const { call } = await recorded({ isReported: false });
    await given.run();
    expect(await filesOf(call)).toBeUndefined();
    given.test.advance(3 * 60_000);
    for (let turn = 0; turn < 3; turn += 1) await given.run();
    expect(await filesOf(call)).toHaveLength(1);
  });

  it('that is no sound is not kept, and a redirect is not followed', async () => {
    const page = await recorded({ bytes: Buffer.from('<html><script>alert(1)</script></html>') });
    await given.run();
    const { recorded: is, recordedWhy: why } = (await given.fields(page.call)) ?? {};
    expect([is, why]).toEqual(['lost', 'At both ends the consent of one person is enough (18 U.S.C. § 2511(2)(d)). What the provider gave is no sound.']); // prettier-ignore
    const moved = await recorded({ moved: '/2010-04-01/Recordings/elsewhere' });
    await given.run();
    expect(given.service.asked.some((one) => one.includes('elsewhere'))).toBe(false);
    expect(await filesOf(moved.call)).toBeUndefined();
  });

  it('of a report that the provider has not signed, or about another claim, is not fetched', async () => {
    const { call, sid } = await recorded({ isReported: false });
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
