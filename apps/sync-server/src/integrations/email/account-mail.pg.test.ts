import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { askForCode } from '../../identity/accounts/forgotten-password.ts';
import { sendMails } from '../../identity/mail/outbox.ts';
import { openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';
import { accountMailSender } from './account-mail.ts';
import { smtpTransport } from './mail-transport.ts';

const received: string[] = [];
let world: SignInWorld;
let smtp: SMTPServer;

beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      void text(stream).then((raw) => {
        received.push(raw);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await world.close();
});

it('a mail about an account arrives at a mail server as text and as HTML', async () => {
  await world.addPerson(await world.addTenant('Nordwind'), 'smtp@example.com');
  const ports = { ...world.ports, accountMail: { queued: () => undefined } };
  expect(await askForCode({ email: 'smtp@example.com' }, ports)).toMatchObject({ ok: true });
  const { port } = smtp.server.address() as AddressInfo;
  const transport = smtpTransport(`smtp://127.0.0.1:${port}`);
  const send = accountMailSender({ transport, from: 'Outpost <crm@fenwright.example>' });
  await sendMails({ ...ports, send, log: { warn: () => undefined } });
  transport.close();
  const [mail = ''] = received;
  expect(received).toHaveLength(1);
  expect(mail).toMatch(/^To: smtp@example\.com\r$/m);
  expect(mail).toMatch(/^Content-Type: multipart\/alternative/m);
  for (const type of ['text/plain', 'text/html']) expect(mail).toContain(`Content-Type: ${type}; charset=utf-8`);
  const code = /^Subject: ([A-Z2-9]{4}-[A-Z2-9]{4}) /m.exec(mail)?.[1] ?? 'none';
  expect(mail.split(code)).toHaveLength(5); // subject, text, title and body of the HTML
});

it('[PLT-45a] a mail brings the logo that its HTML names as a part of it, and the text stays beside the HTML', async () => {
  received.length = 0;
  const { port } = smtp.server.address() as AddressInfo;
  const transport = smtpTransport(`smtp://127.0.0.1:${port}`);
  const send = accountMailSender({ transport, from: 'Outpost <crm@fenwright.example>' });
  const logo = { cid: 'logo.1@outpost', fileName: 'logo.png', mediaType: 'image/png', bytes: Buffer.from('a picture') };
  const html = '<img src="cid:logo.1@outpost" alt="">';
  expect(await send({ id: 'a', to: 'smtp@example.com', subject: 'Hello', text: 'Words', html, pictures: [logo] })).toBe('sent'); // prettier-ignore
  transport.close();
  const [mail = ''] = received;
  expect(mail).toMatch(/^Content-Type: multipart\/alternative/m);
  expect(mail).toMatch(/^Content-Type: multipart\/related/m);
  expect(mail).toMatch(/^Content-Id: <logo\.1@outpost>\r$/im);
  expect(mail).toMatch(/^Content-Disposition: inline; filename=logo\.png\r$/m);
  expect(mail).toContain(Buffer.from('a picture').toString('base64'));
});
