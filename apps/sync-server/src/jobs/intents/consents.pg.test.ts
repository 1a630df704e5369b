import { installedCatalogue } from '@outpost/domain/installed-packs';
import { dayWords } from '@outpost/domain/kernel/days';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { sendEmail } from '@outpost/domain/packs/crm/intents/send-email.intent';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made } from '../../testing/test-server.ts';
import type { AskedOrder } from './intent-adapter.ts';
import { intentWorkers } from './intent-workers.ts';
import { judgeMessages } from '../../gateway/messages/judge-messages.ts';

type Fields = Readonly<Record<string, JsonValue>>;
const minute = 60_000;
const address = 'cleo@example.com';
const given = givenServer(); // without mail: only the worker of this file sends
let w: SalesWorld;
const got: AskedOrder[] = [];

beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  await w.setPostalAddress('Fenwright Systems\n1 Harbour Way, Denver, CO 80202');
  got.length = 0;
});

/** Runs the server's worker once. */
async function work(): Promise<void> {
  const { database, clock } = given.test;
  const [worker] = intentWorkers({
    database,
    clock,
    random: randomBytes,
    installed: { ...installedCatalogue, intents: [sendEmail] },
    log: pino({ level: 'silent' }),
    durability: 'commit',
    adapters: [
      {
        kind: 'email',
        words: { doing: 'sending', done: 'Sent it', failed: 'Could not send it', abandoned: '', expired: '', givenUp: () => '' }, // prettier-ignore
        carryOut: (asked) => {
          got.push(asked);
          return Promise.resolve({ status: 'done', answer: null });
        },
      },
    ],
  });
  await worker?.run(w.tenant.orgId);
}

async function accepted(device: SalesWorld['mia'], edits: Parameters<SalesWorld['mia']['do']>[0]): Promise<void> {
  const { status, refused } = await device.do(edits);
  expect([status, refused]).toEqual(['accepted', {}]);
}

/** Mia writes an e-mail on a deal of hers. */
async function writeMail(fields: Fields = {}): Promise<string> {
  const [deal, mail] = [w.id(), w.id()];
  await accepted(w.mia, [w.deal(deal), made(mail, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: address, subject: 'Autumn', purpose: 'offers', ...fields })]); // prettier-ignore
  return mail;
}
/** Makes a contact that only Moe, of another team, sees. */
async function cleo(fields: Fields = {}, device = w.moe): Promise<string> {
  const id = w.id();
  await accepted(device, [made(id, 'crm/contact', { name: 'Cleo', email: address, ...fields }, { ownerId: device.userId })]); // prettier-ignore
  return id;
}
async function declare(about: string, fields: Fields = {}, device = w.moe): Promise<string> {
  const id = w.id();
  await accepted(device, [made(id, 'crm/consent', { about, channel: 'email', purpose: 'offers', standing: 'given', address, givenAt: at(-minute), source: 'Form', ...fields })]); // prettier-ignore
  return id;
}
const refuse = (about: string, fields: Fields = {}) =>
  declare(about, { standing: 'refused', address: null, givenAt: at(0), ...fields });
const suppress = (fields: Fields = {}, device = w.mia) =>
  accepted(device, [made(w.id(), 'crm/suppression', { address, channel: 'email', reason: 'opt-out', since: at(-minute), ...fields }, { ownerId: device.userId })]); // prettier-ignore
const today = (): string => dayWords(at(0).slice(0, 10));
const at = (ms: number): string => new Date(given.test.clock.nowMs() + ms).toISOString();
const outcome = async (mail: string) => {
  const { deliveryStatus, deliveryError } = (await w.tenant.fields('crm/activity', mail)) ?? {};
  return deliveryError === undefined ? deliveryStatus : [deliveryStatus, deliveryError];
};

describe('[MSG-5] an offer by e-mail', () => {
  it('goes to a person who agreed, whom its author does not see, and to nobody who was not asked', async () => {
    await declare(`crm/contact:${await cleo()}`);
    const [asked, other] = [await writeMail({ toAddress: 'Cleo@Example.com' }), await writeMail({ toAddress: 'noor@example.com' })]; // prettier-ignore
    await work();
    expect(await outcome(asked)).toBe('sent');
    expect(await outcome(other)).toEqual(['failed', 'noor@example.com has not agreed to offers by e-mail (MSG-5).']);
    expect(got.map(({ key }) => key)).toEqual([asked]);
  });

  it('goes to a lead who agreed, and a letter of their own correspondence to anybody', async () => {
    const lead = w.id();
    await accepted(w.moe, [made(lead, 'crm/lead', { name: 'Lea', status: 'new', email: 'lea@example.com' }, { ownerId: w.moe.userId })]); // prettier-ignore
    await declare(`crm/lead:${lead}`, { address: 'lea@example.com' });
    const mails = [await writeMail({ toAddress: 'lea@example.com' }), await writeMail({ purpose: null })];
    await work();
    expect(await Promise.all(mails.map(outcome))).toEqual(['sent', 'sent']);
  });

  it('does not go where the consent was deleted by an administrator, or its person', async () => {
    const person = await cleo();
    const consent = await declare(`crm/contact:${person}`);
    await accepted(w.ann, [w.set(consent, { life: ['alive', 'deleted'] }, 'crm/consent')]);
    const mail = await writeMail();
    await work();
    expect(await outcome(mail)).toEqual(['failed', 'cleo@example.com has not agreed to offers by e-mail (MSG-5).']);
  });
});

