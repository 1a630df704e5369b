import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { waitingMails } from '../../identity/mail/outbox.ts';
import { confirmLinks } from '../../integrations/email/confirm-links.ts';
import { optOutLinks } from '../../integrations/email/opt-out-links.ts';
import { givenOffers, offersAt } from '../../testing/messages/offers-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';

const given = givenOffers();
const day = 86_400_000;
type Fields = Readonly<Record<string, JsonValue>>;

const ask = (url: string, method = 'POST'): Promise<Response> =>
  Promise.resolve(given.test.server.app.request(url.slice(new URL(url).origin.length), { method }));
const mailsTo = async (address: string) =>
  (await given.test.database.transaction('snapshot', (tx) => waitingMails(tx, { keys: given.test.keys })))
    .map(({ mail }) => mail)
    .filter(({ to }) => to === address);
const linkIn = (text = ''): string => /https:\S+\/confirm\/\S+/.exec(text)?.[0] ?? '';
let count = 0;
const newAddress = (): string => `cleo${(count += 1)}-${given.w.id()}@example.com`;

/** Makes a contact with a consent to offers that must be confirmed. */
async function consented(address: string, { contact: contactFields = {}, ...fields }: { readonly contact?: Fields } & Fields = {}): Promise<string> {
  const [contact, consent] = [given.w.id(), given.w.id()];
  const givenAt = new Date(given.test.clock.nowMs() - 60_000).toISOString();
  await given.accepted(given.w.moe, [made(contact, 'crm/contact', { name: 'Cleo', email: address, ...contactFields }, { ownerId: given.w.moe.userId })]);
  await given.accepted(given.w.moe, [made(consent, 'crm/consent', { about: `crm/contact:${contact}`, channel: 'email', purpose: 'offers', standing: 'given', address, givenAt, source: 'Form', wording: 'Yes, send me offers.', mustBeConfirmed: true, ...fields })]);
  return consent;
} // prettier-ignore
const fieldsOf = (consent: string) => given.w.tenant.fields('crm/consent', consent);
const outcome = async (mail: string) => (await given.fields(mail))?.['deliveryStatus'];

