import type { Intent } from '@outpost/domain/kernel/catalogue/intents/intent';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { sendEmail } from '@outpost/domain/packs/crm/intents/send-email.intent';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { adapterWords } from '../../testing/messages/adapter-words.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made } from '../../testing/test-server.ts';
import { recordsOf } from '../../records/load/load.ts';
import { collectIntents } from './collect-intents.ts';
import type { IntentPorts } from './intent-ports.ts';
import type { AskedOrder, Delivery, IntentAdapter } from './intent-adapter.ts';
import { intentWorkers } from './intent-workers.ts';

const minute = 60_000;
const given = givenServer(); // without mail: only the workers of this file carry out intents
let w: SalesWorld;
/** The orders that the receiver has got, and what it does with the next one. */
const got: AskedOrder[] = [];
let receive: (asked: AskedOrder) => Promise<Delivery<null>>;
const sent = { status: 'done', answer: null } as const;

beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  got.length = 0;
  receive = () => Promise.resolve(sent);
});

/** Runs a server's worker once, like a server of its own. */
async function work(own: Partial<IntentAdapter> = {}, intent: Intent = sendEmail): Promise<void> {
  const carryOut = (asked: AskedOrder) => {
    got.push(asked);
    return receive(asked);
  };
  const { database, clock } = given.test;
  const [worker] = intentWorkers({
    database,
    clock,
    random: randomBytes,
    installed: { ...installedCatalogue, intents: [intent] },
    log: pino({ level: 'silent' }),
    durability: 'commit',
    adapters: [{ kind: 'email', words: adapterWords, carryOut, ...own }],
  });
  await worker?.run(w.tenant.orgId);
}

async function writeMail(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const [deal, mail] = [w.id(), w.id()];
  const fields = { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: 'client@example.com', subject: 'Your offer', ...more }; // prettier-ignore
  const { status } = await w.mia.do([w.deal(deal), made(mail, 'crm/activity', fields)]);
  expect(status).toBe('accepted');
  return mail;
}
const change = (mail: string, fields: Parameters<SalesWorld['set']>[1]) =>
  w.mia.do([w.set(mail, fields, 'crm/activity')]);
const decide = (mail: string, to: string | null, from: string | null = null) =>
  change(mail, { deliveryDecision: [from, to] });
const outcome = async (mail: string) => {
  const { deliveryStatus, deliveryError, deliveryDecision } = (await w.tenant.fields('crm/activity', mail)) ?? {};
  return [deliveryStatus, deliveryError, deliveryDecision];
};
const at = (ms: number): string => new Date(given.test.clock.nowMs() + ms).toISOString();

/** Makes the receiver hang at the next order. `begun` resolves when it has the order; `answer` lets it answer. */
function hang() {
  let answer: (delivery: Delivery<null>) => void = () => undefined;
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  receive = () => {
    receive = () => Promise.resolve(sent);
    begin();
    return new Promise((resolve) => (answer = resolve));
  };
  return { begun, answer: (delivery: Delivery<null>) => answer(delivery) };
}

