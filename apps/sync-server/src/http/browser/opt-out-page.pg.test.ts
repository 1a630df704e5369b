import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { describe, expect, it } from 'vitest';
import { optOutLinks } from '../../integrations/email/opt-out-links.ts';
import { givenOffers, offersAt, postalAddress } from '../../testing/messages/offers-world.ts';
import { made } from '../../testing/test-server.ts';

const given = givenOffers();
const cleo = 'cleo@example.com';
const form = 'application/x-www-form-urlencoded';
const oneClick = 'List-Unsubscribe=One-Click';

type Sent = { readonly method?: string; readonly body?: string; readonly type?: string };
const ask = (url: string, { method = 'POST', body = oneClick, type = form }: Sent = {}): Promise<Response> =>
  Promise.resolve(
    given.test.server.app.request(url.slice(new URL(url).origin.length), {
      method,
      ...(method === 'GET'
        ? {}
        : { headers: { 'content-type': type, 'content-length': `${Buffer.byteLength(body)}` }, body }),
    }),
  );
const suppressions = async () =>
  (await given.w.tenant.rows<{ fields: Readonly<Record<string, unknown>> }>('select fields from store.crm_suppression order by created_at, id')).map(({ fields }) => fields); // prettier-ignore
const outcome = async (mail: string) => {
  const { deliveryStatus, deliveryError = null } = (await given.fields(mail)) ?? {};
  return [deliveryStatus, deliveryError];
};
/** Sends an offer to a person who agreed. Returns the link below it. */
async function sentLink(to = cleo): Promise<string> {
  await given.agreed(to);
  await given.offer(to);
  await given.run();
  return given.linkIn(given.mails.at(-1));
}

describe('[MSG-36] an offer by e-mail', () => {
  it('shows the postal address and a link to opt out, as text, as HTML and in its headers', async () => {
    const own = { ownerId: given.w.mia.userId };
    const [template, version] = [given.w.id(), given.w.id()];
    await given.accepted(given.w.mia, [
      made(template, 'crm/template', { name: 'Autumn', about: 'crm/deal' }, own),
      made(version, 'crm/template-version', { template, subject: 'a', words: 'b', frame: houseFrame }, own), // prettier-ignore
    ]);
    await given.agreed(cleo);
    await given.offer(cleo, { templateVersion: version });
    await given.run();
    const [mail] = given.mails;
    const link = given.linkIn(mail);
    expect(link).toMatch(new RegExp(`^${offersAt}/opt-out/[A-Za-z0-9_-]{64}$`));
    expect(mail?.headers.get('list-unsubscribe-post')).toBe(oneClick);
    const { raw = '' } = mail ?? {};
    const [text, html] = [raw.slice(0, raw.indexOf('text/html')), raw.slice(raw.indexOf('text/html'))];
    for (const line of postalAddress.split('\n')) {
      expect(text).toContain(`\r\n${line}\r\n`);
      expect(html).toContain(line);
    }
    expect(text).toContain(`Get no more offers and surveys by e-mail: ${link}`);
    expect(html).toContain(`<a href="${link}"`);
    expect(html.indexOf(link)).toBeLessThan(html.indexOf('</body>'));
    expect(link).not.toContain('cleo');
  });

  it('is refused without the postal address, with the place where it is entered; a contract goes without', async () => {
    await given.w.setPostalAddress(null);
    await given.agreed(cleo);
    const [offer, contract] = [await given.offer(cleo), await given.offer(cleo, { purpose: 'contract' })];
    await given.run();
    expect(await outcome(offer)).toEqual(['failed', 'Offers by e-mail must show the postal address of your organisation. An administrator enters it in Settings, Organisation (MSG-36).']); // prettier-ignore
    expect(await outcome(contract)).toEqual(['sent', null]);
    const [mail] = given.mails;
    expect([mail?.headers.has('list-unsubscribe'), mail?.raw.includes('opt-out')]).toEqual([false, false]);
    await given.w.setPostalAddress(' \n ');
    const blank = await given.offer(cleo);
    await given.run();
    expect((await outcome(blank))[0]).toBe('failed');
  });
});

