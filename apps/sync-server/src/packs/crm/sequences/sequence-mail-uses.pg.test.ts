import type { JsonValue } from '@outpost/domain/kernel/json';
import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { describe, expect, it } from 'vitest';
import { givenOffers } from '../../../testing/messages/offers-world.ts';
import { changeEdit, made } from '../../../testing/test-server.ts';

const given = givenOffers();
const hour = 3_600_000;
const [person, machine] = ['Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Thunderbird/128.0', 'Mozilla/5.0'];

async function setFollows(follows: boolean): Promise<void> {
  const [row] = await given.w.tenant.rows<{ id: string; before: JsonValue }>("select id, fields -> 'followsMails' as before from store.platform_organisation"); // prettier-ignore
  await given.accepted(given.w.ann, [changeEdit(row?.id ?? '', 'platform/organisation', { followsMails: [row?.before ?? null, follows] })]); // prettier-ignore
}

/** Sends an e-mail by a sequence that asks an hour later whether it was used. Returns the deal, its enrolment, and the addresses in the e-mail. */
async function sent(is: 'opened' | 'clicked') {
  const { w } = given;
  const [template, letter, sequence, version, deal, enrolment] = [w.id(), w.id(), w.id(), w.id(), w.id(), w.id()];
  const own = { ownerId: w.mia.userId };
  const steps: JsonValue = [
    { id: 'mail', kind: 'email', template },
    { id: 'wait', kind: 'wait', count: 1, unit: 'hour' },
    { id: 'if-1', kind: 'if', when: { message: 'mail', is } },
    { id: 'yes', kind: 'task', subject: 'yes', days: 1 },
    { id: 'else-1', kind: 'else', of: 'if-1' },
    { id: 'no', kind: 'task', subject: 'no', days: 1 },
    { id: 'end-1', kind: 'end', of: 'if-1' },
  ];
  const words = 'Hello, see [our prices](https://fenwright.example/prices).';
  await given.accepted(w.mia, [
    w.deal(deal),
    made(template, 'crm/template', { name: 'Autumn', about: 'crm/deal' }, own),
    made(letter, 'crm/template-version', { template, subject: 'Prices', words, frame: houseFrame }, own),
    made(sequence, 'crm/sequence', { name: 'Opens', about: 'crm/deal', purpose: 'contract' }, own),
    made(version, 'crm/sequence-version', { name: 'Version 1', sequence, steps }, own),
  ]);
  const nextAt = new Date(given.test.clock.nowMs()).toISOString();
  const letters = { mail: { subject: 'Prices', words, templateVersion: letter } };
  await given.accepted(w.mia, [
    made(enrolment, 'crm/enrolment', { name: 'Opens: Deal', about: `crm/deal:${deal}`, sequence, sequenceVersion: version, toAddress: 'cleo@example.com', letters, status: 'active', place: 0, nextAt }, own),
  ]); // prettier-ignore
  for (let round = 0; round < 3; round += 1) await given.run();
  const { raw = '' } = given.mails.at(-1) ?? {};
  const html = raw.slice(raw.indexOf('text/html'));
  return { deal, enrolment, link: /href="([^"]*\/m\/[^"]*)"/.exec(html)?.[1] ?? '', picture: /<img src="([^"]*\/m\/[^"]*)"/.exec(html)?.[1] ?? '' }; // prettier-ignore
}

const ask = (url: string, agent: string) => Promise.resolve(given.test.server.app.request(url.slice(new URL(url).origin.length), { headers: { 'user-agent': agent } })); // prettier-ignore

/** Lets the hour pass. Returns the part of the branch that was taken, and why. */
async function later({ deal, enrolment }: { readonly deal: string; readonly enrolment: string }): Promise<readonly (string | undefined)[]> {
  await given.run();
  given.test.advance(hour);
  for (let round = 0; round < 3; round += 1) await given.run();
  const { log = [] } = (await given.w.tenant.fields('crm/enrolment', enrolment)) ?? {};
  const tasks = await given.w.tenant.rows<{ subject: string }>(`select fields ->> 'subject' as subject from store.crm_task where fields ->> 'about' = $1`, [`crm/deal:${deal}`]); // prettier-ignore
  const line = (log as readonly { readonly step: string; readonly why?: string }[]).find(({ step }) => step === 'if-1');
  return [...tasks.map(({ subject }) => subject), line?.why];
} // prettier-ignore

describe('[SEQ-13] a branch that asks whether an e-mail was opened or clicked', () => {
  it('takes the first part where a person opened it, and the other one where only machines did', async () => {
    await setFollows(true);
    const opened = await sent('opened');
    await ask(opened.picture, person);
    expect(await later(opened)).toEqual(['yes', 'The e-mail was opened.']);
    const scanned = await sent('opened');
    expect(scanned.picture).toContain('/m/');
    await ask(scanned.picture, machine);
    await ask(scanned.link, machine);
    expect(await later(scanned)).toEqual(['no', 'Nothing says that a person opened the e-mail.']);
  });

  it('counts a used link as opened, and an open not as a used link', async () => {
    await setFollows(true);
    const clicked = await sent('opened');
    await ask(clicked.link, person);
    expect(await later(clicked)).toEqual(['yes', 'The e-mail was opened.']);
    const linked = await sent('clicked');
    await ask(linked.link, person);
    expect(await later(linked)).toEqual(['yes', 'A link of the e-mail was used.']);
    const seen = await sent('clicked');
    await ask(seen.picture, person);
    expect(await later(seen)).toEqual(['no', 'Nothing says that a person used a link of the e-mail.']);
  });

  it('takes the other part where e-mails are not followed, and says so', async () => {
    const unknown = await sent('opened');
    expect(unknown.picture).toBe('');
    expect(await later(unknown)).toEqual(['no', 'Nothing says that a person opened the e-mail. Opens and links are not followed.']); // prettier-ignore
  });
});
