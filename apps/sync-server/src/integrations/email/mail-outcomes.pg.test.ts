import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { made, makeTestServer, type TestServer } from '../../testing/test-server.ts';
import { type ReadRow, consumeJournal } from '../../jobs/workers/journal-reader.ts';
import type { Mail, MailOutcome } from './mail-transport.ts';

const minute = 60_000;
let database: TestDatabase;
let test: TestServer;
let w: SalesWorld;
/** The mails that the mail server has received, and its answers. */
const given: Mail[] = [];
let answer: MailOutcome = { status: 'sent' };

beforeAll(async () => {
  database = await makeTestDatabase(inject('postgresUrl'));
  const send = (mail: Mail): Promise<MailOutcome> => {
    given.push(mail);
    return mail.subject === 'Broken' ? Promise.reject(new Error('a fault of ours')) : Promise.resolve(answer);
  };
  test = await makeTestServer(database.database, {
    mail: { transport: { send, close: () => undefined }, from: 'Outpost <crm@fenwright.example>' },
  });
  w = await makeSalesWorld(test);
});
afterAll(async () => {
  await test.server.close();
  await database.drop();
});

async function writeMail(subject = 'Your offer'): Promise<string> {
  const [deal, mail] = [w.id(), w.id()];
  const fields = { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: 'client@example.com', subject }; // prettier-ignore
  await w.mia.do([w.deal(deal), made(mail, 'crm/activity', fields)]);
  given.length = 0;
  return mail;
}
/** Returns how often the mail was sent to the mail server after this time. */
async function tries(passed = 0): Promise<number> {
  test.advance(passed);
  await test.server.runWorkers(w.tenant.orgId);
  return given.length;
}
const outcome = async (mail: string) => {
  const fields = await w.tenant.fields('crm/activity', mail);
  return [fields?.['deliveryStatus'], fields?.['deliveryError']];
};

describe('the outcome of a mail', () => {
  it('[T-23] is a failure with the last reason after ten tries, 1, 2, 4 … minutes apart or up to a fifth less', async () => {
    answer = { status: 'later', why: 'Busy.' };
    const mail = await writeMail();
    expect(await tries()).toBe(1);
    expect(given[0]).toMatchObject({ from: 'Outpost <crm@fenwright.example>', to: 'client@example.com', messageId: `<${mail}@fenwright.example>` }); // prettier-ignore
    for (const [tried, minutes] of [1, 2, 4, 8, 16, 32, 64, 128, 256].entries()) {
      const shortest = minutes * minute * 0.8;
      expect([await outcome(mail), await tries(shortest - 1)]).toEqual([[undefined, undefined], tried + 1]);
      expect(await tries(minutes * minute - shortest + 1)).toBe(tried + 2);
    }
    expect(await outcome(mail)).toEqual(['failed', 'The mail server did not take it in 10 tries: Busy.']);
    expect(await tries(24 * 60 * minute)).toBe(10);
  });
  it.each([
    [{ status: 'refused', why: 'No such address.' }, 'failed', 'The mail server refused it: No such address.'],
    [{ status: 'unclear', why: 'Gone.' }, 'unknown', 'It is not clear whether this e-mail went out: the connection to the mail server broke. Ask before you send it again.'], // prettier-ignore
  ] as const)(
    'is written where the mail was not sent, and the mail is not tried again: %o',
    async (said, status, why) => {
      answer = said;
      const mail = await writeMail();
      expect(await tries()).toBe(1);
      expect(await outcome(mail)).toEqual([status, why]);
      expect(await tries(24 * 60 * minute)).toBe(1);
    },
  );
  it('[T-23] is written for each mail alone: a fault at one mail does not stop the others, and its outcome is unknown', async () => {
    answer = { status: 'sent' };
    const broken = await writeMail('Broken');
    const mail = await writeMail();
    await expect(tries()).rejects.toThrow('a fault of ours');
    expect([given.length, await outcome(mail), await outcome(broken)]).toEqual([
      2,
      ['sent', undefined],
      [undefined, undefined],
    ]);
    expect(await tries(11 * minute)).toBe(2);
    expect(await outcome(broken)).toEqual(['unknown', 'It is not clear whether this e-mail went out: the server stopped while sending it. Ask before you send it again.']); // prettier-ignore
  });
  it('is not written while no mail waits', async () => {
    answer = { status: 'sent' };
    const mail = await writeMail();
    expect([await tries(), await tries(), await outcome(mail)]).toEqual([1, 1, ['sent', undefined]]);
  });
});

describe('a reader of the journal', () => {
  const read = async (limit: number, work: (rows: readonly ReadRow[]) => Promise<void> = () => Promise.resolve()) => {
    const seen: number[] = [];
    const isMore = await consumeJournal(test.database, { orgId: w.tenant.orgId, reader: 'test', limit }, async (_tx, rows) => {
      await work(rows);
      seen.push(...rows.map(({ n }) => n));
    });
    return { isMore, seen };
  }; // prettier-ignore
  const head = () =>
    inTenant(test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, (tx) =>
      tx.query<{ head: number }>('select head from store.clock where org_id = $1', [w.tenant.orgId]),
    ).then(([row]) => row?.head ?? 0);

  it('gets the rows in order, each once, and learns whether there may be more', async () => {
    expect(await read(2)).toEqual({ isMore: true, seen: [1, 2] });
    expect(await read(3)).toEqual({ isMore: true, seen: [3, 4, 5] });
    const end = await head();
    expect(await read(end - 5)).toMatchObject({ isMore: true }); // it has as many as the limit: no further row was read
    expect(await read(1)).toEqual({ isMore: false, seen: [] });
    await writeMail();
    const { isMore, seen } = await read(1_000);
    expect([isMore, seen[0], seen.at(-1)]).toEqual([false, end + 1, await head()]);
  });
  it('gets the rows again where its work failed', async () => {
    await writeMail();
    await expect(read(1_000, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect((await read(1_000)).seen.at(-1)).toBe(await head());
  });
});
