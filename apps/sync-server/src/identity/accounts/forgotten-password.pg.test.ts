import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { setPassword } from './accounts.ts';
import { askForCode, resetPassword } from './forgotten-password.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { type AccountMail, sendMails } from '../mail/outbox.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';
import { mailedCode } from '../../testing/mailed-code.ts';

const newPassword = 'seven loud yellow boats';
let world: SignInWorld;
let ports: IdentityPorts;
let orgId: string;
let counter = 0;
const sent: AccountMail[] = [];
const line = { outcome: 'sent' as 'sent' | 'later' };
const warned: object[] = [];

beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  ports = { ...world.ports, accountMail: { queued: () => undefined } };
  orgId = await world.addTenant('Nordwind');
});
beforeEach(() => {
  sent.length = 0;
  line.outcome = 'sent';
});
afterAll(() => world.close());

const send = async (mail: AccountMail) => {
  if (line.outcome === 'sent' && !mail.subject.startsWith('A new device')) sent.push(mail);
  return line.outcome;
};
const sendAll = () => sendMails({ ...ports, send, log: { warn: (details) => warned.push(details) } });

async function newEmail(): Promise<string> {
  counter += 1;
  const email = `forgot${counter}@example.com`;
  await world.addPerson(orgId, email);
  return email;
}
async function ticketFor(email: string): Promise<string> {
  const asked = await askForCode({ email }, ports);
  if (!asked.ok) throw new Error(asked.message);
  return asked.value.ticket;
}
/** Asks for a code, and returns the ticket with the code from the mail. */
async function askedFor(email: string) {
  const ticket = await ticketFor(email);
  await sendAll();
  const code = mailedCode(sent.at(-1)?.text);
  return { ticket, code };
}
const inWith = (email: string, password: string) => signIn({ email, password, device: world.device() }, ports);