describe('[T-23] the claim of an intent', () => {
  it('ends after ten minutes: nobody knows the outcome then, and a late answer of the slow worker tells it after all', async () => {
    const mail = await writeMail();
    const slow = hang();
    const running = work();
    await slow.begun;
    given.test.advance(9 * minute);
    await work();
    expect(await outcome(mail)).toEqual([undefined, undefined, undefined]);
    given.test.advance(2 * minute);
    await work();
    expect(await outcome(mail)).toEqual(['unknown', 'The server stopped.', undefined]);
    slow.answer(sent);
    await running;
    expect(await outcome(mail)).toEqual(['sent', undefined, undefined]);
    await work();
    expect(got).toHaveLength(1);
  });

  it.each([sent, { status: 'later', why: 'Busy.' }, { status: 'refused', why: 'No.' }, { status: 'unclear', why: 'Cut.' }] as const)(
    'has a number: the answer of a worker that lost it changes nothing about a later claim: %o',
    async (late) => {
      const mail = await writeMail();
      const slow = hang();
      const running = work();
      await slow.begun;
      given.test.advance(11 * minute);
      await work();
      await decide(mail, 'again');
      const second = hang();
      const again = work();
      await second.begun;
      slow.answer(late);
      await running;
      expect(await outcome(mail)).toEqual(['unknown', 'The server stopped.', 'again']);
      expect(await w.tenant.rows('select status, fence from store.intent')).toEqual([{ status: 'claimed', fence: 2 }]);
      second.answer({ status: 'refused', why: 'Unknown address.' });
      await again;
      expect(await outcome(mail)).toEqual(['failed', 'Unknown address.', undefined]);
    },
  ); // prettier-ignore

  it('ends, and a late answer that the receiver has not taken the order makes it a failure that can be sent again', async () => {
    const mail = await writeMail();
    const slow = hang();
    const running = work();
    await slow.begun;
    given.test.advance(11 * minute);
    await work();
    slow.answer({ status: 'later', why: 'Busy.' });
    await running;
    expect(await outcome(mail)).toEqual(['failed', '1 tries: Busy.', undefined]);
  });

  it('is renewed before each order: one whose claim was lost does not leave, and one that had not left is sent by another server', async () => {
    const mails = [await writeMail(), await writeMail()];
    const slow = hang();
    const running = work({ atOnce: 1 }); // so that the second waits behind the slow one
    await slow.begun;
    given.test.advance(11 * minute);
    await work();
    expect(await Promise.all(mails.map(outcome))).toEqual([
      ['unknown', 'The server stopped.', undefined],
      ['sent', undefined, undefined],
    ]);
    slow.answer(sent);
    await running;
    expect(await Promise.all(mails.map(outcome))).toEqual(mails.map(() => ['sent', undefined, undefined]));
    expect(got.map(({ key }) => key)).toEqual(mails);
  });

  it('that a server left is taken again where the receiver carries out one order of a key only once', async () => {
    const mail = await writeMail();
    receive = () => Promise.reject(new Error('the server stops'));
    await expect(work({ isOncePerKey: true })).rejects.toThrow('the server stops');
    given.test.advance(11 * minute);
    receive = () => Promise.resolve({ status: 'unclear', why: 'Cut.' });
    await work({ isOncePerKey: true });
    given.test.advance(minute);
    await work({ isOncePerKey: true });
    given.test.advance(4 * minute);
    receive = () => Promise.resolve(sent);
    await work({ isOncePerKey: true });
    expect([got.map(({ key }) => key), await outcome(mail)]).toEqual([[mail, mail, mail], ['sent', undefined, undefined]]); // prettier-ignore
  });
});

