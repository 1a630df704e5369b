import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { IdentityPorts } from '../identity-ports.ts';
import { type AccountMail, sendMails } from '../mail/outbox.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';

let world: SignInWorld;
let ports: IdentityPorts;
beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  ports = { ...world.ports, accountMail: { queued: () => undefined } };
});
afterAll(() => world.close());

it('a person gets a mail about each sign-in on a new device, and none on a device that shows its key', async () => {
  const email = 'ann@example.com';
  await world.addPerson(await world.addTenant('Nordwind'), email);
  const sent: AccountMail[] = [];
  const mails = async () => {
    await sendMails({ ...ports, send: async (mail) => (sent.push(mail), 'sent'), log: { warn: () => undefined } });
    return sent.splice(0);
  };
  const device = { ...world.device(), seen: { kind: 'browser', address: '192.0.2.77' } } as const;
  const first = await signIn({ email, password: goodPassword, device }, ports);
  expect(await mails()).toMatchObject([{ to: email, subject: 'A new device signed in to your Outpost account' }]);
  const key = first.ok ? first.value.deviceKey : undefined;
  await signIn({ email, password: goodPassword, device: { ...device, key } }, ports);
  expect(await mails()).toEqual([]);
  await signIn({ email, password: goodPassword, device: { ...world.device(), name: 'A\nfalse  line', key } }, ports); // another device with this key
  const [told] = await mails();
  expect(told?.text).toContain('A false line, 20 November 2026 at 09:00 (Europe/Vienna)');
  await signIn({ email, password: 'wrong', device: world.device() }, ports);
  expect(await mails()).toEqual([]);
});