describe('a forgotten password', () => {
  it('is replaced by the code from the mail, once; sessions end, and the address gets a mail', async () => {
    const email = await newEmail();
    const before = await inWith(email, goodPassword);
    await sendAll();
    sent.length = 0; // of the new device
    const { ticket, code } = await askedFor(email);
    expect(sent.map(({ to }) => to)).toEqual([email]);
    expect(await resetPassword({ ticket, code: ` ${code.toLowerCase().replace('-', ' ')}`, password: newPassword }, ports)).toMatchObject({ ok: true }); // prettier-ignore
    expect(await inWith(email, goodPassword)).toMatchObject({ code: 'access/bad-credentials' });
    expect(await inWith(email, newPassword)).toMatchObject({ ok: true });
    expect(before.ok && (await world.rowsAsOwner(`select ended_why from auth.session where org_id = '${orgId}' and ended_at is not null`)).at(-1)).toEqual({ ended_why: 'password-changed' }); // prettier-ignore
    await sendAll();
    expect(sent).toContainEqual(expect.objectContaining({ to: email, subject: 'Your Outpost password was changed' }));
    expect(await resetPassword({ ticket, code, password: 'nine soft orange kites' }, ports)).toMatchObject({ code: 'access/bad-code', details: { triesLeft: 0 } }); // prettier-ignore
  });

  it('[A-5] gets the same answer for an unknown address, which gets no mail and opens nothing', async () => {
    const [known, unknown] = [await askForCode({ email: await newEmail() }, ports), await askForCode({ email: 'nobody@example.com' }, ports)]; // prettier-ignore
    const shape = (answer: typeof known) => answer.ok && { ...answer.value, ticket: answer.value.ticket.length };
    expect(shape(unknown)).toEqual(shape(known));
    await sendAll();
    expect(sent.map(({ to }) => to)).not.toContain('nobody@example.com');
    const ticket = unknown.ok ? unknown.value.ticket : '';
    expect(await resetPassword({ ticket, code: 'AAAA-AAAA', password: newPassword }, ports)).toMatchObject({ code: 'access/bad-code', details: { triesLeft: 4 } }); // prettier-ignore
  });

  it('is void after five wrong entries, also at the same time, and after ten minutes', async () => {
    const email = await newEmail();
    const first = await askedFor(email);
    const wrong = await Promise.all(
      Array.from({ length: 12 }, () => resetPassword({ ...first, code: 'AAAA-AAAA', password: newPassword }, ports)),
    );
    const triesLeft = wrong.map((answer) =>
      answer.ok ? -1 : Number((answer.details as { triesLeft?: number }).triesLeft),
    );
    expect(triesLeft.toSorted((a, b) => b - a).slice(0, 5)).toEqual([4, 3, 2, 1, 0]);
    expect(await resetPassword({ ...first, password: newPassword }, ports)).toMatchObject({ code: 'access/bad-code' });
    const second = await askedFor(email);
    world.advance(10 * 60_000);
    expect(await resetPassword({ ...second, password: newPassword }, ports)).toMatchObject({ code: 'access/bad-code' });
    expect(await inWith(email, goodPassword)).toMatchObject({ ok: true });
  });

  it('is tied to the ticket: a code of one request is wrong for another', async () => {
    const email = await newEmail();
    const { code } = await askedFor(email);
    const other = await ticketFor(email);
    expect(await resetPassword({ ticket: other, code, password: newPassword }, ports)).toMatchObject({ code: 'access/bad-code', details: { triesLeft: 4 } }); // prettier-ignore
  });

  it('sends three codes in half an hour, however many are asked for at the same time', async () => {
    const email = await newEmail();
    await Promise.all(Array.from({ length: 10 }, () => ticketFor(email)));
    await sendAll();
    expect(sent.filter(({ to }) => to === email)).toHaveLength(3);
  });

  it('asks for a better password before the code is used up', async () => {
    const asked = await askedFor(await newEmail());
    for (const password of ['short', 'Ann Example Nordwind'])
      expect(await resetPassword({ ...asked, password }, ports)).toMatchObject({ code: 'request/invalid', details: { path: 'newPassword' } }); // prettier-ignore
    expect(await resetPassword({ ...asked, password: newPassword }, ports)).toMatchObject({ ok: true });
  });

  it('lets the device that asked for it pass a lock of the address', async () => {
    const email = await newEmail();
    for (let turn = 0; turn < 6; turn += 1) await inWith(email, 'wrong');
    expect(await inWith(email, goodPassword)).toMatchObject({ code: 'access/locked-out' });
    const asked = await askedFor(email);
    await resetPassword({ ...asked, password: newPassword }, ports);
    expect(await inWith(email, newPassword)).toMatchObject({ code: 'access/locked-out' });
    const device = { ...world.device(), key: asked.ticket };
    expect(await signIn({ email, password: newPassword, device }, ports)).toMatchObject({ ok: true });
  });

  it('is refused where the server has no mail server', async () => {
    expect(await askForCode({ email: await newEmail() }, world.ports)).toMatchObject({ code: 'server/no-mail' });
  });
});

describe('mail about accounts', () => {
  it('is stored encrypted, waits while the mail server does not answer, and is deleted once it is sent', async () => {
    const email = await newEmail();
    await sendAll();
    sent.length = 0;
    await ticketFor(email);
    const [row] = await world.rowsAsOwner('select * from auth.mail');
    expect(JSON.stringify(row)).not.toContain('forgot');
    line.outcome = 'later';
    await sendAll();
    line.outcome = 'sent';
    await sendAll();
    expect(sent).toEqual([]);
    world.advance(15_000);
    await sendAll();
    expect(sent.map(({ to }) => to)).toEqual([email]);
    expect(await world.rowsAsOwner('select * from auth.mail')).toEqual([]);
  });

  it('is not sent any more when its code has expired', async () => {
    await sendAll();
    sent.length = 0;
    await ticketFor(await newEmail());
    world.advance(30 * 60_000);
    await sendAll();
    expect(sent).toEqual([]);
    expect(await world.rowsAsOwner('select * from auth.mail')).toEqual([]);
  });

  it('notifies a person that an administrator has set their password', async () => {
    const email = await newEmail();
    const [person] = await world.rowsAsOwner(`select m.person_id from auth.membership m join auth.identity i on i.id = m.identity_id where i.email = '${email}'`); // prettier-ignore
    await setPassword({ orgId, personId: String(person?.['person_id']), password: newPassword }, ports);
    await sendAll();
    expect(sent.at(-1)).toMatchObject({ to: email, subject: 'An administrator set a new Outpost password for you' });
    expect(sent.at(-1)?.text).not.toContain(newPassword);
  });
});