describe('[S-1c] the end of an intent', () => {
  describe('that an earlier try may have carried out is unknown, where a receiver knows keys', () => {
    const mayBeOut = async (more: Readonly<Record<string, string>> = {}): Promise<string> => {
      const mail = await writeMail(more);
      receive = () => Promise.resolve({ status: 'unclear', why: 'Cut.' });
      await work({ isOncePerKey: true });
      expect(await outcome(mail)).toEqual([undefined, undefined, undefined]);
      receive = () => Promise.resolve({ status: 'later', why: 'Busy.' });
      return mail;
    };

    it('when it is taken back or deleted, and it is not sent again', async () => {
      const mails = [await mayBeOut(), await mayBeOut()];
      await decide(mails[0] ?? '', 'not-sent');
      await change(mails[1] ?? '', { life: ['alive', 'deleted'] });
      given.test.advance(60 * minute);
      for (let run = 0; run < 3; run += 1) await work({ isOncePerKey: true });
      for (const mail of mails) expect(await outcome(mail)).toEqual(['unknown', 'The server stopped.', undefined]);
      expect(got).toHaveLength(2);
    });

    it('when its time has passed, or the later tries were postponed', async () => {
      const late = await mayBeOut({ sendUntil: at(minute) });
      const postponed = await mayBeOut();
      for (let tries = 2; tries <= 10; tries += 1) {
        given.test.advance(7 * 60 * minute);
        await work({ isOncePerKey: true });
      }
      expect(await outcome(late)).toEqual(['unknown', 'Too late.', undefined]);
      expect(await outcome(postponed)).toEqual(['unknown', '10 tries: Busy.', undefined]);
    });

    it('but is a failure when the receiver itself refuses it', async () => {
      const mail = await mayBeOut();
      receive = () => Promise.resolve({ status: 'refused', why: 'Full.' });
      given.test.advance(minute);
      await work({ isOncePerKey: true });
      expect(await outcome(mail)).toEqual(['failed', 'Full.', undefined]);
    });
  });

  it('waits after a fault of this server before it left, which is reported', async () => {
    const mail = await writeMail();
    const fault = new Error('the database is away');
    await expect(work({ carryOut: () => Promise.resolve({ status: 'later', why: 'It could not be read', fault }) })).rejects.toMatchObject({ cause: fault }); // prettier-ignore
    expect(await outcome(mail)).toEqual([undefined, undefined, undefined]);
    given.test.advance(minute);
    await work();
    expect((await outcome(mail))[0]).toBe('sent');
  });

  it('is noted before it is written into the record: a server that stops in between loses nothing and sends nothing twice', async () => {
    const mail = await writeMail();
    await work({ carryOut: () => Promise.reject(new Error('stop')) }).catch(() => undefined);
    await w.tenant.rows(
      `update store.intent set status = 'done', is_untold = true, outcome = '{"status":"done","at":"2026-11-20T08:00:01.000Z","answer":null}' where id = $1`,
      [mail],
    );
    await change(mail, { subject: ['Your offer', 'The offer'] }); // the record still asks for its intent
    await work();
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent', deliveredAt: '2026-11-20T08:00:01.000Z' }); // prettier-ignore
    await work();
    expect([got, await w.tenant.rows('select status, is_untold from store.intent')]).toEqual([[], [{ status: 'done', is_untold: false }]]); // prettier-ignore
  });

  it('whose record could not be written does not stop the others, and is written later', async () => {
    const mails = [await writeMail(), await writeMail()];
    await work({ carryOut: () => Promise.reject(new Error('stop')) }).catch(() => undefined);
    const broken = `jsonb_build_object('status', 'failed', 'at', '2026-11-20T08:00:01.000Z', 'why', case when id = $1 then null else 'No.' end)`;
    await w.tenant.rows(`update store.intent set status = 'failed', is_untold = true, outcome = ${broken}`, [
      mails[0] ?? '',
    ]);
    const third = await writeMail();
    const failing: Intent = {
      ...sendEmail,
      outcome: (result: Parameters<typeof sendEmail.outcome>[0]) => {
        if (result.status === 'failed' && (result.why as string | null) === null) throw new Error('cannot be told');
        return sendEmail.outcome(result);
      },
    };
    await expect(work({}, failing)).rejects.toThrow('cannot be told');
    expect(await Promise.all([...mails, third].map(outcome))).toEqual([
      [undefined, undefined, undefined],
      ['failed', 'No.', undefined],
      ['sent', undefined, undefined],
    ]);
    await work();
    expect((await outcome(mails[0] ?? ''))[0]).toBe('failed');
  });

  it('is written for many records, in several readings', async () => {
    const mails = await Promise.all(Array.from({ length: 45 }, () => writeMail()));
    await work({ carryOut: () => Promise.reject(new Error('stop')) }).catch(() => undefined);
    await w.tenant.rows(
      `update store.intent set status = 'failed', is_untold = true, outcome = '{"status":"failed","at":"2026-11-20T08:00:01.000Z","why":"No."}'`,
    );
    await work();
    for (const mail of mails) expect(await outcome(mail)).toEqual(['failed', 'No.', undefined]);
  });

  it('that its record does not show yet is not taken for the end that a person has decided about', async () => {
    const mail = await writeMail();
    receive = () => Promise.resolve({ status: 'refused', why: 'Full.' });
    await work();
    await decide(mail, 'again');
    await work({ carryOut: () => Promise.reject(new Error('stop')) }).catch(() => undefined);
    await w.tenant.rows(`update store.intent set status = 'unclear', is_untold = true where id = $1`, [mail]);
    await change(mail, { subject: ['Your offer', 'The offer'] });
    const { database, clock } = given.test;
    const never = () => Promise.reject(new Error('not asked'));
    const ports = { database, clock, perform: never, durable: never, judgeMessages: never };
    const read: IntentPorts['recordsOf'] = (tx, orgId, asked) => recordsOf(tx, { orgId, installed: installedCatalogue }, asked); // prettier-ignore
    await collectIntents({ ...ports, recordsOf: read }, w.tenant.orgId, {
      intent: sendEmail,
      adapter: { kind: 'email', words: adapterWords, carryOut: never },
    });
    expect(await w.tenant.rows('select status from store.intent')).toEqual([{ status: 'unclear' }]);
  });

  it('stays where only the declaration of the intent says that it is still wanted', async () => {
    const mail = await writeMail();
    const { kind, takes, entity, order, outcome: write } = sendEmail;
    const greedy: Intent = { kind, takes, entity, order, outcome: write, isWanted: () => true };
    receive = () => Promise.resolve({ status: 'refused', why: 'Full.' });
    for (let run = 0; run < 3; run += 1) await work({}, greedy);
    expect([got.length, await outcome(mail)]).toEqual([1, ['failed', 'Full.', undefined]]);
  });

  it('is a failure where the order is not of the declared form, and it never leaves the server', async () => {
    const mail = await writeMail();
    await work({}, { ...sendEmail, order: () => ({ to: 7 }) });
    expect(await outcome(mail)).toEqual(['failed', expect.stringMatching(/^It is not complete: To /) as string, undefined]); // prettier-ignore
    expect(got).toEqual([]);
  });
});

