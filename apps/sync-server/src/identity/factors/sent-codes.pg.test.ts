import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { IdentityPorts } from '../identity-ports.ts';
import { type AccountMail, sendMails } from '../mail/outbox.ts';
import { withFactors } from '../../testing/factor-world.ts';
import { openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';
import { answerChallenge, sendChallengeCode } from './challenge.ts';
import { kindsToSetUp } from './begin-factor.ts';
import { confirmFactor, startSent } from './own-factors.ts';
import { mailedCode } from '../../testing/mailed-code.ts';

let world: SignInWorld;
let ports: IdentityPorts;
let act: ReturnType<typeof withFactors>;
let orgId: string;
const texts: { readonly to: string; readonly text: string }[] = [];
const line = { outcome: 'sent' as 'sent' | 'failed' };
const sms: NonNullable<IdentityPorts['sms']> = (message) => {
  if (line.outcome === 'sent') texts.push(message);
  return Promise.resolve(line.outcome);
};

beforeAll(async () => {
  const opened = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  ports = { ...opened.ports, accountMail: { queued: () => undefined }, sms };
  world = { ...opened, ports };
  act = withFactors(world);
  orgId = await world.addTenant('Nordwind');
});
beforeEach(() => {
  texts.length = 0;
  line.outcome = 'sent';
});
afterAll(() => world.close());

async function mailedTo(email: string): Promise<readonly AccountMail[]> {
  const sent: AccountMail[] = [];
  const send = (mail: AccountMail) => {
    sent.push(mail);
    return Promise.resolve('sent' as const);
  };
  await sendMails({ ...ports, send, log: { warn: () => undefined } });
  return sent.filter(({ to, subject }) => to === email && !subject.startsWith('A new device')); // each sign-in sends one
}
async function newCaller() {
  const email = act.newEmail();
  await world.addPerson(orgId, email);
  return { email, caller: await act.callerOf(email) };
}
async function emailPerson() {
  const person = await newCaller();
  const started = await startSent({ caller: person.caller, kind: 'email' }, ports);
  if (!started.ok) throw new Error(started.message);
  const code = mailedCode((await mailedTo(person.email))[0]?.text);
  const confirmed = await confirmFactor({ caller: person.caller, id: started.value.id, code }, ports);
  if (!confirmed.ok) throw new Error(confirmed.message);
  world.advance(31 * 60_000); // codes of the set-up no longer count
  await mailedTo(person.email);
  return { ...person, codes: confirmed.value.codes };
}
type Halfway = Awaited<ReturnType<typeof act.challenged>>;
const sendTo = ({ challenge, device }: Halfway, kind: 'email' | 'sms') => sendChallengeCode({ challenge, device: { id: device.id }, kind }, ports); // prettier-ignore

describe('codes that the server sends', () => {
  it('[PLT-18] come by e-mail, open one sign-in, and are refused in any other', async () => {
    const ann = await emailPerson();
    expect(ann.codes).toHaveLength(10);
    const [one, other] = [await act.challenged(ann.email), await act.challenged(ann.email)];
    expect(one.kinds).toEqual(['email', 'backup-code']);
    expect(await sendTo(one, 'email')).toEqual({ ok: true, value: { minutes: 10 } });
    const mails = await mailedTo(ann.email);
    const code = mailedCode(mails[0]?.text);
    expect(mails.map(({ subject }) => subject)).toEqual([`${code} is your Outpost code`]);
    expect(await act.answer(other, code, 'email')).toMatchObject({ code: 'access/bad-code' });
    expect(await act.answer(one, code, 'sms')).toMatchObject({ code: 'access/bad-code' });
    expect(await act.answer(one, code.toLowerCase(), 'email')).toMatchObject({ ok: true });
    expect(await act.answer(await act.challenged(ann.email), code, 'email')).toMatchObject({ code: 'access/bad-code' });
  });

  it('[PLT-18] end with the next one, and no more than three go out in half an hour', async () => {
    const ann = await emailPerson();
    const halfway = await act.challenged(ann.email);
    const sent = [];
    for (let n = 0; n < 4; n += 1) sent.push(await sendTo(n < 2 ? halfway : await act.challenged(ann.email), 'email'));
    expect(sent.map((each) => (each.ok ? 'sent' : each.code))).toEqual(['sent', 'sent', 'sent', 'request/too-many']);
    const [first, second] = (await mailedTo(ann.email)).map(({ text }) => mailedCode(text));
    expect(await act.answer(halfway, first ?? '', 'email')).toMatchObject({ code: 'access/bad-code' });
    expect(await act.answer(halfway, second ?? '', 'email')).toMatchObject({ ok: true });
  });

  it('[PLT-18] are void after ten minutes, with the challenge, and on another device', async () => {
    const ann = await emailPerson();
    const halfway = await act.challenged(ann.email);
    expect(await sendTo({ ...halfway, device: world.device() }, 'email')).toMatchObject({ code: 'access/bad-code' });
    expect(await sendTo({ ...halfway, challenge: 'x' }, 'email')).toMatchObject({ code: 'access/bad-code' });
    expect(await sendTo(halfway, 'sms')).toMatchObject({ code: 'access/bad-code' });
    expect(await mailedTo(ann.email)).toEqual([]);
    await sendTo(halfway, 'email');
    const code = mailedCode((await mailedTo(ann.email))[0]?.text);
    world.advance(10 * 60_000);
    expect(await act.answer(halfway, code, 'email')).toMatchObject({ code: 'access/bad-code', details: { triesLeft: 0 } }); // prettier-ignore
  });

  it('[PLT-18] come by text message to the number that was set up, which is stored encrypted', async () => {
    const ann = await newCaller();
    const started = await startSent({ caller: ann.caller, kind: 'sms', phone: '+436601234567' }, ports);
    const id = started.ok ? started.value.id : '';
    expect(texts.map(({ to }) => to)).toEqual(['+436601234567']);
    expect(await confirmFactor({ caller: ann.caller, id, code: 'AAAA-AAAA' }, ports)).toMatchObject({ code: 'access/bad-code' }); // prettier-ignore
    expect(await confirmFactor({ caller: ann.caller, id, code: mailedCode(texts[0]?.text) }, ports)).toMatchObject({ ok: true }); // prettier-ignore
    expect(JSON.stringify(await world.rowsAsOwner(`select * from auth.factor where id = '${id}'`))).not.toContain('660123'); // prettier-ignore
    const halfway = await act.challenged(ann.email);
    expect(halfway.kinds).toEqual(['sms', 'backup-code']);
    line.outcome = 'failed';
    expect(await sendTo(halfway, 'sms')).toMatchObject({ code: 'server/busy' });
    line.outcome = 'sent';
    await sendTo(halfway, 'sms');
    expect(await act.answer(halfway, mailedCode(texts.at(-1)?.text), 'sms')).toMatchObject({ ok: true });
  });

  it('[PLT-18] are not offered by a server that cannot send them', async () => {
    const ann = await emailPerson();
    expect(kindsToSetUp(ports)).toEqual(['totp', 'email', 'sms']);
    const { accountMail: _mail, sms: _sms, ...silent } = ports;
    expect(kindsToSetUp(silent)).toEqual(['totp']);
    expect(await startSent({ caller: ann.caller, kind: 'sms', phone: '+436601234567' }, silent)).toMatchObject({ code: 'server/no-mail' }); // prettier-ignore
    const quiet = withFactors({ ...world, ports: silent });
    const halfway = await quiet.challenged(ann.email);
    expect(halfway.kinds).toEqual(['backup-code']);
    expect(await answerChallenge({ ...halfway, device: { id: halfway.device.id }, kind: 'backup-code', answer: ann.codes[0] ?? '' }, silent)).toMatchObject({ ok: true }); // prettier-ignore
  });

  it('[PLT-18] are not the only mail: wrong codes that lock an account cause one to its address, once', async () => {
    const ann = await emailPerson();
    for (let n = 0; n < 8; n += 1) await act.answer(await act.challenged(ann.email), 'AAAA-AAAA', 'email');
    expect((await mailedTo(ann.email)).map(({ text }) => text.split('\n')[0])).toEqual(['Somebody entered your right password, and then several wrong codes of a second factor.']); // prettier-ignore
  });
});
