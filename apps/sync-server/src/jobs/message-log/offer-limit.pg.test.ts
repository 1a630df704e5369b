import type { JsonValue } from '@outpost/domain/kernel/json';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { givenOffers } from '../../testing/messages/offers-world.ts';
import { changeEdit } from '../../testing/test-server.ts';
import { type LoggedOrder, logLeaving } from './log-messages.ts';
import { whyTooManyOffers } from './offer-limit.ts';

const given = givenOffers();
const cleo = 'cleo@example.com';
const dayMs = 86_400_000;

/** Sets the limit of offers. */
async function limit(most: number, days: number): Promise<void> {
  const [organisation] = await given.w.tenant.rows<{ id: string; fields: Readonly<Record<string, JsonValue>> }>('select id, fields from store.platform_organisation'); // prettier-ignore
  const { offersMost = null, offersDays = null } = organisation?.fields ?? {};
  await given.accepted(given.w.ann, [changeEdit(organisation?.id ?? '', 'platform/organisation', { offersMost: [offersMost, most], offersDays: [offersDays, days] })]); // prettier-ignore
}
const ends = (mails: readonly string[]) => Promise.all(mails.map(async (mail) => { const fields = await given.fields(mail); return fields?.['deliveryError'] ?? fields?.['deliveryStatus']; })); // prettier-ignore
const why = 'cleo@example.com got 2 offers by e-mail in the last 7 days, and no more are allowed (MSG-35).';

describe('[MSG-35] offers above the limit', () => {
  it('are refused and logged; messages about a contract and offers to others go out', async () => {
    await limit(2, 7);
    await given.agreed(cleo);
    await given.agreed('noor@example.com');
    const mails = [await given.offer(cleo), await given.offer('Cleo@Example.com'), await given.offer(cleo)];
    const others = [await given.offer(cleo, { purpose: 'contract' }), await given.offer('noor@example.com')];
    await given.run();
    expect((await ends(mails)).map(String).toSorted()).toEqual([expect.stringContaining('(MSG-35).'), 'sent', 'sent']);
    expect(await ends(others)).toEqual(['sent', 'sent']);
    const refused = await given.w.tenant.rows(
      `select rule, receiver_key from store.message_log where state = 'refused'`,
    );
    expect(refused).toEqual([{ rule: 'MSG-35', receiver_key: 'cleo@example.com' }]);
    expect((await given.noted()).filter(({ action }) => action === 'message/refused')).toHaveLength(1);
  });

  it('count for so many days, and no longer', async () => {
    await limit(2, 7);
    await given.agreed(cleo);
    const first = [await given.offer(cleo), await given.offer(cleo)];
    await given.run();
    given.test.advance(7 * dayMs - 60_000);
    const early = await given.offer(cleo);
    await given.run();
    given.test.advance(2 * 60_000);
    const later = await given.offer(cleo);
    await given.run();
    expect(await ends([...first, early, later])).toEqual(['sent', 'sent', why, 'sent']);
  });

  it('two servers together send no more than the limit', async () => {
    await limit(2, 7);
    await given.agreed(cleo);
    const mails = [];
    for (let n = 0; n < 6; n += 1) mails.push(await given.offer(cleo));
    await Promise.all([given.run(), given.run(), given.run()]);
    await given.run();
    expect((await ends(mails)).filter((end) => end === 'sent')).toHaveLength(2);
    expect(given.mails).toHaveLength(2);
  });

  it('do not count against their own second try', async () => {
    await limit(1, 7);
    await given.agreed(cleo);
    given.answers.push(() => Promise.resolve({ status: 'unclear', why: 'The connection broke.' }));
    const mail = await given.offer(cleo);
    await given.run();
    expect((await given.fields(mail))?.['deliveryStatus']).toBe('unknown');
    await given.accepted(given.w.mia, [changeEdit(mail, 'crm/activity', { deliveryDecision: [null, 'again'] })]);
    await given.run();
    expect(await ends([mail])).toEqual(['sent']);
  });

  it('are counted behind a lock: a server waits for the other one that is about to send to the same address', async () => {
    await limit(1, 7);
    const { orgId } = given.w.tenant;
    const { database, clock } = given.test;
    const ports = { clock, random: randomBytes };
    const orderTo = (address: string): LoggedOrder => ({
      intent: 'email crm/activity',
      id: given.w.id(),
      fence: 1,
      entity: 'crm/activity',
      author: given.w.mia.userId,
      files: [],
      messages: [{ message: { channel: 'email', purpose: 'offers', address }, verdict: { allowed: true, ground: { by: 'contract' } } }], // prettier-ignore
    });
    const inOrder: string[] = [];
    const send = (name: string, order: LoggedOrder, meanwhile: Promise<unknown>) =>
      inTenant(database, { orgId, mode: 'write' }, async (tx) => {
        const problem = await whyTooManyOffers(tx, orgId, { order, nowMs: clock.nowMs() });
        if (problem === undefined) await logLeaving(tx, orgId, { ports, orders: [{ order }] });
        inOrder.push(`${name}: ${problem === undefined ? 'leaves' : 'is refused'}`);
        await meanwhile;
      });
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const first = send('first', orderTo(cleo), held);
    await expect.poll(() => inOrder).toEqual(['first: leaves']);
    const second = send('second', orderTo('CLEO@example.com'), Promise.resolve());
    await send('other', orderTo('noor@example.com'), Promise.resolve()); // another address waits for nobody
    letGo();
    await Promise.all([first, second]);
    expect(inOrder).toEqual(['first: leaves', 'other: leaves', 'second: is refused']);
  });
});