describe('[CRM-12] an e-mail', () => {
  it('waits until its time, follows a change of it, and has not expired before it ends', async () => {
    const mail = await writeMail({ sendAt: at(60 * minute), sendUntil: at(120 * minute) });
    await work();
    await change(mail, { sendAt: [at(60 * minute), at(30 * minute)] });
    given.test.advance(30 * minute - 1);
    await work();
    expect(got).toEqual([]);
    given.test.advance(1);
    await work();
    expect([got.length, await outcome(mail)]).toEqual([1, ['sent', undefined, undefined]]);
  });

  it('waits for a time that was changed while a worker had it', async () => {
    const mail = await writeMail();
    const slow = hang();
    const running = work();
    await slow.begun;
    await change(mail, { sendAt: [null, at(60 * minute)] });
    await work();
    slow.answer({ status: 'later', why: 'Busy.' });
    await running;
    given.test.advance(30 * minute);
    await work();
    expect([got.length, await outcome(mail)]).toEqual([1, [undefined, undefined, undefined]]);
    given.test.advance(30 * minute);
    await work();
    expect([got.length, await outcome(mail)]).toEqual([2, ['sent', undefined, undefined]]);
  });

  it('does not leave after its time when the orders before it were slow', async () => {
    const mails = [await writeMail(), await writeMail({ sendUntil: at(3 * minute) })];
    const slow = hang();
    const running = work({ atOnce: 1 }); // so that the second waits behind the slow one
    await slow.begun;
    given.test.advance(3 * minute);
    slow.answer(sent);
    await running;
    expect([got.length, ...(await Promise.all(mails.map(outcome)))]).toEqual([1, ['sent', undefined, undefined], ['expired', 'Too late.', undefined]]); // prettier-ignore
  });

  it('is not sent when its time has passed, although it still waits for its next try', async () => {
    const mail = await writeMail({ sendUntil: at(2.5 * minute) }); // the third try would be after three minutes
    receive = () => Promise.resolve({ status: 'later', why: 'Busy.' });
    await work();
    given.test.advance(minute);
    await work();
    given.test.advance(1.5 * minute - 1);
    await work();
    expect([got.length, await outcome(mail)]).toEqual([2, [undefined, undefined, undefined]]);
    given.test.advance(1);
    await work();
    expect([got.length, await outcome(mail)]).toEqual([2, ['expired', 'Too late.', undefined]]);
  });

  it('that a person takes back is not sent, and is sent when they let it go after all', async () => {
    const mail = await writeMail();
    await decide(mail, 'not-sent');
    await work();
    expect([got, await outcome(mail)]).toEqual([[], [undefined, undefined, 'not-sent']]);
    await decide(mail, null, 'not-sent');
    await work();
    expect([got.length, await outcome(mail)]).toEqual([1, ['sent', undefined, undefined]]);
  });

  it('that failed is sent again once, as often as a person asks, and its decision is emptied each time', async () => {
    const mail = await writeMail();
    receive = () => Promise.resolve({ status: 'refused', why: 'Full.' });
    await work();
    await work();
    expect([got.length, await outcome(mail)]).toEqual([1, ['failed', 'Full.', undefined]]);
    for (const tries of [2, 3]) {
      expect((await decide(mail, 'again')).status).toBe('accepted');
      await work();
      await work();
      expect([got.length, await outcome(mail)]).toEqual([tries, ['failed', 'Full.', undefined]]);
      expect(await w.tenant.rows('select attempts from store.intent')).toEqual([{ attempts: 1 }]); // it counts anew
    }
    receive = () => Promise.resolve(sent);
    await decide(mail, 'again');
    await work();
    expect(await outcome(mail)).toEqual(['sent', undefined, undefined]);
    expect(Object.values((await decide(mail, 'again')).refused)).toMatchObject([{ details: { field: 'deliveryDecision' } }]); // prettier-ignore
    expect(await w.tenant.journal().then((rows) => rows.filter(({ label }) => label === 'Sent it'))).toHaveLength(1);
  });

  it('that may have been sent is marked as sent by a person, and not sent again', async () => {
    const mail = await writeMail();
    receive = () => Promise.resolve({ status: 'unclear', why: 'Cut.' });
    await work();
    await decide(mail, 'sent');
    await work();
    expect([got.length, await outcome(mail)]).toEqual([1, ['unknown', 'Cut.', 'sent']]);
  });
});