describe('[MSG-4] a consent that was taken back', () => {
  it('between writing and sending stops the e-mail', async () => {
    const about = `crm/contact:${await cleo()}`;
    await declare(about);
    const mail = await writeMail({ sendAt: at(minute) });
    await work();
    expect([got, await outcome(mail)]).toEqual([[], undefined]);
    await refuse(about);
    given.test.advance(minute);
    await work();
    expect(got).toEqual([]);
    expect(await outcome(mail)).toEqual(['failed', `cleo@example.com stopped offers by e-mail on ${today()} (MSG-4).`]); // prettier-ignore
  });

  it('at another record with the same address stops it, too', async () => {
    await declare(`crm/contact:${await cleo()}`);
    await refuse(`crm/contact:${await cleo({ name: 'Cleo at home' })}`);
    const mail = await writeMail();
    await work();
    expect(await outcome(mail)).toMatchObject(['failed', expect.stringContaining('(MSG-4)')]);
  });

  it('does not stop their own correspondence', async () => {
    await refuse(`crm/contact:${await cleo()}`);
    const mail = await writeMail({ purpose: 'contract' });
    await work();
    expect(await outcome(mail)).toBe('sent');
  });
});

it('[MSG-6] a consent that must be confirmed counts once it is, and [MSG-7] until it ends', async () => {
  const about = `crm/contact:${await cleo()}`;
  const consent = await declare(about, { mustBeConfirmed: true });
  const early = await writeMail();
  await work();
  await accepted(w.moe, [w.set(consent, { confirmedAt: [null, at(0)] }, 'crm/consent')]);
  const confirmed = await writeMail();
  await work();
  await accepted(w.moe, [w.set(consent, { endsOn: [null, at(0).slice(0, 10)] }, 'crm/consent')]);
  const last = today();
  given.test.advance(24 * 60 * minute);
  const late = await writeMail();
  await work();
  expect(await Promise.all([early, confirmed, late].map(outcome))).toEqual([
    ['failed', 'cleo@example.com has not confirmed that it wants offers by e-mail (MSG-6).'],
    'sent',
    ['failed', `The consent of cleo@example.com to offers by e-mail ended on ${last} (MSG-7).`],
  ]);
});

describe('[MSG-3] a suppression', () => {
  it('of the address, or of a domain, stops every e-mail, also their own correspondence', async () => {
    await suppress({ address: 'CLEO@example.com' });
    await suppress({ address: '@oakhurst.example', reason: 'complaint' });
    const mails = [
      await writeMail({ purpose: 'contract' }),
      await writeMail({ purpose: 'contract', toAddress: 'maris@mail.oakhurst.example' }),
      await writeMail({ purpose: 'contract', toAddress: 'maris@otheroakhurst.example' }),
    ];
    await work();
    expect(await Promise.all(mails.map(outcome))).toEqual([
      ['failed', `E-mails to CLEO@example.com are stopped since ${today()}: it opted out (MSG-3).`],
      ['failed', `E-mails to @oakhurst.example are stopped since ${today()}: there was a complaint (MSG-3).`],
      'sent',
    ]);
  });

  it('that an administrator has ended stops nothing', async () => {
    await suppress();
    const [listed] = await w.tenant.rows<{ id: string }>('select id from store.crm_suppression');
    await accepted(w.ann, [w.set(listed?.id ?? '', { endedAt: [null, at(0)] }, 'crm/suppression')]);
    const mail = await writeMail({ purpose: 'contract' });
    await work();
    expect(await outcome(mail)).toBe('sent');
  });

  it('of another organisation, and its refusals, stop nothing', async () => {
    const elsewhere = await makeSalesWorld(given.test);
    await suppress({ address: '@example.com' }, elsewhere.mia);
    const person = await cleo({ doNotContact: true }, elsewhere.moe);
    await declare(`crm/contact:${person}`, { purpose: 'contract', standing: 'refused' }, elsewhere.moe);
    const mail = await writeMail({ purpose: 'contract' });
    await work();
    expect(await outcome(mail)).toBe('sent');
  });
});

describe('[MSG-3] the question about a claim', () => {
  it('is one statement, whatever the number of messages, and uses the indexes', async () => {
    await declare(`crm/contact:${await cleo()}`);
    const other = await cleo({ email: 'noor@example.com' });
    const more = Array.from({ length: 400 }, () => made(w.id(), 'crm/consent', { about: `crm/contact:${other}`, channel: 'post', purpose: 'offers', standing: 'given', givenAt: at(0), source: 'Form' })); // prettier-ignore
    await accepted(w.moe, more); // an index is worth nothing for a handful of rows
    const { database } = given.test;
    const { orgId } = w.tenant;
    const plans: string[] = [];
    await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
      await tx.query('set local enable_seqscan = off');
      const explaining: typeof tx = {
        ...tx,
        query: async (text, values = []) => {
          const rows = await tx.query<Readonly<Record<string, string>>>(`explain ${text}`, values);
          plans.push(rows.map((row) => Object.values(row)[0]).join('\n'));
          return tx.query(text, values);
        },
      };
      const messages = Array.from({ length: 20 }, (_, n) => ({ channel: 'email' as const, purpose: 'offers' as const, address: n === 7 ? address : `a${n}@example.com` })); // prettier-ignore
      const verdicts = await judgeMessages(explaining, { orgId, installed: installedCatalogue, now: at(0) }, messages);
      expect(verdicts.map(({ allowed }) => allowed)).toEqual(messages.map((_, n) => n === 7));
    });
    expect(plans).toHaveLength(1);
    const [plan] = plans;
    for (const index of ['contact_by_email', 'lead_by_email', 'consent_by_about_given_at', 'suppression_by_address'])
      expect(plan).toContain(`using crm_${index} `);
    expect(plan).not.toContain('Seq Scan');
  });
});
