import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { changeEdit, made } from '../../testing/test-server.ts';
import { sound } from '../../testing/texts/recorded-calls.ts';
import { givenTexts, ourNumber, textsAt } from '../../testing/texts/texts-world.ts';
import { twilioAccount } from '../../testing/texts/twilio-server.ts';

const given = givenTexts();
const ownNumber = '+13035550111';
let numbers = 300;
const newNumber = (): string => `+13035550${(numbers += 1)}`;
let sids = 0;
const newSid = (): string => `CA${String((sids += 1)).padStart(32, '0')}`;

type Row = { readonly about: string; readonly subject: string; readonly lasts: string | null; readonly outcome: string | null; readonly owner: string | null }; // prettier-ignore
/** The calls of a number that came in. */
const inOf = (number: string) =>
  given.w.tenant.rows<Row>(
    `select fields ->> 'about' as about, fields ->> 'subject' as subject, fields ->> 'lasts' as lasts, fields ->> 'outcome' as outcome, owner_id as owner
     from store.crm_activity where fields ->> 'number' = $1 and fields ->> 'direction' = 'in' order by created_at, id`,
    [number],
  );
const send = async (path: string, from: string, sid: string, more: Readonly<Record<string, string>> = {}) => {
  const answer = await given.send(`${textsAt}/calls/${path}`, { AccountSid: twilioAccount.account, CallSid: sid, From: from, To: ourNumber, ...more }); // prettier-ignore
  return { status: answer.status, text: await answer.text() };
};
const contact = async (phone: string) => {
  const id = given.w.id();
  await given.w.mia.do([made(id, 'crm/contact', { name: 'Cleo', phone }, { ownerId: given.w.mia.userId })]);
  return id;
};
let standing: Readonly<Record<string, string | null>> = {};
const setMia = async (fields: Readonly<Record<string, string | null>>) => {
  const changes = Object.entries(fields).map(([name, to]) => [name, [standing[name] ?? null, to]] as const);
  const { refused } = await given.w.mia.do([changeEdit(given.w.mia.userId, 'platform/person', Object.fromEntries(changes))]); // prettier-ignore
  expect(refused).toEqual({});
  standing = { ...standing, ...fields };
};
beforeAll(() => setMia({ phone: ownNumber }));
afterEach(() => setMia({ phone: ownNumber, awayFrom: null, awayUntil: null, timeZone: null }));

