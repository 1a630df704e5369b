import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { type CampaignCounts, sumOfCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import { openUseLinks } from '../../integrations/mail-uses/use-links.ts';
import { eraseRecords } from '../../records/erase/erase-records.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { givenOffers, offersAt } from '../../testing/messages/offers-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';

const given = givenOffers();
const cleo = 'cleo@example.com';
const target = 'https://fenwright.example/prices?for=cleo&x=1';
const person = 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Thunderbird/128.0';
const gmail = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

const ask = (url: string, { agent = person, method = 'GET' }: { readonly agent?: string; readonly method?: string } = {}) =>
  Promise.resolve(given.test.server.app.request(url.slice(new URL(url).origin.length), { method, headers: { 'user-agent': agent } })); // prettier-ignore

async function setFollows(follows: boolean): Promise<void> {
  const [row] = await given.w.tenant.rows<{ id: string; before: JsonValue }>(
    "select id, fields -> 'followsMails' as before from store.platform_organisation",
  );
  await given.accepted(given.w.ann, [changeEdit(row?.id ?? '', 'platform/organisation', { followsMails: [row?.before ?? null, follows] })]); // prettier-ignore
}

/** Sends an e-mail of a template. Returns its id, and the links in its HTML. */
async function sent({ body = `[Prices](${target}) and [again](${target}), [write](mailto:mia@fenwright.example)`, fields = {} }: { readonly body?: string; readonly fields?: Readonly<Record<string, JsonValue>> } = {}) {
  const own = { ownerId: given.w.mia.userId };
  const [template, version] = [given.w.id(), given.w.id()];
  await given.accepted(given.w.mia, [
    made(template, 'crm/template', { name: 'Autumn', about: 'crm/deal' }, own),
    made(version, 'crm/template-version', { template, subject: 'a', words: 'b', frame: houseFrame }, own),
  ]);
  const mail = await given.offer(cleo, { templateVersion: version, purpose: 'contract', body, ...fields });
  await given.run();
  const { raw = '' } = given.mails.at(-1) ?? {};
  const [text, html] = [raw.slice(0, raw.indexOf('text/html')), raw.slice(raw.indexOf('text/html'))];
  return { mail, text, html, links: [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href), picture: /<img src="([^"]*\/m\/[^"]*)"/.exec(html)?.[1] ?? '' }; // prettier-ignore
} // prettier-ignore

const uses = () => given.w.tenant.rows<{ target: string | null; uses: number; machines: number }>('select target, uses, machines from store.mail_use order by link'); // prettier-ignore
const minute = 60_000;

describe('[MSG-46] an e-mail of an organisation that has not turned it on', () => {
  it('has its links as they were written, and no picture', async () => {
    const { links, picture } = await sent();
    expect([links, picture]).toEqual([
      [target, target, 'mailto:mia@fenwright.example'].map((one) => one.replace('&', '&amp;')),
      '',
    ]);
  });
});

describe('[MSG-46] an e-mail that is followed', () => {
  it('has signed links and a picture in its HTML, and the text as it was written', async () => {
    await setFollows(true);
    const { links, picture, text } = await sent();
    expect(links[0]).toMatch(new RegExp(`^${offersAt}/m/[A-Za-z0-9_-]{64}/[A-Za-z0-9_-]+$`));
    expect(links[1]).toBe(links[0]);
    expect(links[2]).toBe('mailto:mia@fenwright.example');
    expect(picture).toMatch(new RegExp(`^${offersAt}/m/[A-Za-z0-9_-]{64}$`));
    expect(text).toContain(target);
    expect(text).not.toContain('/m/');
  });

  it('[MSG-47] shows its opens and clicks, once for each link, with the times and the number', async () => {
    await setFollows(true);
    const { mail, links, picture } = await sent();
    const openedAt = new Date(given.test.clock.nowMs()).toISOString();
    const seen = await ask(picture);
    expect([seen.status, seen.headers.get('content-type'), seen.headers.get('cache-control'), seen.headers.get('set-cookie'), seen.headers.get('cross-origin-resource-policy')]).toEqual([200, 'image/gif', 'no-store, max-age=0', null, 'cross-origin']); // prettier-ignore
    given.test.advance(minute);
    await ask(picture);
    const clicked = await ask(links[0] ?? '');
    expect([clicked.status, clicked.headers.get('location'), clicked.headers.get('referrer-policy'), clicked.headers.get('set-cookie')]).toEqual([302, target, 'no-referrer', null]); // prettier-ignore
    const clickedAt = new Date(given.test.clock.nowMs()).toISOString();
    await given.run();
    expect(await given.fields(mail)).toMatchObject({
      openedAt,
      clickedAt,
      uses: {
        opens: { count: 2, machines: 0, firstAt: openedAt, lastAt: clickedAt },
        clicks: [{ to: 'fenwright.example/prices', count: 1, machines: 0, firstAt: clickedAt, lastAt: clickedAt }],
      },
    });
    const events = (await given.noted()).filter(({ action }) => action === 'message/reported');
    expect(events.map(({ details }) => details['state'])).toEqual(['opened', 'clicked']);
    // Later uses reach the record some minutes later, in one change.
    for (let n = 0; n < 3; n += 1) await ask(picture);
    await given.run();
    expect(await given.fields(mail)).toMatchObject({ uses: { opens: { count: 2 } } });
    given.test.advance(10 * minute);
    await given.run();
    expect(await given.fields(mail)).toMatchObject({ openedAt, uses: { opens: { count: 5, firstAt: openedAt } } });
    expect((await given.noted()).filter(({ action }) => action === 'message/reported')).toHaveLength(2);
  });

  it('[MSG-47] says of opens by mail services and scanners that they may be by a machine, and does not count them as opened', async () => {
    await setFollows(true);
    const { mail, links, picture } = await sent();
    for (const agent of [gmail, 'Mozilla/5.0', '']) await ask(picture, { agent });
    await ask(links[0] ?? '', { agent: 'Mozilla/5.0 (compatible; BingPreview/1.0b)' });
    await ask(links[0] ?? '', { method: 'HEAD' });
    await given.run();
    const fields = await given.fields(mail);
    expect(fields).toMatchObject({ uses: { opens: { count: 3, machines: 3 }, clicks: [{ count: 1, machines: 1 }] } });
    expect([fields?.['openedAt'], fields?.['clickedAt']]).toEqual([undefined, undefined]);
    given.test.advance(10 * minute);
    const openedAt = new Date(given.test.clock.nowMs()).toISOString();
    await ask(picture);
    await given.run();
    expect(await given.fields(mail)).toMatchObject({ openedAt, uses: { opens: { count: 4, machines: 3 } } });
  });

  it('never has a followed link to opt out', async () => {
    await setFollows(true);
    await given.agreed(cleo);
    const { html } = await sent({ fields: { purpose: 'offers' } });
    const optOut = given.linkIn(given.mails.at(-1));
    expect(optOut).toContain('/opt-out/');
    expect(html).toContain(`<a href="${optOut}"`);
    expect(html).toContain('/m/');
  });

  it('never has a followed link to this server, or to an address that a browser cannot open', async () => {
    await setFollows(true);
    const { links } = await sent({
      body: `[a](${offersAt}/confirm/abc) [b](tel:+15550100) [c](https://mia@evil.example/)`,
    });
    expect(links.filter((one) => one.includes('/m/'))).toEqual([]);
  });

  it('that a person wrote by hand has no HTML, and is not followed', async () => {
    await setFollows(true);
    await given.offer(cleo, { purpose: 'contract', body: target });
    await given.run();
    const { raw = '' } = given.mails.at(-1) ?? {};
    expect(raw).toContain(target);
    expect(raw).not.toContain('/m/');
  });

  it('still leads to its target, and keeps nothing, once the organisation has turned it off', async () => {
    await setFollows(true);
    const { links, picture } = await sent();
    await setFollows(false);
    expect((await ask(links[0] ?? '')).headers.get('location')).toBe(target);
    await ask(picture);
    expect(await uses()).toEqual([]);
  });

  it('[MSG-47] writes nothing any more above 500 uses of one link', { timeout: 60_000 }, async () => {
    await setFollows(true);
    const { picture } = await sent();
    await ask(picture);
    await given.w.tenant.rows('update store.mail_use set uses = 499 returning uses');
    for (let n = 0; n < 5; n += 1) await ask(picture);
    expect(await uses()).toEqual([{ target: null, uses: 500, machines: 0 }]);
  });
});

describe('[CMP-8] a campaign whose e-mails are followed', () => {
  it('counts the members who opened its message, and those who used a link', async () => {
    await setFollows(true);
    const { w } = given;
    const own = { ownerId: w.mia.userId };
    const [template, version, campaign] = [w.id(), w.id(), w.id()];
    const people = ['a', 'b', 'c'].map((name) =>
      made(w.id(), 'crm/contact', { name, email: `${name}@example.com`, tags: ['winter'] }, own),
    );
    const plan = { where: { field: 'tags', op: 'has-any', value: ['winter'] }, living: false, variants: [{ id: 'a', templateVersion: version }], test: null, window: null, perHour: 1_000, cost: null, dealDays: 60 }; // prettier-ignore
    await given.accepted(w.mia, [
      made(template, 'crm/template', { name: 'Winter', about: 'crm/contact', purpose: 'contract' }, own),
      made(version, 'crm/template-version', { template, subject: 'Winter', words: `[Prices](${target})`, frame: houseFrame }, own),
      ...people,
    ]); // prettier-ignore
    await given.accepted(w.mia, [made(campaign, 'crm/campaign', { name: 'Winter', about: 'crm/contact', purpose: 'contract', channel: 'email', status: 'running', plan }, own)]); // prettier-ignore
    for (let round = 0; round < 3; round += 1) await given.run();
    expect(given.mails).toHaveLength(3);
    const linksOf = (place: number) => [...(given.mails[place]?.raw ?? '').matchAll(/(?:src|href)="([^"]*\/m\/[^"]*)"/g)].map(([, address = '']) => address); // prettier-ignore
    for (const place of [0, 1]) await ask(linksOf(place).at(-1) ?? '');
    await ask(linksOf(2).at(-1) ?? '', { agent: gmail });
    await ask(linksOf(0)[0] ?? '');
    for (const ms of [0, 20_000, 20_000]) {
      given.test.advance(ms);
      await given.run();
    }
    const counts = (await w.tenant.fields('crm/campaign', campaign))?.['counts'] as unknown as CampaignCounts;
    expect(sumOfCounts(counts)).toMatchObject({ sent: 3, opened: 2, clicked: 1 });
  });
});

/** Each changes one thing of a link that this server made. */
const forgeries: Readonly<Record<string, (token: string, written: string, other: string) => string>> = {
  'another target': (token) => `${token}/${Buffer.from('https://evil.example/').toString('base64url')}`,
  'another path': (token, written) => `${token}/${Buffer.from(`${Buffer.from(written, 'base64url').toString()}1`).toString('base64url')}`,
  'the token of the picture': (_token, written, other) => `${other}/${written}`,
  'no mac': (token, written) => `${token.slice(0, 43)}/${written}`,
  'another message': (token, written) => `${token.slice(0, 30)}${token.charAt(30) === 'A' ? 'B' : 'A'}${token.slice(31)}/${written}`,
  'another organisation': (token, written) => `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}/${written}`,
  'a mac of zeros': (token, written) => `${Buffer.concat([Buffer.from(token, 'base64url').subarray(0, 32), Buffer.alloc(16)]).toString('base64url')}/${written}`,
  'a script': (token) => `${token}/${Buffer.from('javascript:alert(1)').toString('base64url')}`,
  'a target in plain': (token) => `${token}/${encodeURIComponent('https://evil.example/')}`,
  'padding': (token, written) => `${token}/${written}==`,
  'a longer target': (token, written) => `${token}/${written}AAAA`,
  'signed by another key': () => openUseLinks({ mac: () => Buffer.alloc(32, 7), at: offersAt }).linkOf({ orgId: given.w.tenant.orgId, messageId: given.test.newId() }, 'https://evil.example/')?.split('/m/')[1] ?? '',
  'very long': (token) => `${token}/${'A'.repeat(4_000)}`,
}; // prettier-ignore

describe('[MSG-46] a forged link', () => {
  it('leads nowhere, and is answered alike; a forged picture like a true one', async () => {
    await setFollows(true);
    const { links, picture } = await sent();
    const [token = '', written = ''] = links[0]?.split('/m/')[1]?.split('/') ?? [];
    const ofPicture = picture.split('/m/')[1] ?? '';
    const answers = new Set<string>();
    for (const [name, forge] of Object.entries(forgeries)) {
      const answer = await ask(`${offersAt}/m/${forge(token, written, ofPicture)}`);
      expect([name, answer.headers.get('location')]).toEqual([name, null]);
      answers.add(JSON.stringify([answer.status, await answer.text()]));
    }
    expect(answers.size).toBe(1);
    const [forged, right] = [await ask(`${offersAt}/m/${'A'.repeat(64)}`), await ask(picture)];
    const { 'x-request-id': _1, ...its } = Object.fromEntries(forged.headers);
    const { 'x-request-id': _2, ...that } = Object.fromEntries(right.headers);
    expect([forged.status, its, await forged.text()]).toEqual([right.status, that, await right.text()]);
  });

  it(
    'writes nothing, 10,000 times; a signed one of a message that is not known writes nothing either',
    { timeout: 120_000 },
    async () => {
      await setFollows(true);
      await given.run();
      const other = await given.test.tenant('Harbour');
      const { picture } = await sent();
      const links = openUseLinks({ mac: given.test.keys.attemptMac, at: offersAt });
      await ask(links.pictureOf({ orgId: given.w.tenant.orgId, messageId: given.test.newId() }));
      const messageId = Buffer.from((picture.split('/m/')[1] ?? ''), 'base64url').subarray(16, 32).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'); // prettier-ignore
      await ask(links.pictureOf({ orgId: other.orgId, messageId }));
      expect([await uses(), await other.rows('select link from store.mail_use')]).toEqual([[], []]);
      let asked = 0;
      const queries = given.database.database.transaction;
      Object.assign(given.database.database, { transaction: (...of: Parameters<typeof queries>) => ((asked += 1), queries(...of)) }); // prettier-ignore
      for (let n = 0; n < 10_000; n += 1) {
        given.test.advance(5);
        const id = Buffer.from(`${n}`.padStart(48, 'x')).toString('base64url');
        const answer = n % 2 === 0 ? await ask(`${offersAt}/m/${id}`) : await ask(`${offersAt}/m/${id}/${Buffer.from('https://evil.example/').toString('base64url')}`); // prettier-ignore
        if (answer.status !== (n % 2 === 0 ? 200 : 400)) throw new Error(`${n}: ${answer.status}`);
      }
      expect(asked).toBe(0);
      await ask(picture); // a true one asks the database, so the count counts
      Object.assign(given.database.database, { transaction: queries });
      expect(asked).toBe(1);
    },
  );
});

describe('[MSG-47] an erasure by law', () => {
  it('removes what the person did with e-mails, and nothing comes back', async () => {
    await setFollows(true);
    const { mail, picture, links } = await sent();
    await ask(picture);
    await given.run();
    expect(await uses()).toHaveLength(1);
    const database = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const { tenancy } = given.test.server;
    const order = { orgId: given.w.tenant.orgId, ids: [mail], withChildren: true, withUnknown: false, orderedBy: 'ticket 4711', reason: 'GDPR, article 17', isDry: false }; // prettier-ignore
    const erased = await eraseRecords({ ...tenancy, database, signing: given.test.keys.signing }, order);
    await database.close();
    expect([erased.ok, await uses()]).toEqual([true, []]);
    await ask(picture);
    expect((await ask(links[0] ?? '')).status).toBe(302);
    expect(await uses()).toEqual([]);
  });
});
