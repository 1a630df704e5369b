import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SendGridServer, sendGridKey } from '../../testing/mail/sendgrid-server.ts';
import { sendGridTransport } from '../sendgrid/sendgrid-transport.ts';
import { type Mail, sendByAccount, smtpTransport } from './mail-transport.ts';

const received: Buffer[] = [];
const smtp = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  authOptional: true,
  allowInsecureAuth: true,
  onAuth: ({ username }, _session, done) => done(null, { user: username ?? '' }),
  onData: (stream, _session, done) => void buffer(stream).then((raw) => (received.push(raw), done())),
});
const sendGrid = new SendGridServer();
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  url = await sendGrid.start();
});
afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await sendGrid.close();
});

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
// Together as large as an e-mail may be (MSG-43).
const files = [
  { name: 'Angebot für Čelákovice – 見積書 “neu”.pdf', mediaType: 'application/pdf', bytes: randomBytes(17_000_000) },
  { name: 'a; b, "c".txt', mediaType: 'text/plain', bytes: Buffer.from('line\r\nline\nline') },
];
const expected = files.map(({ name, mediaType, bytes }) => ({ name, mediaType, sha256: hashOf(bytes) }));
const mail: Mail = { from: 'Mia <mia@fenwright.example>', to: 'cleo@example.com', subject: 'Ihr Angebot', text: 'Dear Cleo', messageId: '<one@fenwright.example>', files }; // prettier-ignore

async function attachedTo(raw: Buffer | undefined) {
  const { attachments } = await simpleParser(raw ?? '');
  return attachments.map(({ filename, contentType, content }) => ({ name: filename, mediaType: contentType, sha256: hashOf(content) })); // prettier-ignore
}

describe('[MSG-42] the files of an e-mail arrive with their names, types and bytes', () => {
  const port = (): number => (smtp.server.address() as AddressInfo).port;

  it('by SMTP', async () => {
    const transport = smtpTransport(`smtp://127.0.0.1:${port()}`);
    expect(await transport.send(mail)).toEqual({ status: 'sent' });
    transport.close();
    expect(await attachedTo(received.at(-1))).toEqual(expected);
  });

  it('[MBX-10] from a mailbox of their sender, and the copy for its folder of sent e-mails is the same', async () => {
    const account = { host: 'localhost', port: port(), address: '127.0.0.1', userName: 'mia', secret: { password: 'x' }, isTrusted: true }; // prettier-ignore
    const { outcome, source } = await sendByAccount(account, { ...mail, sender: 'mia@fenwright.example' });
    expect(outcome).toEqual({ status: 'sent' });
    expect(await attachedTo(received.at(-1))).toEqual(expected);
    expect(await attachedTo(source)).toEqual(expected);
    expect(received.at(-1)?.toString('latin1').trimEnd()).toBe(source.toString('latin1').trimEnd());
  });

  it('by SendGrid', async () => {
    const transport = sendGridTransport({ apiKey: sendGridKey, url }, () => 0);
    expect(await transport.send(mail)).toEqual({ status: 'sent', receipt: 'sg1' });
    const sent = sendGrid.taken[0]?.attachments ?? [];
    expect(sent.map(({ filename, type, disposition, content }) => ({ name: filename, mediaType: type, disposition, sha256: hashOf(Buffer.from(content ?? '', 'base64')) }))).toEqual(expected.map((one) => ({ ...one, disposition: 'attachment' }))); // prettier-ignore
  });
});
