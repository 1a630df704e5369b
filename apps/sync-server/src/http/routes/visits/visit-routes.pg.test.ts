import { readPageVisits } from '@outpost/domain/kernel/messages/page-visits';
import { openUseLinks } from '../../../integrations/mail-uses/use-links.ts';
import { offersAt } from '../../../testing/messages/offers-world.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { openAsRole } from '../../../db/open-as-role.ts';
import { noteVisit } from '../../../jobs/mail-uses/note-visit.ts';
import { openVisitTokens, visitTokenMs } from '../../../integrations/mail-uses/visit-tokens.ts';
import { eraseRecords } from '../../../records/erase/erase-records.ts';
import { browser, givenVisits, site } from '../../../testing/messages/visits-world.ts';
import { made } from '../../../testing/test-server.ts';

const world = givenVisits();
const { given, settle, says, follow, visit, post, kept, run } = world;
const minute = 60_000;
let lead: string;

beforeEach(async () => {
  given.test.advance(10 * minute); // the rate of an address is full again
  await world.turnOn();
  await run();
  lead = await world.lead();
});

/** The token of the link of an e-mail to a lead who agreed. */
async function agreedToken(): Promise<{ readonly token: string; readonly mail: string; readonly link: string }> {
  await says(lead, 'given');
  const { mail, link } = await world.sent(lead);
  const { token } = await follow(link);
  if (token === undefined) throw new Error('no token');
  return { token, mail, link };
}
const answerOf = async (answer: Response) => {
  const { 'x-request-id': _, ...headers } = Object.fromEntries(answer.headers);
  return { status: answer.status, headers, body: await answer.text() };
};

describe('[MSG-81] a link to a named website', () => {
  it('has a token with a person who agreed, and keeps its address as it was written', async () => {
    await says(lead, 'given');
    const { link } = await world.sent(lead, `${site}/prices?for=a%20b&x=1#top`);
    const { status, location, token } = await follow(link);
    expect([status, token]).toEqual([302, expect.stringMatching(/^[A-Za-z0-9_-]{88}$/)]);
    expect(location).toBe(`${site}/prices?for=a%20b&x=1&outpost_visit=${token}#top`);
    expect((await follow(link)).token).not.toBe(token);
    const bytes = Buffer.from(token ?? '', 'base64url');
    const org = Buffer.from(given.w.tenant.orgId.replaceAll('-', ''), 'hex');
    expect(bytes.includes(org)).toBe(false);
  });

  it('has none by a machine, or where a program only asks for the headers', async () => {
    await says(lead, 'given');
    const { link } = await world.sent(lead);
    for (const how of [{ agent: 'curl/8' }, { agent: '' }, { method: 'HEAD' }])
      expect((await follow(link, how)).location).toBe(`${site}/prices`);
  });

  it.each(['http://fenwright.example/', 'https://fenwright.example:8443/', 'https://other.example/', 'https://x.fenwright.example/'])('has none to %s', async (target) => {
    await says(lead, 'given');
    await world.sent(lead);
    const [message] = await given.w.tenant.rows<{ id: string }>('select id from store.message_log');
    const links = openUseLinks({ mac: given.test.keys.attemptMac, at: offersAt });
    const link = links.linkOf({ orgId: given.w.tenant.orgId, messageId: message?.id ?? '' }, target) ?? '';
    expect((await follow(link)).location).toBe(target);
  }); // prettier-ignore

  it('has none where the organisation does not note visits, or follows no e-mails', async () => {
    await says(lead, 'given');
    const { link } = await world.sent(lead);
    for (const off of [{ notesVisits: false }, { notesVisits: true, visitedHosts: [] }, { visitedHosts: ['fenwright.example'], followsMails: false }]) {
      await settle(off);
      expect((await follow(link)).token).toBeUndefined();
    }
    await settle({ followsMails: true });
    expect((await follow(link)).token).toBeDefined();
  }); // prettier-ignore

  it('has none where the person said nothing, refused, took it back, has not confirmed it, or agreed with another address', async () => {
    const { link } = await world.sent(lead);
    expect((await follow(link)).token).toBeUndefined();
    await says(lead, 'given', { mustBeConfirmed: true });
    expect((await follow(link)).token).toBeUndefined();
    given.test.advance(minute);
    await says(lead, 'given', { address: 'other@example.com' });
    expect((await follow(link)).token).toBeUndefined();
    given.test.advance(minute);
    await says(lead, 'given');
    expect((await follow(link)).token).toBeDefined();
    given.test.advance(minute);
    await says(lead, 'refused');
    expect((await follow(link)).token).toBeUndefined();
  });

  it('has none where another person with the address refused, or the address is suppressed, for offers too', async () => {
    const { link } = await agreedToken();
    const other = await world.lead({ name: 'Cleo of the office' });
    await says(other, 'refused');
    expect((await follow(link)).token).toBeUndefined();
    given.test.advance(minute);
    await says(other, 'given');
    expect((await follow(link)).token).toBeDefined();
    await given.accepted(given.w.ann, [made(given.w.id(), 'crm/suppression', { address: 'cleo@example.com', channel: 'email', reason: 'opt-out', covers: 'offers', since: new Date(given.test.clock.nowMs()).toISOString() })]); // prettier-ignore
    expect((await follow(link)).token).toBeUndefined();
  });

  it('has none in another organisation’s e-mail', async () => {
    const { token } = await agreedToken();
    const other = await given.test.tenant('Harbour');
    const tokens = openVisitTokens({ mac: given.test.keys.attemptMac, random: (size) => new Uint8Array(size), clock: given.test.clock }); // prettier-ignore
    const { messageId = '' } = tokens.read(token) ?? {};
    await visit(tokens.make({ orgId: other.orgId, messageId }));
    expect([await kept(), await other.rows('select link from store.mail_use')]).toEqual([[], []]);
  });
});