describe('[MSG-50] a consent that must be confirmed', () => {
  it('brings one e-mail with its words and a link, and counts once the button of its page is pressed', async () => {
    await given.run(); // the reader begins here
    const address = newAddress();
    const consent = await consented(address);
    await given.run();
    await given.run();
    const [mail, ...more] = await mailsTo(address);
    expect(more).toEqual([]);
    expect(mail?.subject).toMatch(/^Please confirm: offers by e-mail from /);
    expect(mail?.text).toContain('Yes, send me offers.');
    const link = linkIn(mail?.text);
    expect(link).toMatch(new RegExp(`^${offersAt}/confirm/[A-Za-z0-9_-]{64}$`));
    const early = await given.offer(address);
    await given.run();
    expect(await outcome(early)).toBe('failed'); // MSG-6
    for (let opened = 0; opened < 2; opened += 1) {
      const page = await ask(link, 'GET');
      const html = await page.text();
      expect([page.status, html.includes('<form method="post">'), html.includes(address)]).toEqual([200, true, false]);
    }
    expect((await fieldsOf(consent))?.['confirmedAt']).toBeUndefined(); // opening confirms nothing
    const pressed = await Promise.all([ask(link), ask(link)]);
    expect(pressed.map(({ status }) => status)).toEqual([200, 200]);
    const kept = await fieldsOf(consent);
    expect(kept).toMatchObject({ confirmedAt: new Date(given.test.clock.nowMs()).toISOString(), wording: 'Yes, send me offers.' }); // prettier-ignore
    expect(kept?.['proof']).toContain(`Confirmed by the link in the e-mail to ${address}.`);
    given.test.advance(day);
    await ask(link);
    expect((await fieldsOf(consent))?.['confirmedAt']).toBe(kept?.['confirmedAt']);
    const offer = await given.offer(address);
    await given.run();
    expect(await outcome(offer)).toBe('sent');
  });

  it('is not asked about at an address to which nobody may write, or of a person who must not be contacted', async () => {
    await given.run();
    const [suppressed, unwanted] = [newAddress(), newAddress()];
    await given.accepted(given.w.ann, [made(given.w.id(), 'crm/suppression', { address: suppressed, channel: 'email', reason: 'opt-out', since: new Date(given.test.clock.nowMs()).toISOString() })]); // prettier-ignore
    await consented(suppressed);
    await consented(unwanted, { contact: { doNotContact: true } });
    await given.run();
    expect([await mailsTo(suppressed), await mailsTo(unwanted)]).toEqual([[], []]);
    const rows = await given.w.tenant.rows<{ why: string }>('select why from store.confirmation where org_id = $1 order by why', [given.w.tenant.orgId]); // prettier-ignore
    expect(rows.map(({ why }) => why)).toEqual(['MSG-1', 'MSG-3']);
  });

  it('is not asked about where it needs no confirmation, or for another channel', async () => {
    await given.run();
    const address = newAddress();
    await consented(address, { mustBeConfirmed: false });
    await consented(address, { channel: 'text', address: '+15550142199' });
    await given.run();
    expect(await mailsTo(address)).toEqual([]);
  });

  it('brings at most three e-mails a day to one address', async () => {
    await given.run();
    const address = newAddress();
    for (let n = 0; n < 5; n += 1) await consented(n % 2 === 0 ? address : address.toUpperCase());
    await given.run();
    const all = [...(await mailsTo(address)), ...(await mailsTo(address.toUpperCase()))];
    expect(all).toHaveLength(3);
  });

  it('is not confirmed by a forged link, one of another purpose, or one that is older than 30 days', async () => {
    await given.run();
    const address = newAddress();
    const consent = await consented(address);
    await given.run();
    const link = linkIn((await mailsTo(address))[0]?.text);
    const token = link.slice(link.lastIndexOf('/') + 1);
    const mac = given.test.keys.attemptMac;
    const forged = [
      ...Array.from({ length: token.length }, (_, at) => `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`), // prettier-ignore
      optOutLinks({ mac, at: offersAt }).addressOf({ orgId: given.w.tenant.orgId, messageId: consent }).split('/').at(-1) ?? '', // prettier-ignore
      '',
      'x'.repeat(64),
    ];
    const genuine = await ask(link, 'GET');
    for (const wrong of forged.slice(0, -2)) expect((await ask(`${offersAt}/confirm/${wrong}`)).status).toBe(200);
    expect(await (await ask(`${offersAt}/confirm/${forged.at(-1)}`, 'GET')).text()).toBe(await genuine.text());
    expect((await fieldsOf(consent))?.['confirmedAt']).toBeUndefined();
    given.test.advance(31 * day);
    await ask(link);
    expect((await fieldsOf(consent))?.['confirmedAt']).toBeUndefined();
  });

  it('is not confirmed by a link for a consent about which nobody was asked', async () => {
    const consent = await consented(newAddress());
    const link = confirmLinks({ mac: given.test.keys.attemptMac, at: offersAt }).addressOf({ orgId: given.w.tenant.orgId, id: consent }); // prettier-ignore
    expect((await ask(link)).status).toBe(200);
    expect((await fieldsOf(consent))?.['confirmedAt']).toBeUndefined();
  });

  it('stays refused where the person has refused after they were asked', async () => {
    await given.run();
    const address = newAddress();
    const consent = await consented(address);
    await given.run();
    const link = linkIn((await mailsTo(address))[0]?.text);
    const about = (await fieldsOf(consent))?.['about'] ?? null;
    given.test.advance(60_000);
    await given.accepted(given.w.moe, [made(given.w.id(), 'crm/consent', { about, channel: 'email', purpose: 'offers', standing: 'refused', givenAt: new Date(given.test.clock.nowMs()).toISOString(), source: 'Call' })]); // prettier-ignore
    await ask(link);
    const offer = await given.offer(address);
    await given.run();
    expect(await outcome(offer)).toBe('failed');
  });

  it('is asked about once where several servers work at the same moment', async () => {
    await given.run();
    const address = newAddress();
    await consented(address);
    await Promise.all([given.run(), given.run(), given.run()]);
    expect(await mailsTo(address)).toHaveLength(1);
  });

  it('brings no e-mail where it was confirmed by hand before the server came to it', async () => {
    await given.run();
    const address = newAddress();
    const consent = await consented(address);
    await given.accepted(given.w.moe, [changeEdit(consent, 'crm/consent', { confirmedAt: [null, new Date(given.test.clock.nowMs()).toISOString()] })]); // prettier-ignore
    await given.run();
    expect(await mailsTo(address)).toEqual([]);
  });
});
