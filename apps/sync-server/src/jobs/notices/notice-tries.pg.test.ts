import { createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountMailSender } from '../../integrations/email/account-mail.ts';
import { smtpTransport } from '../../integrations/email/mail-transport.ts';
import { queueNotice, queueNoticeOnce, type SendAccountMail, sendMails, waitingMails } from '../../identity/mail/outbox.ts'; // prettier-ignore
import { mailOf } from '../../identity/mail/mail-template.ts';
import { givenServer } from '../../testing/given-server.ts';

const given = givenServer();
const received: string[] = [];
let smtp: SMTPServer;
let cut: ReturnType<typeof createServer>;
/** The text of mails that the cutting server read, before it broke the connection without an answer. */
const read: string[] = [];
const minute = 60_000;

let stopsAt: 'text' | 'RCPT TO' = 'text';

/** A mail server that breaks the connection without an answer: after it took the whole mail, or earlier. */
function cutting(socket: Socket): void {
  let all = '';
  socket.write('220 cut ESMTP\r\n');
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    all += bytes.toString();
    if (stopsAt === 'RCPT TO' && all.includes('RCPT TO')) socket.destroy();
    else if (all.includes('\r\n.\r\n')) {
      read.push(all);
      socket.destroy();
    } else if (/^DATA\r\n/m.test(all)) {
      if (all.endsWith('DATA\r\n')) socket.write('354 go on\r\n');
    } else socket.write('250 ok\r\n');
  });
}

beforeAll(async () => {
  smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _session, done) => void text(stream).then((raw) => (received.push(raw), done())),
  });
  cut = createServer(cutting);
  await Promise.all([smtp, cut].map((server) => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))); // prettier-ignore
});
afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await new Promise((resolve) => cut.close(resolve));
});

const warned: string[] = [];
const log = { warn: (_details: object, message: string) => void warned.push(message) };
const identity = () => ({ ...given.test.server.tenancy.identity, accountMail: { queued: () => undefined, serverUrl: undefined } }); // prettier-ignore
const mail = (subject: string) => mailOf('mia@fenwright.example', subject, ['Words']);
const queueOnce = (subject: string) => given.test.database.transaction('write', (tx) => queueNoticeOnce(tx, mail(subject), identity())); // prettier-ignore
const run = (send: SendAccountMail) => sendMails({ ...identity(), send, log });
const waiting = async () => (await given.test.database.transaction('snapshot', (tx) => waitingMails(tx, identity()))).length; // prettier-ignore
const through = async (port: number): Promise<void> => {
  const transport = smtpTransport(`smtp://127.0.0.1:${port}`);
  await run(accountMailSender({ transport, from: 'Outpost <crm@fenwright.example>' }));
  transport.close();
};
const portOf = (server: { readonly address: () => unknown }) => (server.address() as AddressInfo).port;

describe('[NTF-4] the e-mail about a notification', () => {
  it('arrives once at a mail server', async () => {
    await queueOnce('Max mentioned you');
    await through(portOf(smtp.server));
    given.test.advance(30 * minute);
    await through(portOf(smtp.server));
    expect(received.filter((raw) => raw.includes('Subject: Max mentioned you'))).toHaveLength(1);
    expect(await waiting()).toBe(0);
  });

  it('is not sent again where the mail server broke off after it had the mail', async () => {
    await queueOnce('Cut off');
    await through(portOf(cut));
    expect(read.filter((raw) => raw.includes('Subject: Cut off'))).toHaveLength(1);
    expect(warned).toContain('it is not known whether a mail arrived; it is not sent again');
    given.test.advance(30 * minute);
    await through(portOf(smtp.server));
    expect(received.some((raw) => raw.includes('Subject: Cut off'))).toBe(false);
    expect(await waiting()).toBe(0);
  });

  it('[T-23] has an unclear outcome where the connection breaks during its text, and may be sent later where it breaks before', async () => {
    const transport = smtpTransport(`smtp://127.0.0.1:${portOf(cut)}`);
    const direct = { ...mail('Direct'), from: 'crm@fenwright.example', messageId: '<a@fenwright.example>' };
    expect(await transport.send({ ...direct, html: '' })).toMatchObject({ status: 'unclear' });
    stopsAt = 'RCPT TO';
    expect(await transport.send({ ...direct, html: '' })).toMatchObject({ status: 'later', isDown: true });
    stopsAt = 'text';
    transport.close();
  });

  it('is sent again where the mail server certainly did not have it', async () => {
    await queueOnce('Later');
    await run(() => Promise.resolve('later'));
    given.test.advance(30 * minute);
    await through(portOf(smtp.server));
    expect(received.filter((raw) => raw.includes('Subject: Later'))).toHaveLength(1);
  });

  it('is not sent again where its server stopped in the try, and others of its batch are', async () => {
    warned.length = 0;
    await queueOnce('Stopped');
    await queueOnce('Behind it');
    await expect(run(() => Promise.reject(new Error('the server stops')))).rejects.toThrow('the server stops');
    given.test.advance(2 * minute);
    await through(portOf(smtp.server)); // the lease is over; the try might still run
    expect(received.filter((raw) => /Subject: (Stopped|Behind it)/.test(raw)).map((raw) => /Subject: (.*)\r/.exec(raw)?.[1])).toEqual(['Behind it']); // prettier-ignore
    expect(await waiting()).toBe(1);
    given.test.advance(20 * minute);
    await through(portOf(smtp.server));
    expect(await waiting()).toBe(0);
    expect(warned).toHaveLength(1);
    expect(received.some((raw) => raw.includes('Subject: Stopped'))).toBe(false);
  });

  it('is unlike mail about an account, which is sent again: a lost one would lock somebody out', async () => {
    await given.test.database.transaction('write', (tx) => queueNotice(tx, mail('A code'), identity()));
    await through(portOf(cut));
    given.test.advance(30 * minute);
    await through(portOf(smtp.server));
    expect(received.filter((raw) => raw.includes('Subject: A code'))).toHaveLength(1);
  });
});