describe('[MSG-83] a visit', () => {
  it('is kept once for each page and minute, and shown on the e-mail', async () => {
    const { token, mail } = await agreedToken();
    const at = `${new Date(given.test.clock.nowMs()).toISOString().slice(0, 16)}:00.000Z`;
    for (const path of ['/pricing', '/pricing?x=1#y', '/about'])
      expect((await visit(token, { path })).status).toBe(204);
    expect(await kept()).toEqual([
      { target: 'fenwright.example/about', uses: 1, title: 'Prices' },
      { target: 'fenwright.example/pricing', uses: 1, title: 'Prices' },
    ]);
    await run();
    expect(await given.fields(mail)).toMatchObject({ visitedAt: at, uses: { clicks: [{ count: 1 }] } });
    given.test.advance(2 * minute);
    const later = `${new Date(given.test.clock.nowMs()).toISOString().slice(0, 16)}:00.000Z`;
    await visit(token, { title: 'New\u0007  prices\n' });
    await visit(token, { origin: 'https://shop.fenwright.example', path: '/cart' });
    await run(10 * minute);
    const { visits, clickedAt } = (await given.fields(mail)) ?? {};
    expect(readPageVisits(visits).toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { host: 'fenwright.example', path: '/about', title: 'Prices', count: 1, firstAt: at, lastAt: at },
      { host: 'shop.fenwright.example', path: '/cart', title: 'Prices', count: 1, firstAt: later, lastAt: later },
      { host: 'fenwright.example', path: '/pricing', title: 'New prices', count: 2, firstAt: at, lastAt: later },
    ]);
    expect(clickedAt).toBeDefined();
  });

  it('on two servers at the same time counts once', async () => {
    const { token } = await agreedToken();
    const answers = await Promise.all(Array.from({ length: 12 }, () => visit(token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await kept()).toMatchObject([{ target: 'fenwright.example/pricing', uses: 1 }]);
  });

  it('is one of at most 30 of a person in a day, over all e-mails, on two servers too', async () => {
    const [one, two] = [await agreedToken(), await agreedToken()];
    await Promise.all(Array.from({ length: 36 }, (_, n) => visit((n % 2 === 0 ? one : two).token, { path: `/page-${n}` }))); // prettier-ignore
    expect(await kept()).toHaveLength(30);
    given.test.advance(23 * 3_600_000);
    await visit(one.token, { path: '/next-day' });
    expect((await kept()).map(({ target }) => target)).toContain('fenwright.example/next-day');
  });

  it('is one of at most 50 pages of an e-mail', async () => {
    const { token, link } = await agreedToken();
    for (let n = 0; n < 30; n += 1) await visit(token, { path: `/first-${n}` });
    given.test.advance(24 * 3_600_000);
    const { token: again = '' } = await follow(link);
    for (let n = 0; n < 30; n += 1) await visit(again, { path: `/second-${n}` });
    expect(await kept()).toHaveLength(50);
  });

  it('is not kept once the person took the consent back, between the click and the visit', async () => {
    const { token } = await agreedToken();
    await visit(token);
    given.test.advance(minute);
    await says(lead, 'refused');
    const refused = await answerOf(await visit(token, { path: '/later' }));
    expect(await kept()).toMatchObject([{ target: 'fenwright.example/pricing', uses: 1 }]);
    given.test.advance(minute);
    await says(lead, 'given');
    expect(await answerOf(await visit(token, { path: '/again' }))).toEqual(refused);
    expect(await kept()).toHaveLength(2);
  });

  it('is not kept once the organisation has turned it off, the website is not named any more, or the token has ended', async () => {
    const { token } = await agreedToken();
    await settle({ notesVisits: false });
    await visit(token);
    await settle({ notesVisits: true, visitedHosts: ['shop.fenwright.example'] });
    await visit(token);
    await settle({ visitedHosts: ['fenwright.example'] });
    given.test.advance(visitTokenMs);
    await visit(token);
    expect(await kept()).toEqual([]);
    const { link } = await world.sent(lead);
    await visit((await follow(link)).token ?? '');
    expect(await kept()).toHaveLength(1);
  });

  it('by a machine or without a name of its program is not kept', async () => {
    const { token } = await agreedToken();
    for (const agent of ['curl/8', 'Mozilla/5.0', null]) await visit(token, { agent });
    expect(await kept()).toEqual([]);
  });

  it('has no network address: nothing of it is stored', async () => {
    const { token } = await agreedToken();
    await visit(token);
    const rows = await given.w.tenant.rows('select to_jsonb(u) as u from store.mail_use u');
    expect(JSON.stringify(rows)).not.toMatch(/127\.0\.0\.1|Firefox/);
  });

  it('is erased with its person, and nothing comes back', async () => {
    const { token, mail } = await agreedToken();
    await visit(token);
    await run();
    expect((await given.fields(mail))?.['visits']).toBeDefined();
    const database = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const order = { orgId: given.w.tenant.orgId, ids: [lead], withChildren: true, withUnknown: false, orderedBy: 'ticket 4711', reason: 'GDPR, article 17', isDry: false }; // prettier-ignore
    const erased = await eraseRecords({ ...given.test.server.tenancy, database, signing: given.test.keys.signing }, order); // prettier-ignore
    await database.close();
    expect([erased.ok, await kept()]).toEqual([true, []]);
    await visit(token);
    expect(await kept()).toEqual([]);
  });
});

describe('[MSG-82] a report of a visit', () => {
  it('with a token of which one byte was changed is answered alike and keeps nothing, at each byte and each character', async () => {
    const { token } = await agreedToken();
    const bytes = Buffer.from(token, 'base64url');
    const forged = Array.from(bytes, (byte, place) => Buffer.from(bytes.with(place, byte ^ 1)).toString('base64url'));
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (let place = 0; place < token.length; place += 1) {
      const other = alphabet[(alphabet.indexOf(token.charAt(place)) + 32) % 64] ?? '';
      forged.push(token.slice(0, place) + other + token.slice(place + 1));
    }
    const odd = ['', 'A'.repeat(88), `${token}A`, token.slice(1), `${token}=`, ` ${token}`, token.toLowerCase(), '-'.repeat(88)]; // prettier-ignore
    const mail = { orgId: given.w.tenant.orgId, messageId: given.test.newId() };
    const random = (size: number) => new Uint8Array(size).fill(9);
    const { keys, clock } = given.test;
    const wrong = [
      openVisitTokens({ mac: () => Buffer.alloc(32, 7), random, clock }).make(mail), // another key
      openVisitTokens({ mac: keys.attemptMac, random, clock: { ...clock, nowMs: () => clock.nowMs() - visitTokenMs } }).make(mail), // ended
      openVisitTokens({ mac: keys.attemptMac, random, clock }).make(mail), // an unknown message
      openVisitTokens({ mac: keys.attemptMac, random, clock }).make({ ...mail, orgId: given.test.newId() }), // an unknown organisation
    ]; // prettier-ignore
    const all = [...forged, ...odd, ...wrong];
    expect(all.length).toBeGreaterThan(150);
    const answers = new Set<string>();
    for (const one of all) {
      given.test.advance(1_000);
      answers.add(JSON.stringify(await answerOf(await visit(one))));
    }
    expect(await kept()).toEqual([]);
    answers.add(JSON.stringify(await answerOf(await visit(token))));
    expect([answers.size, (await kept()).length]).toEqual([1, 1]);
  });

  it.each([
    'https://evil.example',
    'http://fenwright.example',
    'https://fenwright.example:8443',
    'https://fenwright.example.evil.example',
    'https://www.fenwright.example',
    'https://FENWRIGHT.example',
    'https://fenwright.example/',
    'null',
    '',
    null,
  ])('from the origin %s keeps nothing, and no page may read its answer', async (origin) => {
    const { token } = await agreedToken();
    const { status, headers } = await visit(token, { origin });
    expect([status, headers.get('access-control-allow-origin'), await kept()]).toEqual([204, null, []]);
  });

  it('from the website of another organisation keeps nothing', async () => {
    const { token } = await agreedToken();
    const other = await given.test.tenant('Harbour');
    await other.rows(`update store.tenants set visited_hosts = '{harbour.example}' where org_id = $1 returning org_id`, [other.orgId]); // prettier-ignore
    const { status, headers } = await visit(token, { origin: 'https://harbour.example' });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, 'https://harbour.example']);
    expect(await kept()).toEqual([]);
  });

  it('is announced by browsers: named websites may send JSON, without cookies, and others may not', async () => {
    const ask = (origin: string) =>
      world.request('/visits', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' } }); // prettier-ignore
    const corsOf = ({ status, headers }: Response) => [status, ...['allow-origin', 'allow-methods', 'allow-headers', 'allow-credentials', 'max-age'].map((name) => headers.get(`access-control-${name}`)), headers.get('vary')?.toLowerCase(), headers.get('set-cookie')]; // prettier-ignore
    expect(corsOf(await ask(site))).toEqual([
      204,
      site,
      'POST',
      'content-type',
      null,
      '600',
      'origin, access-control-request-headers',
      null,
    ]);
    for (const origin of ['https://evil.example', 'http://fenwright.example', 'null'])
      expect(corsOf(await ask(origin))).toEqual([204, null, null, null, null, null, 'origin', null]);
    const own = 'https://www.fenwright-of-denver.example'; // of no other test's organisation
    await settle({ visitedHosts: ['www.fenwright-of-denver.example'] });
    expect(corsOf(await ask(own))[1]).toBe(own);
    for (const off of [{ notesVisits: false }, { notesVisits: true, followsMails: false }]) {
      await settle(off);
      expect(corsOf(await ask(own))[1]).toBeNull();
    }
  });

  it('with another body is refused with the reason, and keeps nothing', async () => {
    const { token } = await agreedToken();
    const json = { 'content-type': 'application/json', origin: site, 'user-agent': browser };
    const bodies: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
      ['', json, 400],
      ['null', json, 400],
      ['[]', json, 400],
      ['{', json, 400],
      [JSON.stringify({ token }), json, 400],
      [JSON.stringify({ token, path: 7 }), json, 400],
      [JSON.stringify({ token, path: '/a', more: 1 }), json, 400],
      [JSON.stringify({ token: [token], path: '/a' }), json, 400],
      [JSON.stringify({ token, path: 'pricing' }), json, 400],
      [JSON.stringify({ token, path: '//a b' }), json, 400],
      [JSON.stringify({ token, path: '/\u0000' }), json, 400],
      [JSON.stringify({ token, path: '/\u202ea' }), json, 400],
      [JSON.stringify({ token, path: `/${'a'.repeat(200)}` }), json, 400],
      [JSON.stringify({ token, path: '/a', title: 'x'.repeat(9_000) }), json, 413],
      [JSON.stringify({ token, path: '/a' }), { ...json, 'content-length': '9000000' }, 413],
      [JSON.stringify({ token, path: '/a' }), { ...json, 'content-type': 'text/plain' }, 400],
      [JSON.stringify({ token, path: '/a' }), { ...json, 'content-encoding': 'gzip' }, 400],
      [`token=${token}&path=/a`, { ...json, 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ];
    for (const [body, headers, status] of bodies)
      expect([body.slice(-40), (await post(body, headers)).status]).toEqual([body.slice(-40), status]);
    expect(await kept()).toEqual([]);
  });

  it('is taken at a bounded rate', async () => {
    let refused = 0;
    for (let n = 0; n < 130; n += 1) {
      const { status } = await visit('A'.repeat(88));
      if (status === 429) refused += 1;
    }
    expect(refused).toBe(10);
  });

  it('that repeats a row which another server has written changes nothing in the same minute', async () => {
    const { token } = await agreedToken();
    const tokens = openVisitTokens({ mac: given.test.keys.attemptMac, random: (size) => new Uint8Array(size), clock: given.test.clock }); // prettier-ignore
    const mail = tokens.read(token);
    if (!mail) throw new Error('no mail');
    const ports = { ...given.test.server.tenancy };
    const page = { host: 'fenwright.example', path: '/pricing', title: '' };
    await Promise.all([noteVisit(ports, { ...mail, ...page }), noteVisit(ports, { ...mail, ...page }), visit(token)]);
    expect(await kept()).toMatchObject([{ uses: 1 }]);
  });
});
