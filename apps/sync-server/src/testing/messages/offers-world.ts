import type { JsonValue } from '@outpost/domain/kernel/json';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import {
  type Mail,
  type MailOutcome,
  type MailTransport,
  smtpTransport,
} from '../../integrations/email/mail-transport.ts';
import { makeSalesWorld, type SalesWorld } from '../sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../test-database.ts';
import { made, makeTestServer, testPassword, type TestServer } from '../test-server.ts';

export const offersAt = 'https://crm.example.com:8443';
export const postalAddress = 'Fenwright Systems\n1 Harbour Way\nDenver, CO 80202';
type Fields = Readonly<Record<string, JsonValue>>;

/** A mail as it reached the mail server: its headers by their names in lower case, and the whole text. */
export type ReceivedMail = { readonly raw: string; readonly headers: ReadonlyMap<string, string> };

/** Takes the line ends of quoted-printable out (RFC 2045, section 6.7). */
const unfolded = (raw: string): string =>
  raw
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function readMail(received: string): ReceivedMail {
  const end = received.indexOf('\r\n\r\n');
  const lines = received.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n'); // prettier-ignore
  const headers = lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]); // prettier-ignore
  return { raw: unfolded(received), headers: new Map(headers) };
}

/**
 * A server that sends e-mails through a local mail server, with people who sell. Each test has a tenant of its own with a postal
 * address. `answers`: in place of the mail server, for the next mails.
 */
export function givenOffers({ publicUrl = offersAt }: { readonly publicUrl?: string | null } = {}) {
  const mails: ReceivedMail[] = [];
  const answers: (() => Promise<MailOutcome>)[] = [];
  let database: TestDatabase;
  let smtp: SMTPServer;
  let test: TestServer;
  let w: SalesWorld;
  beforeAll(async () => {
    database = await makeTestDatabase(inject('postgresUrl'));
    smtp = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, _session, done) => void text(stream).then((raw) => (mails.push(readMail(raw)), done())),
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const real = smtpTransport(`smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`);
    const transport: MailTransport = { ...real, send: (mail: Mail) => answers.shift()?.() ?? real.send(mail) };
    const mail = { transport, from: 'Outpost <crm@fenwright.example>' };
    test = await makeTestServer(database.database, { ...(publicUrl === null ? {} : { publicUrl }), mail });
  });
  beforeEach(async () => {
    w = await makeSalesWorld(test);
    await w.setPostalAddress(postalAddress);
  });
  afterEach(() => {
    mails.length = 0;
    answers.length = 0;
  });
  afterAll(async () => {
    await test.server.close();
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
    await database.drop();
  });
  const accepted = async (device: SalesWorld['mia'], edits: Parameters<SalesWorld['mia']['do']>[0]): Promise<void> => {
    const { status, refused } = await device.do(edits);
    if (status !== 'accepted') throw new Error(JSON.stringify(refused));
  };
  return {
    mails,
    answers,
    accepted,
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
    /** Makes a contact who agreed to offers by e-mail. */
    async agreed(email: string, fields: Fields = {}) {
      const [contact, consent] = [w.id(), w.id()];
      const givenAt = new Date(test.clock.nowMs() - 60_000).toISOString();
      await accepted(w.moe, [
        made(contact, 'crm/contact', { name: 'Cleo', email, ...fields }, { ownerId: w.moe.userId }),
      ]);
      await accepted(w.moe, [made(consent, 'crm/consent', { about: `crm/contact:${contact}`, channel: 'email', purpose: 'offers', standing: 'given', address: email, givenAt, source: 'Form' })]); // prettier-ignore
      return { contact, consent };
    },
    /** Makes a deal with an offer by e-mail. */
    async offer(toAddress: string, fields: Fields = {}): Promise<string> {
      const [deal, mail] = [w.id(), w.id()];
      await accepted(w.mia, [
        w.deal(deal),
        made(mail, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress, subject: 'Autumn', body: 'Ten percent off.', purpose: 'offers', ...fields }), // prettier-ignore
      ]);
      return mail;
    },
    fields: (id: string) => w.tenant.fields('crm/activity', id),
    /** Signs in as an administrator. Returns the token. */
    async token(): Promise<string> {
      const email = `ada-${test.newId()}@fenwright.example`;
      const ada = await w.tenant.person('Ada', 'admin', { email });
      const device = { id: ada.device, name: 'Laptop' };
      const answer = await test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
      return ((await answer.json()) as { accessToken: string }).accessToken;
    },
    /** The link below an offer that the mail server got. */
    linkIn: ({ headers }: ReceivedMail | undefined = { raw: '', headers: new Map() }): string =>
      (headers.get('list-unsubscribe') ?? '').replace(/^<|>$/g, ''),
    /** The events of the journal about messages, oldest first. */
    async noted() {
      await test.server.runWorkers(w.tenant.orgId);
      const rows = (await w.tenant.journal()) as readonly (Readonly<Record<string, JsonValue>> | null)[];
      return rows.flatMap((row) => {
        const event = row?.['event'] as { action: string; by: string; record: string; details: Readonly<Record<string, JsonValue>> } | undefined; // prettier-ignore
        return event?.action.startsWith('message/') ? [event] : [];
      });
    },
  };
}