describe('[MSG-37] the link below an offer', () => {
  it('asks, and stops nothing when it is only opened', async () => {
    const link = await sentLink();
    for (let opened = 0; opened < 3; opened += 1) {
      const page = await ask(link, { method: 'GET' });
      const html = await page.text();
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
      expect(html).toContain('<form method="post">');
      expect(html).not.toMatch(/cleo|Fenwright|<script/);
    }
    expect(await suppressions()).toEqual([]);
  });

  it.each([
    ['a mail program with a form', oneClick, form],
    ['a mail program with parts', '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n', 'multipart/form-data; boundary=x'],
    ['the button of the page', '', form],
  ])('opts out at once, without sign-in, for %s', async (_, body, type) => {
    const link = await sentLink();
    const answer = await ask(link, { body, type });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<h1>Done</h1>')]);
    expect(await suppressions()).toMatchObject([{ address: cleo, channel: 'email', reason: 'opt-out', covers: 'offers' }]);
    const [offer, survey, contract] = [await given.offer(cleo), await given.offer(cleo, { purpose: 'surveys' }), await given.offer(cleo, { purpose: 'contract' })]; // prettier-ignore
    await given.run();
    expect((await outcome(offer))[1]).toMatch(/^E-mails with offers to cleo@example\.com are stopped since .*: it opted out \(MSG-3\)\.$/);
    expect((await outcome(survey))[0]).toBe('failed');
    expect((await outcome(contract))[0]).toBe('sent');
  }); // prettier-ignore

  it('is used twice with the effect of once, at the same moment too, and the journal has it once', async () => {
    const link = await sentLink();
    const answers = await Promise.all([ask(link), ask(link), ask(link)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await ask(link)).status).toBe(200);
    expect(await suppressions()).toHaveLength(1);
    const noted = await given.noted();
    expect(noted.map(({ action }) => action)).toEqual(['message/sent', 'message/opted-out']);
    expect(noted[1]?.by).not.toBe(given.w.mia.userId); // the service of the pack
  });

  it('stops offers again after an administrator has ended the suppression', async () => {
    const link = await sentLink();
    await ask(link);
    const [row] = await given.w.tenant.rows<{ id: string }>('select id from store.crm_suppression');
    const now = new Date(given.test.clock.nowMs()).toISOString();
    await given.accepted(given.w.ann, [given.w.set(row?.id ?? '', { endedAt: [null, now] }, 'crm/suppression')]);
    given.test.advance(1_000);
    await ask(link);
    expect(await suppressions()).toHaveLength(2);
  });

  it('stops the address that got the e-mail, although its record names another one now', async () => {
    await given.agreed(cleo);
    const mail = await given.offer(cleo);
    await given.run();
    await given.accepted(given.w.mia, [given.w.set(mail, { toAddress: [cleo, 'noor@example.com'] }, 'crm/activity')]);
    await ask(given.linkIn(given.mails[0]));
    expect(await suppressions()).toMatchObject([{ address: cleo }]);
  });

  it('changes nothing for a message that the log does not have, and for another organisation', async () => {
    await sentLink();
    const links = optOutLinks({ mac: given.test.keys.attemptMac, at: offersAt });
    const other = await given.test.tenant('Harbour');
    const [row] = await given.w.tenant.rows<{ id: string }>('select id from store.message_log');
    for (const link of [
      { orgId: given.w.tenant.orgId, messageId: given.test.newId() },
      { orgId: given.test.newId(), messageId: row?.id ?? '' },
      { orgId: other.orgId, messageId: row?.id ?? '' },
    ])
      expect((await ask(links.addressOf(link))).status).toBe(200);
    expect(await suppressions()).toEqual([]);
    expect(await other.rows('select id from store.crm_suppression')).toEqual([]);
  });
});