describe('[MSG-66] a call that comes in', () => {
  it('is kept once on the person with the number, for the owner, and its end is noted once', async () => {
    const [number, sid] = [newNumber(), newSid()];
    const cleo = await contact(number);
    await Promise.all([1, 2, 3].map(() => send('incoming', number, sid)));
    expect(await inOf(number)).toMatchObject([{ about: `crm/contact:${cleo}`, subject: 'Call under way', owner: given.w.mia.userId }]); // prettier-ignore
    for (const status of ['completed', 'no-answer'])
      await send('incoming-ended', number, sid, { DialCallStatus: status, DialBridged: 'true', DialCallDuration: '240' }); // prettier-ignore
    expect(await inOf(number)).toMatchObject([{ subject: 'Call', lasts: '240', outcome: 'reached' }]);
  });

  it('that nobody took is a missed call, also where only an answering machine did', async () => {
    for (const ended of [
      { DialCallStatus: 'no-answer' },
      { DialCallStatus: 'busy' },
      { DialCallStatus: 'completed', DialBridged: 'false', DialCallDuration: '12' },
    ]) {
      const [number, sid] = [newNumber(), newSid()];
      await contact(number);
      await send('incoming', number, sid);
      expect((await send('incoming-ended', number, sid, ended)).text).toContain('Nobody can take your call');
      expect(await inOf(number)).toMatchObject([{ subject: 'Missed call', lasts: null, outcome: null }]);
    }
  });

  it('from an unknown number makes one lead, and lands with the next text on it', async () => {
    const number = newNumber();
    await send('incoming', number, newSid());
    await given.incoming('SM900', 'Hello?', { From: number });
    const rows = await inOf(number);
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map(({ about }) => about)).size).toBe(1);
    expect(rows.map(({ subject }) => subject).toSorted()).toEqual(['Hello?', 'Missed call']);
    expect(rows[0]?.about).toMatch(/^crm\/lead:/);
  });

  it('keeps the words of a person who wrote about it meanwhile', async () => {
    const [number, sid] = [newNumber(), newSid()];
    await contact(number);
    await send('incoming', number, sid);
    const [row] = await given.w.tenant.rows<{ id: string }>(`select id from store.crm_activity where fields ->> 'number' = $1`, [number]); // prettier-ignore
    await given.w.mia.do([changeEdit(row?.id ?? '', 'crm/activity', { subject: ['Call under way', 'About the motors'] })]); // prettier-ignore
    await send('incoming-ended', number, sid, { DialCallStatus: 'no-answer' });
    expect(await inOf(number)).toMatchObject([{ subject: 'About the motors' }]);
  });

  it('with a hidden number, or to a number of no organisation, is kept nowhere', async () => {
    for (const from of ['anonymous', '+266696687', '']) expect((await send('incoming', from, newSid())).status).toBe(200); // prettier-ignore
    const number = newNumber();
    const answer = await send('incoming', number, newSid(), { To: '+14155550999' });
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('Nobody can take your call') as string });
    for (const from of ['anonymous', '+266696687', '', number]) expect(await inOf(from)).toEqual([]);
  });

  it('that the provider has not signed is refused on every path, and kept nowhere', async () => {
    const number = newNumber();
    await contact(number);
    const members = { AccountSid: twilioAccount.account, CallSid: newSid(), From: number, To: ourNumber, Digits: '1' };
    for (const path of ['incoming', 'incoming-screen', 'incoming-accept', 'incoming-ended', 'incoming-left']) {
      const url = `${textsAt}/calls/${path}`;
      for (const answer of [
        await given.send(url, members, `${url}?x=1`),
        await given.send(url, { ...members, AccountSid: `AC${'1'.repeat(32)}` }),
      ])
        expect([answer.status, await answer.text()]).toEqual([403, '']);
    }
    expect(await inOf(number)).toEqual([]);
  });
});

describe('[MSG-67] the owner of the record', () => {
  const isRung = async (number: string): Promise<boolean> => (await send('incoming', number, newSid())).text.includes(`>${ownNumber}</Number>`); // prettier-ignore

  it('is rung on their own telephone, and takes the call by a key', async () => {
    const [number, sid] = [newNumber(), newSid()];
    await contact(number);
    expect((await send('incoming', number, sid)).text).toContain(`>${ownNumber}</Number>`);
    expect((await send('incoming-screen', number, sid)).text).toContain('<Gather');
    expect((await send('incoming-accept', number, sid, { Digits: '1' })).text).not.toContain('<Hangup');
    expect((await send('incoming-accept', number, sid)).text).toContain('<Hangup');
  });

  it('is not rung at night, while away, without a number, or by their own telephone', async () => {
    const number = newNumber();
    await contact(number);
    expect(await isRung(number)).toBe(true);
    await setMia({ timeZone: 'Asia/Tokyo' });
    expect(await isRung(number)).toBe(false);
    await setMia({ timeZone: null, awayFrom: '2026-11-19', awayUntil: '2026-11-20' });
    expect(await isRung(number)).toBe(false);
    await setMia({ awayFrom: '2026-11-21', awayUntil: null });
    expect(await isRung(number)).toBe(true);
    await setMia({ awayFrom: null, phone: null });
    expect(await isRung(number)).toBe(false);
    await setMia({ phone: number });
    expect((await send('incoming', number, newSid())).text).not.toContain('<Number');
  });
});

