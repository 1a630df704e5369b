import type { JsonValue } from '@outpost/domain/kernel/json';
import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { beforeEach, describe, expect, it } from 'vitest';
import { openAsRole } from '../../db/open-as-role.ts';
import { eraseRecords } from '../../records/erase/erase-records.ts';
import { givenOffers } from '../../testing/messages/offers-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';

const given = givenOffers();
const dayMs = 86_400_000;
const [person, machine] = ['Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Thunderbird/128.0', 'Mozilla/5.0'];
type Fields = Readonly<Record<string, JsonValue>>;

beforeEach(async () => {
  const [row] = await given.w.tenant.rows<{ id: string; before: JsonValue }>("select id, fields -> 'followsMails' as before from store.platform_organisation"); // prettier-ignore
  await given.accepted(given.w.ann, [changeEdit(row?.id ?? '', 'platform/organisation', { followsMails: [row?.before ?? null, true] })]); // prettier-ignore
  await run(); // a follower begins with the changes after its first round
});

async function run(ms = 0): Promise<void> {
  given.test.advance(ms);
  for (let round = 0; round < 3; round += 1) await given.run();
}
const now = (): string => new Date(given.test.clock.nowMs()).toISOString();

async function givenLead(fields: Fields = {}): Promise<string> {
  const id = given.w.id();
  await given.accepted(given.w.mia, [made(id, 'crm/lead', { name: 'Cleo', status: 'new', company: 'Fen', ...fields }, { ownerId: given.w.mia.userId })]); // prettier-ignore
  return id;
}
/** Sends a followed e-mail about a lead. Returns its id, and the addresses in it. */
async function sent(lead: string) {
  const own = { ownerId: given.w.mia.userId };
  const [template, version, mail] = [given.w.id(), given.w.id(), given.w.id()];
  await given.accepted(given.w.mia, [
    made(template, 'crm/template', { name: 'Autumn', about: 'crm/lead' }, own),
    made(version, 'crm/template-version', { template, subject: 'a', words: 'b', frame: houseFrame }, own),
    made(mail, 'crm/activity', { about: `crm/lead:${lead}`, kind: 'email', delivery: 'send', toAddress: 'cleo@example.com', templateVersion: version, purpose: 'contract', subject: 'Prices', body: '[Prices](https://fenwright.example/prices)' }), // prettier-ignore
  ]);
  await run();
  const { raw = '' } = given.mails.at(-1) ?? {};
  const html = raw.slice(raw.indexOf('text/html'));
  return { mail, link: /href="([^"]*\/m\/[^"]*)"/.exec(html)?.[1] ?? '', picture: /<img src="([^"]*\/m\/[^"]*)"/.exec(html)?.[1] ?? '' }; // prettier-ignore
}
const use = async (url: string, agent = person): Promise<void> => {
  await given.test.server.app.request(url.slice(new URL(url).origin.length), { headers: { 'user-agent': agent } });
};
const answer = (lead: string, fields: Fields = {}, id = given.w.id()) =>
  made(id, 'crm/activity', { about: `crm/lead:${lead}`, kind: 'email', direction: 'in', subject: 'Re: Prices', body: 'Yes, please.', happensAt: now(), ...fields }); // prettier-ignore

async function countOf(lead: string) {
  const fields = await given.w.tenant.fields('crm/lead', lead);
  return fields && { score: fields['score'], engagement: fields['engagement'], by: fields['engagedBy'] };
}
const versionOf = async (lead: string): Promise<number | undefined> =>
  (await given.w.tenant.rows<{ version: number }>('select version::int as version from store.crm_lead where id = $1', [lead]))[0]?.version; // prettier-ignore

