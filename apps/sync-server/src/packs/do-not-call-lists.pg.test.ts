import { grant } from '@outpost/domain/kernel/catalogue/role';
import type { DoNotCallAnswer, NumberToAsk } from '@outpost/domain/kernel/messages/do-not-call';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { changeEdit, made } from '../testing/test-server.ts';
import { givenTexts, theirNumber } from '../testing/texts/texts-world.ts';
import { crmServer } from './crm/server.ts';
import { twilioAccount } from '../testing/texts/twilio-server.ts';
import { installedServers } from './installed-servers.ts';

const list = 'National Do Not Call Registry';
const asked: NumberToAsk[] = [];
let answer: () => Promise<Result<DoNotCallAnswer>>;
const listed = () => Promise.resolve(accept({ is: 'listed', list, since: '2026-05-03', rule: '47 CFR 64.1200(c)(2)' } as const)); // prettier-ignore
const clear = (asOf: string) => () => Promise.resolve(accept({ is: 'clear', list, asOf } as const));

// The real packs; the crm pack has a list, too, and lets customers whom it knows through.
const packs = installedServers.map((pack) =>
  pack !== crmServer
    ? pack
    : {
        ...pack,
        grants: [...(pack.grants ?? []), ...grant(contact, ['read'], 'org')],
        doNotCall: () => async (service: Parameters<NonNullable<typeof crmServer.receiveText>>[0], of: NumberToAsk) => {
          asked.push(of);
          const known = await service.list(contact, { where: { field: 'mobile', op: 'is', value: of.number }, limit: 1 });
          if (!known.ok) return known;
          if (known.value.length > 0) return accept({ is: 'exempt', why: 'They bought from us' } as const);
          return answer();
        },
      },
); // prettier-ignore
const given = givenTexts({ packs });
afterEach(() => {
  asked.length = 0;
});
const endOf = async (text: string) => {
  const { deliveryStatus: status, deliveryError: why } = (await given.fields(text)) ?? {};
  return { status, why };
};
const logged = async (text: string) =>
  (await given.w.tenant.rows<{ rule: string; state: string }>(`select rule, state from store.message_log where record_id = '${text}' order by at`)).at(-1); // prettier-ignore

describe('a do-not-call list of a pack', () => {
  it('[MSG-77] is asked at the moment of sending, and a listed number gets nothing; the log has the rule', async () => {
    answer = listed;
    const { text } = await given.write();
    expect(asked).toEqual([]); // nobody asked while it was written
    await given.run();
    expect(given.service.taken).toEqual([]);
    expect(asked).toMatchObject([{ number: theirNumber, channel: 'text', purpose: 'contract', ground: { by: 'contract' }, record: { entity: 'crm/activity', id: text } }]); // prettier-ignore
    expect(await endOf(text)).toEqual({ status: 'failed', why: `${theirNumber} is on the list “${list}” since 3 May 2026, so nobody may call or text it (47 CFR 64.1200(c)(2)). Nothing went out (MSG-77).` }); // prettier-ignore
    expect(await logged(text)).toMatchObject({ rule: 'MSG-77' });
  });

  it('[MSG-78] with old data, or that cannot be asked, lets nothing out, and a person may try again', async () => {
    for (const [say, words] of [
      [clear('2026-10-01'), 'its data is of 1 October 2026'],
      [() => Promise.reject(new Error('down')), 'its pack has a fault'],
      [() => Promise.resolve(accept({ is: 'unknown', list, why: 'it is down' } as const)), `“${list}”: it is down`],
    ] as const) {
      answer = say;
      const { text } = await given.write();
      await given.run();
      expect(given.service.taken).toEqual([]);
      expect(await endOf(text)).toEqual({ status: 'failed', why: expect.stringContaining(words) as unknown });
      expect(await logged(text)).toMatchObject({ rule: 'MSG-78' });
      answer = clear('2026-11-01');
      await given.w.mia.do([changeEdit(text, 'crm/activity', { deliveryDecision: [null, 'again'] })]);
      await given.run();
      expect(await endOf(text)).toMatchObject({ status: 'sent' });
      given.service.taken.length = 0;
    }
  });

  it('[MSG-77] is not asked about a number that is suppressed, and its pack decides what overrides it', async () => {
    answer = listed;
    const [gone, known] = ['+13035550171', '+13035550172'] as const;
    await given.w.mia.do([
      made(given.w.id(), 'crm/suppression', { address: gone, channel: 'text', reason: 'by-hand', since: '2026-11-01T00:00:00.000Z' }, { ownerId: given.w.mia.userId }),
      made(given.w.id(), 'crm/contact', { name: 'Cleo', mobile: known }, { ownerId: given.w.mia.userId }),
    ]); // prettier-ignore
    const { text } = await given.write({ number: gone });
    await given.run();
    expect((await endOf(text)).why).toMatch(/\(MSG-3\)\.$/);
    expect(asked).toEqual([]);
    const { text: other } = await given.write({ number: known });
    await given.run();
    expect(await endOf(other)).toMatchObject({ status: 'sent' });
  });
});

