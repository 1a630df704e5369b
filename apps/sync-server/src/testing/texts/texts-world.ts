import type { JsonValue } from '@outpost/domain/kernel/json';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderObjects } from '../../files/folder-objects.ts';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { twilioCalls } from '../../integrations/sms/twilio-calls.ts';
import { twilioTexts } from '../../integrations/sms/twilio-texts.ts';
import { memoryKeyStore } from '../../identity/keys/key-store.ts';
import { makeSalesWorld, type SalesWorld } from '../sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../test-database.ts';
import { made, makeTestServer, type TestServer, type TestServerOptions } from '../test-server.ts';
import { signedByTwilio, twilioAccount, TwilioServer } from './twilio-server.ts';

export const textsAt = 'https://crm.example.com:8443';
/** The number of the organisation, and the one of its customer. */
export const [ourNumber, theirNumber] = ['+14155550101', '+13035550164'] as const;

/** A server that sends texts through a local Twilio, with people who sell. It exists from the first hook on. `differs`: from the usual one. */
export function givenTexts(differs: TestServerOptions = {}) {
  const service = new TwilioServer();
  const senders: Record<string, string> = {};
  let database: TestDatabase;
  let test: TestServer;
  let w: SalesWorld;
  let folder: string;
  let options: TestServerOptions;
  beforeAll(async () => {
    const url = await service.start();
    database = await makeTestDatabase(inject('postgresUrl'));
    folder = await mkdtemp(join(tmpdir(), 'texts-'));
    options = { publicUrl: textsAt, keyStore: memoryKeyStore(), files: { objects: await folderObjects(folder), quotaBytes: 10_000_000 }, texts: twilioTexts({ ...twilioAccount, url }, senders), calls: twilioCalls({ ...twilioAccount, url }, senders), ...differs }; // prettier-ignore
    test = await makeTestServer(database.database, options);
    w = await makeSalesWorld(test);
    test.advance(10 * 3_600_000); // 18:00 UTC: eleven in the morning where the customer is
    senders[w.tenant.orgId] = ourNumber;
  });
  afterEach(() => {
    service.taken.length = 0;
    service.answers.length = 0;
  });
  afterAll(async () => {
    await test.server.close();
    await service.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });
  const send = (url: string, members: Readonly<Record<string, string>>, signedUrl = url): Promise<Response> =>
    Promise.resolve(test.server.app.request(url.slice(textsAt.length), signedByTwilio(signedUrl, members)));
  return {
    service,
    senders,
    get test() {
      return test;
    },
    get w() {
      return w;
    },
    get database() {
      return database;
    },
    run: () => test.server.runWorkers(w.tenant.orgId),
    /** Lets the workers of another server on the same database and the same files run. `more`: how it differs. */
    async runOther(more: TestServerOptions = {}): Promise<void> {
      const other = await makeTestServer(database.database, { ...options, ...more });
      other.advance(test.clock.nowMs() - other.clock.nowMs());
      await other.server.runWorkers(w.tenant.orgId);
      await other.server.close();
    },
    /** Makes a deal with a text to send. */
    async write(fields: Readonly<Record<string, JsonValue>> = {}) {
      const [deal, text] = [w.id(), w.id()];
      await w.mia.do([
        w.deal(deal),
        made(text, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'text', delivery: 'send', number: theirNumber, body: 'We come at nine.', ...fields }),
      ]); // prettier-ignore
      return { deal, text };
    },
    fields: (text: string) => w.tenant.fields('crm/activity', text),
    send,
    /** Reports the state of an ordered text, as Twilio does. */
    report: (order: Readonly<Record<string, string>> | undefined, MessageStatus: string, more: Readonly<Record<string, string>> = {}) =>
      send(order?.['StatusCallback'] ?? textsAt, { AccountSid: twilioAccount.account, MessageSid: order?.['sid'] ?? '', MessageStatus, ...more }), // prettier-ignore
    /** Sends a text to the organisation. */
    incoming: (sid: string, Body: string, more: Readonly<Record<string, string>> = {}) =>
      send(`${textsAt}/texts/incoming`, { AccountSid: twilioAccount.account, MessageSid: sid, From: theirNumber, To: ourNumber, Body, NumMedia: '0', ...more }), // prettier-ignore
  };
}