describe('[CRM-13] the engagement of a lead', () => {
  it('counts opens, used links and answers, each message once for each, and nothing by machines', async () => {
    const lead = await givenLead();
    const { link, picture } = await sent(lead);
    for (const url of [picture, link]) await use(url, machine);
    await run();
    expect(await countOf(lead)).toEqual({ score: 15, engagement: undefined, by: undefined });
    await run(10 * 60_000);
    await use(picture);
    await run();
    expect(await countOf(lead)).toEqual({ score: 17, engagement: 2, by: { opened: { full: 1, half: 0 } } });
    const version = await versionOf(lead);
    await run(11 * 60_000);
    await use(picture);
    await run();
    expect(await versionOf(lead)).toBe(version);
    await run(11 * 60_000);
    await use(link);
    await given.accepted(given.w.mia, [answer(lead), answer(lead, { body: 'STOP' }), answer(lead, { kind: 'call' })]);
    await run();
    expect(await countOf(lead)).toEqual({
      score: 33,
      engagement: 18,
      by: { opened: { full: 1, half: 0 }, clicked: { full: 1, half: 0 }, replied: { full: 1, half: 0 } },
    });
  });

  it('is halved after 30 days and gone after 90, by one write each time', async () => {
    const lead = await givenLead();
    await given.accepted(given.w.mia, [answer(lead)]);
    await run();
    expect(await countOf(lead)).toMatchObject({ score: 25, engagement: 10 });
    const version = (await versionOf(lead)) ?? 0;
    await run(29 * dayMs);
    expect(await versionOf(lead)).toBe(version);
    await run(dayMs);
    expect(await countOf(lead)).toEqual({ score: 20, engagement: 5, by: { replied: { full: 0, half: 1 } } });
    await run(60 * dayMs);
    expect(await countOf(lead)).toEqual({ score: 15, engagement: undefined, by: undefined });
    expect(await versionOf(lead)).toBe(version + 2);
  });

  it('of merged leads is that of the messages of both, and is taken apart again by an undo', async () => {
    const [kept, gone] = [await givenLead(), await givenLead()];
    await given.accepted(given.w.mia, [answer(kept), answer(gone), answer(gone)]);
    await run();
    expect([await countOf(kept), await countOf(gone)]).toMatchObject([{ engagement: 10 }, { engagement: 20 }]);
    const merged = await given.w.ann.do([changeEdit(gone, 'crm/lead', { life: ['alive', `merged:${kept}`] })]);
    expect(merged.status).toBe('accepted');
    await run();
    expect(await countOf(kept)).toEqual({ score: 45, engagement: 30, by: { replied: { full: 3, half: 0 } } });
    await given.w.ann.do([changeEdit(gone, 'crm/lead', { life: [`merged:${kept}`, 'alive'] })], { undoes: merged.act });
    await run();
    expect([await countOf(kept), await countOf(gone)]).toMatchObject([{ engagement: 10 }, { engagement: 20 }]);
  });

  it('stays with a converted lead as it was, while its messages are at the deal', async () => {
    const lead = await givenLead();
    const [mail, deal] = [given.w.id(), given.w.id()];
    await given.accepted(given.w.mia, [answer(lead, {}, mail)]);
    await run();
    await given.accepted(given.w.mia, [
      given.w.deal(deal),
      changeEdit(lead, 'crm/lead', { status: ['new', 'converted'], convertedTo: [null, deal] }),
      changeEdit(mail, 'crm/activity', { about: [`crm/lead:${lead}`, `crm/deal:${deal}`] }),
    ]);
    await run();
    const asConverted = { score: 25, engagement: 10, by: { replied: { full: 1, half: 0 } } };
    expect(await countOf(lead)).toEqual(asConverted);
    const version = await versionOf(lead);
    await run(100 * dayMs);
    expect([await countOf(lead), await versionOf(lead)]).toEqual([asConverted, version]);
  });

  it('writes nothing for an erased lead, and counts a lead anew whose message was deleted', async () => {
    const [erased, other] = [await givenLead(), await givenLead()];
    const mail = given.w.id();
    await given.accepted(given.w.mia, [answer(erased), answer(other, {}, mail), answer(other)]);
    await run();
    const eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const done = await eraseRecords(
      { ...given.test.server.tenancy, database: eraser, signing: given.test.keys.signing },
      { orgId: given.w.tenant.orgId, ids: [erased], withChildren: true, withUnknown: false, orderedBy: 'ticket 1', reason: 'GDPR, article 17', isDry: false }, // prettier-ignore
    );
    await eraser.close();
    expect(done.ok).toBe(true);
    await given.accepted(given.w.mia, [changeEdit(mail, 'crm/activity', { life: ['alive', 'deleted'] })]);
    await run();
    expect([await countOf(erased), await countOf(other)]).toMatchObject([undefined, { engagement: 10 }]);
    await run(31 * dayMs);
    expect([await countOf(erased), await countOf(other)]).toMatchObject([undefined, { engagement: 5 }]);
  });

  it('goes with a message that is moved to another lead', async () => {
    const [first, second] = [await givenLead(), await givenLead()];
    const mail = given.w.id();
    await given.accepted(given.w.mia, [answer(first, {}, mail)]);
    await run();
    await given.accepted(given.w.mia, [changeEdit(mail, 'crm/activity', { about: [`crm/lead:${first}`, `crm/lead:${second}`] })]); // prettier-ignore
    await run();
    expect([await countOf(first), await countOf(second)]).toMatchObject([
      { engagement: undefined },
      { engagement: 10 },
    ]);
  });

  it('of many leads that changed together is counted by one act', async () => {
    const leads = await Promise.all(Array.from({ length: 12 }, () => givenLead()));
    await given.accepted(given.w.mia, leads.map((lead) => answer(lead))); // prettier-ignore
    await run();
    const rows = await given.w.tenant.rows<{ act: string }>(`select distinct act from store.journal where record = any ($1) and kind = 'changed'`, [leads]); // prettier-ignore
    expect(rows).toHaveLength(1);
  });

  it('is written by nobody but the server', async () => {
    const lead = await givenLead();
    const set = await given.w.mia.do([changeEdit(lead, 'crm/lead', { engagement: [null, 40] })]);
    expect(set.refused[lead]).toMatchObject({ code: 'access/denied', details: { field: 'engagement' } });
  });
});
