import { serviceIdOf } from '@outpost/domain/kernel/hashed-id';
import { describe, expect, it } from 'vitest';
import { changeEdit, made } from '../../testing/test-server.ts';
import { givenTexts, ourNumber } from '../../testing/texts/texts-world.ts';

const given = givenTexts();
let numbers = 200;
const newNumber = (): string => `+13035550${(numbers += 1)}`;
let sids = 0;
const newSid = (): string => `SM${String((sids += 1)).padStart(32, '0')}`;
/** The texts of a number that came in. */
const inOf = (number: string) =>
  given.w.tenant.rows<{ about: string; body: string; owner: string | null }>(
    `select fields ->> 'about' as about, fields ->> 'body' as body, owner_id as owner from store.crm_activity where fields ->> 'number' = $1 and fields ->> 'direction' = 'in' order by created_at, id`,
    [number],
  );
const stopsOf = (number: string) =>
  given.w.tenant.rows<{ ended: string | null; by: string }>(
    `select fields ->> 'endedAt' as ended, created_by as by from store.crm_suppression where fields ->> 'address' = $1 order by created_at, id`,
    [number],
  );
const say = async (number: string, words: string, sid = newSid()) => {
  const answer = await given.incoming(sid, words, { From: number });
  expect(answer.status).toBe(200);
};
const contact = async (fields: Readonly<Record<string, string>>) => {
  const id = given.w.id();
  await given.w.mia.do([made(id, 'crm/contact', { name: 'Cleo', ...fields }, { ownerId: given.w.mia.userId })]);
  return id;
};

describe('[MSG-13] a text message that comes in', () => {
  it('lands on the deal of the newest text with its number, for the owner of the deal', async () => {
    const number = newNumber();
    await contact({ name: 'Cleo', phone: number });
    const { deal } = await given.write({ number, happensAt: '2026-11-20T07:00:00.000Z' });
    await given.run();
    await say(number, 'Nine is fine.');
    expect(await inOf(number)).toEqual([
      { about: `crm/deal:${deal}`, body: 'Nine is fine.', owner: given.w.mia.userId },
    ]);
    given.test.advance(1_000);
    const { deal: later } = await given.write({ number, happensAt: '2026-11-20T23:00:00.000Z' });
    await say(number, 'Or ten.');
    expect((await inOf(number)).map(({ about }) => about)).toEqual([`crm/deal:${deal}`, `crm/deal:${later}`]);
  });

  it('passes over a deal that was deleted, and lands on the person with the number', async () => {
    const number = newNumber();
    const person = await contact({ name: 'Cleo', mobile: number });
    const { deal } = await given.write({ number });
    await given.w.mia.do([changeEdit(deal, 'crm/deal', { life: ['alive', 'deleted'] })]);
    await say(number, 'Hello?');
    expect((await inOf(number)).map(({ about }) => about)).toEqual([`crm/contact:${person}`]);
  });

  it('from an unknown number makes one lead, also where two come at the same moment', async () => {
    const number = newNumber();
    await Promise.all([say(number, 'Do you do roofs?'), say(number, 'And gutters?')]);
    await say(number, 'Anybody?');
    const texts = await inOf(number);
    expect(texts.map(({ body }) => body).toSorted()).toEqual(['And gutters?', 'Anybody?', 'Do you do roofs?']);
    const abouts = [...new Set(texts.map(({ about }) => about))];
    expect(abouts).toHaveLength(1);
    expect(await given.w.tenant.fields('crm/lead', abouts[0]?.split(':')[1] ?? '')).toMatchObject({ name: number, phone: number, status: 'new' }); // prettier-ignore
  });

  it('is kept once, however often and however much at the same time it comes', async () => {
    const [number, sid] = [newNumber(), newSid()];
    await Promise.all(Array.from({ length: 6 }, () => say(number, 'Once', sid)));
    await say(number, 'Once', sid);
    expect((await inOf(number)).map(({ body }) => body)).toEqual(['Once']);
  });

  it('says that pictures came with it, and keeps strange characters', async () => {
    const number = newNumber();
    await given.incoming(newSid(), 'Look \u0000 😀 <b>', { From: number, NumMedia: '2' });
    expect((await inOf(number))[0]?.body).toBe(
      'Look  😀 <b>\n\n2 pictures or files came with it and could not be fetched. The provider of texts has them.',
    );
  });

  it('[MSG-16] reaches only the organisation with the number', async () => {
    const [number, other] = [newNumber(), await given.test.tenant('Other')];
    given.senders[other.orgId] = '+14155550102';
    await given.incoming(newSid(), 'Hello', { From: number, To: '+14155550102' });
    expect(await inOf(number)).toEqual([]);
    const there = await other.rows(`select id from store.crm_activity where fields ->> 'number' = $1`, [number]);
    expect(there).toHaveLength(1);
    delete given.senders[other.orgId];
    expect(given.senders[given.w.tenant.orgId]).toBe(ourNumber);
  });
});

describe('[MSG-14] the words STOP and START', () => {
  it('STOP suppresses the number for every purpose, and a text that waits is not sent', async () => {
    const number = newNumber();
    const { text } = await given.write({ number, purpose: 'contract' });
    await say(number, 'Stop, please.');
    await given.run();
    expect(given.service.taken.filter(({ To }) => To === number)).toEqual([]);
    expect((await given.fields(text))?.['deliveryError']).toMatch(/it opted out \(MSG-3\)\.$/);
    expect((await inOf(number)).map(({ body }) => body)).toEqual(['Stop, please.']);
  });

  it('a second STOP adds nothing; START ends what STOP has made', async () => {
    const number = newNumber();
    await say(number, 'STOP');
    await say(number, 'Arrêt');
    expect(await stopsOf(number)).toEqual([{ ended: null, by: serviceIdOf('crm') }]);
    await say(number, 'Start');
    expect((await stopsOf(number)).map(({ ended }) => ended !== null)).toEqual([true]);
    const { text } = await given.write({ number });
    await given.run();
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'sent' });
    await say(number, 'STOP');
    expect((await stopsOf(number)).filter(({ ended }) => ended !== null)).toHaveLength(1);
  });

  it('START gives back nothing that a colleague has entered', async () => {
    const number = newNumber();
    const own = { address: number, channel: 'text', reason: 'opt-out', since: '2026-11-01T00:00:00.000Z' };
    await given.w.mia.do([made(given.w.id(), 'crm/suppression', own, { ownerId: given.w.mia.userId })]);
    await say(number, 'START');
    expect(await stopsOf(number)).toEqual([{ ended: null, by: given.w.mia.userId }]);
  });

  it('a doubled STOP after a START stops nothing again', async () => {
    const [number, sid] = [newNumber(), newSid()];
    await say(number, 'STOP', sid);
    await say(number, 'START');
    await say(number, 'STOP', sid);
    expect((await stopsOf(number)).map(({ ended }) => ended !== null)).toEqual([true]);
  });

  it('HELP, and STOP from a short code, are texts like any other', async () => {
    const number = newNumber();
    await say(number, 'HELP');
    await say('72345', 'STOP');
    expect([await stopsOf(number), await stopsOf('72345')]).toEqual([[], []]);
    expect((await inOf('72345')).map(({ body }) => body)).toEqual(['STOP']);
  });
});