/** Each changes one thing of a token that this server made. `other`: of another message. */
const forgeries: Readonly<Record<string, (token: string, other: string) => string>> = {
  'no mac': (token) => token.slice(0, 43),
  'half a mac': (token) => token.slice(0, 54),
  'one letter less': (token) => token.slice(0, -1),
  'one letter more': (token) => `${token}A`,
  'another first letter': (token) => (token.startsWith('A') ? 'B' : 'A') + token.slice(1),
  'another last letter': (token) => token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A'),
  'another first letter of its mac': (token) => token.slice(0, 43) + (token.charAt(43) === 'A' ? 'B' : 'A') + token.slice(44),
  'another letter of the organisation': (token) => token.slice(0, 10) + (token.charAt(10) === 'A' ? 'B' : 'A') + token.slice(11),
  'another letter of the message': (token) => token.slice(0, 30) + (token.charAt(30) === 'A' ? 'B' : 'A') + token.slice(31),
  'a mac of zeros': (token) => Buffer.concat([Buffer.from(token, 'base64url').subarray(0, 32), Buffer.alloc(16)]).toString('base64url'),
  'a mac of ones': (token) => Buffer.concat([Buffer.from(token, 'base64url').subarray(0, 32), Buffer.alloc(16, 255)]).toString('base64url'),
  'the mac of another message': (token, other) => Buffer.concat([Buffer.from(token, 'base64url').subarray(0, 32), Buffer.from(other, 'base64url').subarray(32)]).toString('base64url'),
  'the message of another token': (token, other) => Buffer.concat([Buffer.from(token, 'base64url').subarray(0, 16), Buffer.from(other, 'base64url').subarray(16, 32), Buffer.from(token, 'base64url').subarray(32)]).toString('base64url'),
  'its parts in another order': (token) => Buffer.concat([Buffer.from(token, 'base64url').subarray(16), Buffer.from(token, 'base64url').subarray(0, 16)]).toString('base64url'),
  'organisation and message swapped': (token) => Buffer.concat([Buffer.from(token, 'base64url').subarray(16, 32), Buffer.from(token, 'base64url').subarray(0, 16), Buffer.from(token, 'base64url').subarray(32)]).toString('base64url'),
  'its bytes backwards': (token) => Buffer.from(Buffer.from(token, 'base64url').toReversed()).toString('base64url'),
  'its letters backwards': (token) => [...token].toReversed().join(''),
  'in upper case': (token) => token.toUpperCase(),
  'in lower case': (token) => token.toLowerCase(),
  'in the other alphabet of base64': (token) => encodeURIComponent(`+/${token.slice(2)}`),
  'with padding': (token) => `${token}==`,
  'with a blank': (token) => `${token}%20`,
  'with a line end': (token) => `${token}%0A`,
  'with a zero byte': (token) => `${token}%00`,
  'with a query inside': (token) => `${token}%3Fx=1`,
  'with a full stop': (token) => `${token}.`,
  'in hexadecimal': (token) => Buffer.from(token, 'base64url').toString('hex'),
  'twice': (token) => token + token,
  'the ids in plain': () => `${given.w.tenant.orgId}.${given.test.newId()}`,
  'an address': () => encodeURIComponent(cleo),
  'a quote': () => encodeURIComponent("' or true --"),
  'a path': () => encodeURIComponent('../../etc/passwd'),
  'markup': () => encodeURIComponent('<script>alert(1)</script>'),
  'signed by another key': () => optOutLinks({ mac: () => Buffer.alloc(32, 7), at: offersAt }).addressOf({ orgId: given.w.tenant.orgId, messageId: given.test.newId() }).slice(-64),
  'signed for another use': (token) => Buffer.concat([Buffer.from(token, 'base64url').subarray(0, 32), given.test.keys.attemptMac(Buffer.from(token, 'base64url').subarray(0, 32).toString('hex')).subarray(0, 16)]).toString('base64url'),
  'very long': () => 'A'.repeat(4_000),
}; // prettier-ignore

describe('[MSG-37] a forged link', () => {
  it('changes nothing, and is answered like a true one', { timeout: 60_000 }, async () => {
    const [link, another] = [await sentLink(), await sentLink('noor@example.com')];
    const base = link.slice(0, -64);
    const [token, other] = [link.slice(-64), another.slice(-64)];
    const truePage = await (await ask(link, { method: 'GET' })).text();
    const answers: unknown[] = [];
    for (const [name, forge] of Object.entries(forgeries)) {
      const url = base + forge(token, other);
      expect([name, url]).not.toEqual([name, link]);
      const [page, answer] = [await ask(url, { method: 'GET' }), await ask(url)];
      expect([name, page.status, await page.text()]).toEqual([name, 200, truePage]);
      answers.push([answer.status, await answer.text()]);
      expect([name, await suppressions()]).toEqual([name, []]);
    }
    expect(answers.length).toBeGreaterThanOrEqual(30);
    const trueAnswer = await ask(link);
    expect(new Set(answers.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify([trueAnswer.status, await trueAnswer.text()])])); // prettier-ignore
    expect(await suppressions()).toHaveLength(1); // the true one still counts
  });
});

describe('[MSG-37] a server without an address of its own', () => {
  const plain = givenOffers({ publicUrl: null });
  it('sends no offers, says why, and has no such page', async () => {
    await plain.agreed(cleo);
    const [offer, contract] = [await plain.offer(cleo), await plain.offer(cleo, { purpose: 'contract' })];
    await plain.run();
    const { deliveryStatus, deliveryError } = (await plain.fields(offer)) ?? {};
    expect([deliveryStatus, deliveryError]).toEqual(['failed', 'This server has no address of its own, so an offer cannot have a link to opt out. Its operator sets OUTPOST_PUBLIC_URL (MSG-37).']); // prettier-ignore
    expect(await plain.fields(contract)).toMatchObject({ deliveryStatus: 'sent' });
    expect((await plain.test.server.app.request(`/opt-out/${'A'.repeat(64)}`)).status).toBe(404);
  });
});
