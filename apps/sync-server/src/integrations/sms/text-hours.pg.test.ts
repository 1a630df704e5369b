import { describe, expect, it } from 'vitest';
import { changeEdit, made } from '../../testing/test-server.ts';
import { givenTexts } from '../../testing/texts/texts-world.ts';

const given = givenTexts();
const hourMs = 3_600_000;
const tokyo = '+819012345678';
/** The texts that the service has taken for a number. */
const takenFor = (number: string) => given.service.taken.filter(({ To }) => To === number).length;
const queued = (text: string) =>
  given.w.tenant.rows<{ status: string; attempts: number; opens: string | null }>(
    `select status, attempts, opens_at as opens from store.intent where id = $1`,
    [text],
  );
const nowMs = (): number => given.test.clock.nowMs();

// It is 18:00 UTC on 20 November: 11:00 in Denver, and 3:00 of the next day in Tokyo.
describe('[MSG-30] a text outside of the receiver’s hours', () => {
  it('waits until they begin, and uses up no try', async () => {
    const { text } = await given.write({ number: tokyo });
    await given.run();
    await given.run();
    expect(takenFor(tokyo)).toBe(0);
    expect(await queued(text)).toEqual([{ status: 'waiting', attempts: 0, opens: '2026-11-20T23:00:00.000Z' }]);
    given.test.advance(5 * hourMs - 1);
    await given.run();
    expect(takenFor(tokyo)).toBe(0);
    given.test.advance(1);
    await given.run();
    expect(takenFor(tokyo)).toBe(1);
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'sent' });
    given.test.advance(-5 * hourMs);
  });

  it('[MSG-31] waits for the hours of the number and of the person’s address', async () => {
    const number = '+13035550301';
    const lives = { city: 'Osaka', country: 'Japan' };
    await given.w.mia.do([made(given.w.id(), 'crm/contact', { name: 'Cleo', phone: number, address: lives }, { ownerId: given.w.mia.userId })]); // prettier-ignore
    const { text } = await given.write({ number });
    await given.run();
    expect(takenFor(number)).toBe(0);
    expect((await queued(text))[0]?.opens).toBe('2026-11-20T23:00:00.000Z');
  });

  it('that is changed while it waits still waits, and one that is taken back is not sent', async () => {
    const { text } = await given.write({ number: '+819012345679' });
    await given.run();
    await given.w.mia.do([changeEdit(text, 'crm/activity', { subject: [null, 'Tomorrow'] })]);
    await given.run();
    expect(takenFor('+819012345679')).toBe(0);
    expect((await queued(text))[0]).toMatchObject({ status: 'waiting', attempts: 0 });
    await given.w.mia.do([changeEdit(text, 'crm/activity', { deliveryDecision: [null, 'not-sent'] })]);
    await given.run();
    given.test.advance(5 * hourMs);
    await given.run();
    expect(takenFor('+819012345679')).toBe(0);
    given.test.advance(-5 * hourMs);
  });

  it('[MSG-32] is not sent where the orders before it took until the hours ended', async () => {
    const before = Array.from({ length: 5 }, (_, at) => `+1303555030${at + 4}`); // as many leave at the same time
    const last = '+13035550303';
    // 20:59 in Denver.
    given.test.advance(Date.parse('2026-11-21T03:59:00.000Z') - nowMs());
    for (const number of before) await given.write({ number });
    const { text } = await given.write({ number: last });
    const state = { isLate: false };
    const meanwhile = () => {
      if (!state.isLate) given.test.advance(2 * 60_000);
      state.isLate = true;
      return Promise.resolve();
    };
    given.service.answers.push(...before.map(() => ({ status: 201, meanwhile })));
    await given.run();
    expect([...before, last].map(takenFor)).toEqual([1, 1, 1, 1, 1, 0]);
    given.test.advance(61_000);
    await given.run();
    expect(takenFor(last)).toBe(0);
    expect((await queued(text))[0]).toMatchObject({
      status: 'waiting',
      attempts: 0,
      opens: '2026-11-21T15:00:00.000Z',
    });
  });
});