describe('a do-not-call list and a call that is connected', () => {
  /** Sends what Twilio sends about a call, and returns the answer. */
  const tell = async (url: string, members: Readonly<Record<string, string>>): Promise<string> => {
    const CallSid = given.service.taken.at(-1)?.['sid'] ?? '';
    const told = await given.send(url, { AccountSid: twilioAccount.account, CallSid, CallStatus: 'in-progress', ...members }); // prettier-ignore
    expect(told.status).toBe(200);
    return told.text();
  };
  /** Lets the own telephone ring and answers it. Returns what happens once the key is pressed. */
  async function call(): Promise<{ readonly id: string; readonly connect: () => Promise<string> }> {
    const [deal, id] = [given.w.id(), given.w.id()];
    const happensAt = new Date(given.test.clock.nowMs()).toISOString();
    const placed = await given.w.mia.do([given.w.deal(deal), made(id, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'call', delivery: 'send', number: theirNumber, happensAt })]); // prettier-ignore
    expect(placed.refused).toEqual({});
    await given.run();
    const question = await tell(given.service.taken.at(-1)?.['Url'] ?? '', {});
    const next = (/action="([^"]*)"/.exec(question)?.[1] ?? '').replaceAll('&amp;', '&');
    return { id, connect: () => tell(next, { Digits: '1' }) };
  }
  beforeAll(async () => {
    await given.w.mia.do([changeEdit(given.w.mia.userId, 'platform/person', { phone: [null, '+13035550111'] })]);
  });

  it('[MSG-79] is asked again when the key is pressed, and connects nobody who is listed by then', async () => {
    answer = clear('2026-11-01');
    const { id, connect } = await call();
    expect(asked).toMatchObject([{ channel: 'call', number: theirNumber }]);
    answer = listed;
    const twiml = await connect();
    expect(twiml).not.toContain(theirNumber);
    expect(twiml).toContain('This call cannot be connected');
    expect(asked).toHaveLength(2);
    await given.run();
    expect(await endOf(id)).toEqual({ status: 'failed', why: `${theirNumber} is on the list “${list}” since 3 May 2026, so nobody may call or text it (47 CFR 64.1200(c)(2)). Nothing went out (MSG-77).` }); // prettier-ignore
  });

  it('[MSG-79] that cannot be asked by then connects nobody', async () => {
    answer = clear('2026-11-01');
    const { id, connect } = await call();
    answer = () => Promise.resolve(accept({ is: 'unknown', list, why: 'it is down' } as const));
    expect(await connect()).not.toContain(theirNumber);
    await given.run();
    expect(await endOf(id)).toEqual({ status: 'failed', why: expect.stringContaining('(MSG-78)') as unknown });
  });

  it('[MSG-79] with which nothing has changed lets the call through', async () => {
    answer = clear('2026-11-01');
    const { connect } = await call();
    expect(await connect()).toContain(theirNumber);
  });
});