describe('[MSG-1] a person who must not be contacted', () => {
  const contact = (fields: Readonly<Record<string, JsonValue>>) => made(w.id(), 'crm/contact', { name: 'Cleo', ...fields }, { ownerId: w.moe.userId }); // prettier-ignore

  it('gets no e-mail, whoever writes it and however the address is written; the moment of sending decides', async () => {
    const cleo = contact({ email: 'Cleo@Example.com' });
    await w.moe.do([cleo, contact({ email: 'other@example.com', doNotContact: true })]);
    const mails = [
      await writeMail({ toAddress: 'cleo@example.COM' }),
      await writeMail({ toAddress: 'CLEO@example.com', sendAt: at(minute) }),
      await writeMail({ toAddress: 'third@example.com' }),
    ];
    receive = () => Promise.resolve({ status: 'later', why: 'Busy.' });
    await work();
    expect(new Set(got.map(({ key }) => key))).toEqual(new Set([mails[0], mails[2]]));
    await w.moe.do([w.set(cleo.id, { doNotContact: [null, true] }, 'crm/contact')]);
    given.test.advance(minute);
    receive = () => Promise.resolve(sent);
    await work();
    expect(await Promise.all(mails.map(outcome))).toEqual([
      ['failed', 'cleo@example.COM belongs to somebody who must not be contacted (MSG-1).', undefined],
      ['failed', 'CLEO@example.com belongs to somebody who must not be contacted (MSG-1).', undefined],
      ['sent', undefined, undefined],
    ]);
  });

  it('of a deleted record, or of another organisation, prevents nothing', async () => {
    const gone = contact({ email: 'cleo@example.com', doNotContact: true });
    await w.moe.do([gone]);
    await w.moe.do([w.set(gone.id, { life: ['alive', 'deleted'] }, 'crm/contact')]);
    const elsewhere = await makeSalesWorld(given.test);
    await elsewhere.mia.do([made(elsewhere.id(), 'crm/contact', { name: 'Cleo', email: 'cleo@example.com', doNotContact: true }, { ownerId: elsewhere.mia.userId })]); // prettier-ignore
    const mail = await writeMail({ toAddress: 'cleo@example.com' });
    await work();
    expect(await outcome(mail)).toEqual(['sent', undefined, undefined]);
  });
});
