import type { JsonValue } from '@outpost/domain/kernel/json';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { openMailWay } from '../../integrations/mail-way.ts';
import { makeSalesWorld, type SalesWorld } from '../sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../test-database.ts';
import { made, makeTestServer, type TestServer } from '../test-server.ts';
import { type OrderedMail, sendGridKey, SendGridServer } from './sendgrid-server.ts';

/** The address of a customer. */
export const theirAddress = 'cleo@example.com';

/** An event as SendGrid posts it, without the members that each has. */
export type SendGridEvent = Readonly<Record<string, JsonValue>>;

/** A server that sends e-mails through a local SendGrid, with people who sell. It exists from the first hook on. */
export function givenSendGrid() {
  const service = new SendGridServer();
  let database: TestDatabase;
  let test: TestServer;
  let w: SalesWorld;
  beforeAll(async () => {
    const url = await service.start();
    database = await makeTestDatabase(inject('postgresUrl'));
    const clock = { nowMs: () => test.clock.nowMs() };
    const way = await openMailWay({ by: 'sendgrid', apiKey: sendGridKey, url, verifyKey: service.verifyKey }, clock);
    test = await makeTestServer(database.database, { mail: { ...way, from: 'Outpost <crm@fenwright.example>' } });
    w = await makeSalesWorld(test);
  });
  afterEach(() => {
    service.taken.length = 0;
    service.answers.length = 0;
  });
  afterAll(async () => {
    await test.server.close();
    await service.close();
    await database.drop();
  });
  const timestamp = (): string => String(Math.floor(test.clock.nowMs() / 1_000));
  /** Returns the body of a request with events about an order. */
  const bodyOf = (order: OrderedMail | undefined, events: readonly SendGridEvent[]): Uint8Array =>
    Buffer.from(
      JSON.stringify(
        events.map((event, place) => ({
          email: order?.personalizations[0]?.to[0]?.email ?? '',
          'smtp-id': order?.headers['Message-ID'] ?? '',
          sg_event_id: `event ${place}`,
          sg_message_id: 'sg1.recvd-5f6',
          timestamp: Number(timestamp()),
          ...order?.custom_args,
          ...event,
        })),
      ),
    );
  const post = (bytes: Uint8Array, headers: Readonly<Record<string, string>>, method = 'POST'): Promise<Response> =>
    Promise.resolve(test.server.app.request('/mails/report', { method, headers, body: Buffer.from(bytes) }));
  /** Returns the headers of a signed request. */
  const signed = (bytes: Uint8Array, at = timestamp()): Readonly<Record<string, string>> => ({
    'content-type': 'application/json',
    'content-length': String(bytes.byteLength),
    'x-twilio-email-event-webhook-signature': service.signature(at, bytes),
    'x-twilio-email-event-webhook-timestamp': at,
  });
  return {
    service,
    bodyOf,
    post,
    signed,
    timestamp,
    get test() {
      return test;
    },
    get w() {
      return w;
    },
    run: () => test.server.runWorkers(w.tenant.orgId),
    /** Makes a deal with an e-mail to send. */
    async write(fields: Readonly<Record<string, JsonValue>> = {}) {
      const [deal, mail] = [w.id(), w.id()];
      await w.mia.do([
        w.deal(deal),
        made(mail, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: theirAddress, subject: 'Your offer', body: 'We come at nine.', ...fields }),
      ]); // prettier-ignore
      return mail;
    },
    fields: (mail: string) => w.tenant.fields('crm/activity', mail),
    /** Posts events about an order, signed, in one request. */
    report(order: OrderedMail | undefined, ...events: readonly SendGridEvent[]): Promise<Response> {
      const bytes = bodyOf(order, events);
      return post(bytes, signed(bytes));
    },
    /** The suppressions of an address, by what they cover. */
    suppressions: (address: string) =>
      w.tenant.rows<{ reason: string; covers: string | null; ended: string | null }>(
        `select fields ->> 'reason' as reason, fields ->> 'covers' as covers, fields ->> 'endedAt' as ended from store.crm_suppression where fields ->> 'address' = '${address}' order by 2`,
      ),
    log: (mail: string) =>
      w.tenant.rows<{ state: string; provider_id: string | null; opened_at: string | null; clicked_at: string | null; complained_at: string | null }>( // prettier-ignore
        `select state, provider_id, opened_at, clicked_at, complained_at from store.message_log where record_id = '${mail}' order by fence`,
      ),
    /** The journal's rows about the message, oldest first: the action, and the reported state. */
    async noted(mail: string) {
      await test.server.runWorkers(w.tenant.orgId);
      const rows = (await w.tenant.journal()) as readonly (Readonly<Record<string, JsonValue>> | null)[];
      return rows.flatMap((row) => {
        const event = row?.['event'] as { action: string; record: string; details: { state?: string } } | undefined;
        if (event?.record !== mail || !event.action.startsWith('message/')) return [];
        return [[event.action, event.details.state].filter((part) => part !== undefined).join(' ')];
      });
    },
  };
}