describe('[MSG-71] a caller whom nobody answers', () => {
  type Kept = {
    readonly subject: string;
    readonly recorded: string | null;
    readonly recording: readonly string[] | null;
  };
  const keptOf = (number: string) =>
    given.w.tenant.rows<Kept>(
      `select fields ->> 'subject' as subject, fields ->> 'recorded' as recorded, fields -> 'recording' as recording from store.crm_activity where fields ->> 'number' = $1`,
      [number],
    );
  /** Lets a call ring in vain. Returns the address for reports about the message. */
  const missed = async (number: string, sid: string): Promise<string> => {
    await send('incoming', number, sid);
    const { text } = await send('incoming-ended', number, sid, { DialCallStatus: 'no-answer' });
    expect(text).toMatch(/<Say>.*leave a message.*<\/Say><Record[^>]*maxLength="120"/);
    expect(/<Record[^>]*action="([^"]*)"/.exec(text)?.[1]).toBe(`${textsAt}/calls/incoming-left`);
    return (/recordingStatusCallback="([^"]*)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&');
  };
  const leave = (sid: string, end: string): string => {
    const recording = `RE${end.padStart(32, '0')}`;
    given.service.recordings.set(recording, { callSid: sid, bytes: sound });
    return recording;
  };
  const report = (url: string, RecordingSid: string) => given.send(url, { AccountSid: twilioAccount.account, RecordingSid, RecordingStatus: 'completed' }); // prettier-ignore

  it('may leave a message, which is a file on the missed call, once', async () => {
    const [number, sid] = [newNumber(), newSid()];
    const cleo = await contact(number);
    const [url] = await Promise.all([missed(number, sid), missed(number, sid)]);
    const recording = leave(sid, 'a1');
    await Promise.all([report(url, recording), report(url, recording)]);
    for (let turn = 0; turn < 3; turn += 1) await given.run();
    await report(url, recording);
    await given.run();
    const [kept, ...more] = await keptOf(number);
    expect([kept?.subject, kept?.recorded, kept?.recording?.length, more]).toEqual(['Missed call', 'message', 1, []]);
    const file = await given.w.tenant.fields('platform/file', kept?.recording?.[0] ?? '');
    expect(file).toMatchObject({ about: `crm/contact:${cleo}`, name: expect.stringMatching(/^Message of .*\.mp3$/) as string }); // prettier-ignore
    expect(given.service.recordings.has(recording)).toBe(false);
    expect((await send('incoming-left', number, sid)).text).toMatch(/Thank you.*<Hangup/);
  });

  it('leaves one also where its report was lost, and the log stays as it is where they said nothing', async () => {
    const [[said, saidSid], [silent, silentSid]] = [
      [newNumber(), newSid()],
      [newNumber(), newSid()],
    ] as const;
    await missed(said, saidSid);
    await missed(silent, silentSid);
    leave(saidSid, 'a2');
    given.test.advance(11 * 60_000);
    for (let turn = 0; turn < 3; turn += 1) await given.run();
    expect((await keptOf(said))[0]?.recorded).toBe('message');
    for (let turn = 0; turn < 6; turn += 1) {
      given.test.advance(30 * 60_000);
      await given.run();
    }
    expect(await keptOf(silent)).toEqual([{ subject: 'Missed call', recorded: null, recording: null }]);
  });

  it('leaves one also where its report came after it was asked for in vain', async () => {
    const [number, sid] = [newNumber(), newSid()];
    const url = await missed(number, sid);
    for (let turn = 0; turn < 6; turn += 1) {
      given.test.advance(30 * 60_000);
      await given.run();
    }
    expect((await keptOf(number))[0]?.recorded).toBeNull();
    await report(url, leave(sid, 'a4'));
    for (let turn = 0; turn < 3; turn += 1) await given.run();
    const [kept] = await keptOf(number);
    expect([kept?.recorded, kept?.recording?.length]).toEqual(['message', 1]);
  });

  it('with a hidden number is told that nobody is there, and no message of another call can be reported', async () => {
    expect((await send('incoming', 'anonymous', newSid())).text).not.toContain('<Record');
    const [number, sid] = [newNumber(), newSid()];
    const url = new URL(await missed(number, sid));
    url.searchParams.set('call', given.w.id());
    await report(url.href, leave(sid, 'a3'));
    const forged = await given.send(url.href, { AccountSid: twilioAccount.account }, `${url.href}&x=1`);
    await given.run();
    expect([forged.status, (await keptOf(number))[0]?.recorded]).toEqual([403, null]);
  });
});
