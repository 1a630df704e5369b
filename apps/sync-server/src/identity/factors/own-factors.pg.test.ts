import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { IdentityPorts } from '../identity-ports.ts';
import { type AccountMail, sendMails } from '../mail/outbox.ts';
import { withFactors } from '../../testing/factor-world.ts';
import { openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';
import { answerChallenge } from './challenge.ts';
import {
  confirmFactor,
  listOwnFactors,
  removeOwnFactor,
  renameOwnFactor,
  renewBackupCodes,
  startTotp,
} from './own-factors.ts';
import { stepUp } from './step-up.ts';

let world: SignInWorld;
let ports: IdentityPorts;
let act: ReturnType<typeof withFactors>;
let orgId: string;

beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  ports = { ...world.ports, accountMail: { queued: () => undefined } };
  act = withFactors(world);
  orgId = await world.addTenant('Nordwind');
});
afterAll(() => world.close());

async function mails(): Promise<readonly AccountMail[]> {
  const sent: AccountMail[] = [];
  const send = (mail: AccountMail) => {
    sent.push(mail);
    return Promise.resolve('sent' as const);
  };
  await sendMails({ ...ports, send, log: { warn: () => undefined } });
  return sent;
}

describe("one's own second factors", () => {
  it('[PLT-18] are asked for only once they have shown that they work', async () => {
    const email = act.newEmail();
    await world.addPerson(orgId, email);
    const caller = await act.callerOf(email);
    const started = await startTotp({ caller, name: 'Phone' }, ports);
    const { id, secret } = started.ok ? started.value : { id: '', secret: '' };
    expect(await act.tryPassword(email)).toMatchObject({ ok: true }); // begun is not on
    expect(await listOwnFactors(caller, ports)).toEqual({ ok: true, value: [] });
    expect(await confirmFactor({ caller, id, code: '000000' }, ports)).toMatchObject({ code: 'access/bad-code' });
    expect(await act.tryPassword(email)).toMatchObject({ ok: true });
    expect(await confirmFactor({ caller, id, code: act.codeNow(secret) }, ports)).toMatchObject({ ok: true });
    expect(await act.tryPassword(email)).toMatchObject({ code: 'access/second-factor-needed' });
    expect(await listOwnFactors(caller, ports)).toMatchObject({ value: [{ id, kind: 'totp', name: 'Phone', left: null }, { kind: 'backup-codes', left: 10 }] }); // prettier-ignore
    expect((await mails()).map(({ to, subject }) => [to, subject])).toContainEqual([email, 'A second factor was added to your Outpost account']); // prettier-ignore
  });

  it('[PLT-18] are stored encrypted or hashed', async () => {
    const ann = await act.person(orgId);
    const rows = await world.rowsAsOwner(`select id, kind, name, sealed, codes::text from auth.factor where id = '${ann.factorId}' or kind = 'backup-codes'`); // prettier-ignore
    const text = JSON.stringify(rows);
    expect(text).not.toContain(ann.secret);
    for (const code of ann.codes) expect(text).not.toContain(Buffer.from(code).toString('hex'));
    expect(rows.find(({ id }) => id === ann.factorId)?.['sealed']).toMatch(/^s1\./);
  });

  it('[PLT-18] are set up again from the beginning, and no more than five', async () => {
    const ann = await act.person(orgId);
    const [first, second] = [await startTotp({ caller: ann.caller, name: 'A' }, ports), await startTotp({ caller: ann.caller, name: 'B' }, ports)]; // prettier-ignore
    const begun = (started: typeof first) => (started.ok ? started.value : { id: '', secret: '' });
    expect(await confirmFactor({ caller: ann.caller, id: begun(first).id, code: act.codeNow(begun(first).secret) }, ports)).toMatchObject({ code: 'request/not-found' }); // prettier-ignore
    expect(await confirmFactor({ caller: ann.caller, id: begun(second).id, code: act.codeNow(begun(second).secret) }, ports)).toEqual({ ok: true, value: { codes: [] } }); // prettier-ignore
    for (let n = 0; n < 3; n += 1) await act.setUpApp(ann.caller);
    expect(await startTotp({ caller: ann.caller, name: 'F' }, ports)).toMatchObject({ code: 'request/invalid' });
  });

  it('[PLT-50] cause a mail when new backup codes were made, and when one of the last two was used', async () => {
    const ann = await act.person(orgId);
    const subjects = async () => (await mails()).filter(({ to }) => to === ann.email).map(({ subject }) => subject);
    await subjects();
    const renewed = await renewBackupCodes(ann.caller, ports);
    const codes = renewed.ok ? renewed.value.codes : [];
    expect(await subjects()).toEqual(['New backup codes were made for your Outpost account']);
    const use = async (code = '') => {
      const { challenge, device } = await act.challenged(ann.email);
      return answerChallenge({ challenge, device: { id: device.id }, kind: 'backup-code', answer: code }, ports);
    };
    for (const code of codes.slice(0, 8)) expect(await use(code)).toMatchObject({ ok: true });
    expect((await subjects()).filter((subject) => subject.includes('backup code'))).toEqual([]);
    expect(await stepUp({ caller: ann.caller, kind: 'backup-code', answer: codes[8] ?? '' }, ports)).toMatchObject({ ok: true }); // prettier-ignore
    expect(await subjects()).toEqual(['You have one backup code left at Outpost']);
    expect(await use(codes[8])).toMatchObject({ ok: false });
    expect(await use(codes[9])).toMatchObject({ ok: true });
    expect(await subjects()).toContain('You have no backup code left at Outpost');
  });

  it('[PLT-18] get new backup codes, after which the former ones are void', async () => {
    const ann = await act.person(orgId);
    const renewed = await renewBackupCodes(ann.caller, ports);
    const codes = renewed.ok ? renewed.value.codes : [];
    expect(new Set([...codes, ...ann.codes]).size).toBe(20);
    expect(await act.answer(await act.challenged(ann.email), ann.codes[0] ?? '', 'backup-code')).toMatchObject({ code: 'access/bad-code' }); // prettier-ignore
    expect(await act.answer(await act.challenged(ann.email), codes[0] ?? '', 'backup-code')).toMatchObject({
      ok: true,
    });
  });

  it('[PLT-18] are renamed by their person alone, once they are set up; the journal has both names, and later notices the new one', async () => {
    const [ann, ben] = [await act.person(orgId), await act.person(orgId)];
    await mails();
    const refused = { ok: false, code: 'request/not-found' };
    const rename = (caller: typeof ann.caller, id: string, name: string) => renameOwnFactor({ caller, id, name }, ports); // prettier-ignore
    const names = async ({ caller }: typeof ann) => {
      const listed = await listOwnFactors(caller, ports);
      return listed.ok ? listed.value.map(({ name }) => name) : [];
    };
    expect(await rename(ben.caller, ann.factorId, 'Mine now')).toMatchObject(refused);
    const begun = await startTotp({ caller: ann.caller, name: 'Tablet' }, ports);
    expect(await rename(ann.caller, begun.ok ? begun.value.id : '', 'Other')).toMatchObject(refused);
    const listed = await listOwnFactors(ann.caller, ports);
    const codes = listed.ok ? listed.value.find(({ kind }) => kind === 'backup-codes') : undefined;
    expect(await rename(ann.caller, codes?.id ?? '', 'My codes')).toMatchObject(refused);
    expect(await names(ann)).toEqual(['Phone', 'Backup codes']);
    expect(await rename(ann.caller, ann.factorId, 'Phone')).toMatchObject({ ok: true }); // it is called so already
    expect(await rename(ann.caller, ann.factorId, 'Old phone')).toMatchObject({ ok: true });
    expect(await names(ann)).toEqual(['Old phone', 'Backup codes']);
    expect(await names(ben)).toEqual(['Phone', 'Backup codes']);
    const noted = await world.rowsAsOwner(`select event from store.event_waiting where event ->> 'action' = 'factor/renamed'`); // prettier-ignore
    expect(noted.map(({ event }) => event)).toMatchObject([
      { by: ann.personId, about: ann.personId, details: { kind: 'totp', name: 'Old phone', formerName: 'Phone' } },
    ]);
    expect(await mails()).toEqual([]);
    expect(await removeOwnFactor({ caller: ann.caller, id: ann.factorId }, ports)).toMatchObject({ ok: true });
    expect((await mails()).map(({ text }) => text).join()).toContain('"Old phone" was removed');
  });

  it('[PLT-18] are removed by their person alone; the backup codes are removed with the last one', async () => {
    const [ann, ben] = [await act.person(orgId), await act.person(orgId)];
    await mails();
    expect(await removeOwnFactor({ caller: ben.caller, id: ann.factorId }, ports)).toMatchObject({ code: 'request/not-found' }); // prettier-ignore
    expect(await act.tryPassword(ann.email)).toMatchObject({ code: 'access/second-factor-needed' });
    expect(await removeOwnFactor({ caller: ann.caller, id: ann.factorId }, ports)).toMatchObject({ ok: true });
    expect(await listOwnFactors(ann.caller, ports)).toEqual({ ok: true, value: [] });
    expect(await act.tryPassword(ann.email)).toMatchObject({ ok: true });
    expect(await renewBackupCodes(ann.caller, ports)).toMatchObject({ code: 'request/invalid' });
    expect((await mails()).map(({ to, subject }) => [to, subject])).toEqual([[ann.email, 'A second factor was removed from your Outpost account']]); // prettier-ignore
  });
});
