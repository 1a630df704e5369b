import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { askForCode, resetPassword } from '../accounts/forgotten-password.ts';
import { freeTries, mostInAnHour } from './lockout.ts';
import { type AccountMail, sendMails } from '../mail/outbox.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';
import { mailedCode } from '../../testing/mailed-code.ts';

let world: SignInWorld;
let orgId: string;
let counter = 0;

beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  orgId = await world.addTenant('Nordwind');
});
afterAll(() => world.close());

async function newEmail(): Promise<string> {
  counter += 1;
  const email = `locked${counter}@example.com`;
  await world.addPerson(orgId, email);
  return email;
}

type Device = ReturnType<SignInWorld['device']> & { readonly key?: string };
const tryTo = (email: string, password: string, device: Device = world.device()) =>
  signIn({ email, password, device }, world.ports);
const codesOf = (answers: readonly Awaited<ReturnType<typeof signIn>>[]): string[] =>
  answers.map((answer) => (answer.ok ? 'in' : answer.code));

/** Collects the mails that accounts are sent. */
function mailbox() {
  const ports = { ...world.ports, accountMail: { queued: () => undefined } };
  const sent: AccountMail[] = [];
  const sendAll = () =>
    sendMails({ ...ports, send: (mail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const), log: { warn: () => undefined } }); // prettier-ignore
  return { ports, sent, sendAll };
}

/** Returns the largest number of the given times that are within one hour. */
const mostWithinAnHour = (timesMs: readonly number[]): number =>
  Math.max(...timesMs.map((from) => timesMs.filter((at) => at >= from && at < from + 3_600_000).length));

describe('lockout', () => {
  it('counts tries at the same time, so that no more than the free ones reach the password', async () => {
    const email = await newEmail();
    const codes = codesOf(await Promise.all(Array.from({ length: 30 }, () => tryTo(email, 'wrong'))));
    expect(codes.filter((code) => code === 'access/bad-credentials')).toHaveLength(freeTries);
    expect(codes.filter((code) => code === 'access/locked-out')).toHaveLength(30 - freeTries);
    expect(codesOf([await tryTo(email, goodPassword)])).toEqual(['access/locked-out']);
  });

  it('reports the number of tries left, and then the wait, twice as long each time', async () => {
    const email = await newEmail();
    for (const triesLeft of [4, 3, 2, 1, 0])
      expect(await tryTo(email, 'wrong')).toMatchObject({ code: 'access/bad-credentials', details: { triesLeft } });
    for (const waitSeconds of [60, 120, 240, 480]) {
      expect(await tryTo(email, 'wrong')).toMatchObject({ code: 'access/locked-out', details: { waitSeconds } });
      expect(await tryTo(email, goodPassword)).toMatchObject({ code: 'access/locked-out', details: { waitSeconds } });
      world.advance(waitSeconds * 1_000);
      expect(await tryTo(email, 'wrong')).toMatchObject({ code: 'access/bad-credentials', details: { triesLeft: 0 } });
    }
  });

  it('[A-5] sends an address one mail that sign-in is paused, with the way back; an unknown one gets nothing, by the same statements', async () => {
    const { ports, sent, sendAll } = mailbox();
    const known = await newEmail();
    for (const email of [known, 'nobody-here@example.com'])
      for (let turn = 0; turn < freeTries + 3; turn += 1) {
        await signIn({ email, password: 'wrong', device: world.device() }, ports);
        if (turn >= freeTries) world.advance(3_600_000);
      }
    expect(await world.rowsAsOwner('select is_empty from auth.mail order by is_empty')).toEqual([{ is_empty: false }, { is_empty: true }]); // prettier-ignore
    await sendAll();
    expect(sent.map(({ to }) => to)).toEqual([known]);
    expect(sent[0]?.text).toContain('Forgotten password?');
  });

  it('never waits longer than an hour, and starts again after the right password and after a day', async () => {
    const email = await newEmail();
    for (let n = 0; n < 20; n += 1) {
      await tryTo(email, 'wrong');
      world.advance(3_600_000);
    }
    expect(codesOf([await tryTo(email, goodPassword)])).toEqual(['in']);
    expect(await tryTo(email, 'wrong')).toMatchObject({ details: { triesLeft: 4 } });
    world.advance(25 * 3_600_000);
    expect(await tryTo(email, 'wrong')).toMatchObject({ details: { triesLeft: 4 } });
  });

  it('lets a known device in while others are locked out, and counts its own tries', async () => {
    const email = await newEmail();
    const unknown = world.device();
    const first = await tryTo(email, goodPassword, unknown);
    const mine = {
      ...unknown,
      ...(first.ok && first.value.deviceKey !== undefined ? { key: first.value.deviceKey } : {}),
    };
    await Promise.all(Array.from({ length: 10 }, () => tryTo(email, 'wrong')));
    expect(codesOf([await tryTo(email, goodPassword), await tryTo(email, goodPassword, mine)])).toEqual([
      'access/locked-out',
      'in',
    ]);
    const codes = codesOf(await Promise.all(Array.from({ length: 10 }, () => tryTo(email, 'wrong', mine))));
    expect(codes.filter((code) => code === 'access/bad-credentials')).toHaveLength(freeTries);
    const other = await newEmail();
    expect(await tryTo(other, 'wrong', mine)).toMatchObject({ details: { triesLeft: 4 } });
  });

  it('under an attack of a day from other devices, lets ten guesses an hour reach the password, and admits the known device in each hour', async () => {
    const email = await newEmail();
    const unknown = world.device();
    const first = await tryTo(email, goodPassword, unknown);
    const mine = { ...unknown, key: (first.ok ? first.value.deviceKey : undefined) ?? '' };
    const guessedAt: number[] = [];
    const ofOwner: string[] = [];
    const everyMs = 60_000;
    for (let atMs = 0; atMs < 24 * 3_600_000; atMs += everyMs) {
      for (const answer of await Promise.all([tryTo(email, 'wrong'), tryTo(email, 'wrong')]))
        if (!answer.ok && answer.code === 'access/bad-credentials') guessedAt.push(atMs);
      if (atMs % 3_600_000 === 1_800_000) ofOwner.push(...codesOf([await tryTo(email, goodPassword, mine)]));
      world.advance(everyMs);
    }
    expect(ofOwner).toEqual(Array.from({ length: 24 }, () => 'in'));
    expect(mostWithinAnHour(guessedAt)).toBe(10);
    expect(guessedAt.length).toBeLessThan(40);
  });

  it('[A-5] [PLT-31] keeps to ten guesses an hour while the owner signs in on new devices all day, and mails about the pause once', async () => {
    const email = await newEmail();
    const { ports, sent, sendAll } = mailbox();
    const guessedAt: number[] = [];
    const ofOwner: string[] = [];
    const everyMs = 60_000;
    for (let atMs = 0; atMs < 86_400_000; atMs += everyMs) {
      // The owner comes first in the minute, so that the attacker gets the tries that the right password has reset.
      if (atMs % 180_000 === 0) ofOwner.push(...codesOf([await signIn({ email, password: goodPassword, device: world.device() }, ports)])); // prettier-ignore
      for (let n = 0; n < 2; n += 1) {
        const answer = await signIn({ email, password: 'wrong', device: world.device() }, ports);
        if (!answer.ok && answer.code === 'access/bad-credentials') guessedAt.push(atMs);
      }
      world.advance(everyMs);
    }
    await sendAll();
    expect(ofOwner.filter((code) => code === 'in').length).toBeGreaterThan(1);
    expect(new Set(ofOwner)).toEqual(new Set(['in', 'access/locked-out']));
    expect(mostWithinAnHour(guessedAt)).toBe(mostInAnHour);
    const pauses = sent.filter(({ text }) => text.includes('Forgotten password?'));
    expect(pauses.map(({ to }) => to)).toEqual([email]);
    expect(sent.length - pauses.length).toBe(ofOwner.filter((code) => code === 'in').length); // one mail for each new device
  });

  it('[PLT-31] removes only a right try from the count: an account of the attacker, or the right password itself, adds no guess', async () => {
    const [email, ofAttacker] = [await newEmail(), await newEmail()];
    let guesses = 0;
    for (let round = 0; round < 8; round += 1) {
      const wrong = await tryTo(email, 'wrong');
      if (!wrong.ok && wrong.code === 'access/bad-credentials') guesses += 1;
      const wait = round === 4 ? 61_000 : 0;
      expect(codesOf([await tryTo(ofAttacker, goodPassword)])).toEqual(['in']);
      world.advance(wait);
    }
    expect(guesses).toBe(freeTries + 1); // one more after the first wait: the other account has reset nothing
    const owned = await newEmail();
    for (let n = 0; n < 40; n += 1) expect(codesOf([await tryTo(owned, goodPassword)])).toEqual(['in']); // not guesses
    const codes: string[] = [];
    for (let n = 0; n < 20; n += 1) codes.push(...codesOf([await tryTo(owned, 'wrong'), await tryTo(owned, goodPassword)])); // prettier-ignore
    expect(codes.filter((code) => code === 'access/bad-credentials')).toHaveLength(mostInAnHour);
    expect(await tryTo(owned, goodPassword)).toMatchObject({ code: 'access/locked-out', details: { waitSeconds: 3_600 } }); // prettier-ignore
    world.advance(3_600_000);
    expect(codesOf([await tryTo(owned, goodPassword)])).toEqual(['in']);
  });

  it('[PLT-31] announces the pause after the tenth guess of an hour', async () => {
    const email = await newEmail();
    const left: unknown[] = [];
    for (let n = 0; n < mostInAnHour; n += 1) {
      const answer = await tryTo(email, 'wrong');
      left.push(!answer.ok && answer.code === 'access/bad-credentials' && answer.details.triesLeft);
      if (n % 4 === 3) await tryTo(email, goodPassword);
    }
    expect(left).toEqual([4, 3, 2, 1, 4, 3, 2, 1, 1, 0]);
    expect(codesOf([await tryTo(email, goodPassword)])).toEqual(['access/locked-out']);
  });

  it('[PLT-31] lets a new device sign in after a reset during an attack of a day, and the attacker gains no guess by it', async () => {
    const email = await newEmail();
    const { ports, sent, sendAll } = mailbox();
    const guessedAt: number[] = [];
    const attack = async (atMs: number) => {
      const answers = await Promise.all(Array.from({ length: 3 }, () => tryTo(email, 'wrong')));
      guessedAt.push(...codesOf(answers).filter((code) => code === 'access/bad-credentials').map(() => atMs)); // prettier-ignore
    };
    const ofOwner = { before: [] as string[], withTicket: [] as string[], without: [] as string[] };
    let password = goodPassword;
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      await attack(minute * 60_000);
      if (minute % 240 === 120) {
        ofOwner.before.push(...codesOf([await tryTo(email, password)]));
        const asked = await askForCode({ email }, ports);
        await sendAll();
        const ticket = asked.ok ? asked.value.ticket : '';
        password = `seven loud yellow boats ${minute}`;
        expect(await resetPassword({ ticket, code: mailedCode(sent.at(-1)?.text), password }, ports)).toMatchObject({ ok: true }); // prettier-ignore
        await attack(minute * 60_000); // faster than the owner
        ofOwner.without.push(...codesOf([await tryTo(email, password)]));
        ofOwner.withTicket.push(...codesOf([await tryTo(email, password, { ...world.device(), key: ticket })]));
      }
      world.advance(60_000);
    }
    const everyTime = (code: string) => Array.from({ length: 6 }, () => code);
    expect(ofOwner).toEqual({ before: everyTime('access/locked-out'), withTicket: everyTime('in'), without: everyTime('access/locked-out') }); // prettier-ignore
    expect(mostWithinAnHour(guessedAt)).toBeLessThanOrEqual(mostInAnHour);
  });

  it('[PLT-31] lets the ticket of a reset pass for an hour, with its own account alone, counted by itself', async () => {
    const [email, others] = [await newEmail(), await newEmail()];
    const { ports, sent, sendAll } = mailbox();
    const asked = await askForCode({ email }, ports);
    await sendAll();
    const key = asked.ok ? asked.value.ticket : '';
    const shows = (address: string, password: string) => tryTo(address, password, { ...world.device(), key });
    for (const address of [email, others]) for (let n = 0; n < freeTries; n += 1) await tryTo(address, 'wrong');
    expect(codesOf([await shows(email, goodPassword)])).toEqual(['access/locked-out']); // the code was not entered
    const password = 'seven loud yellow boats';
    await resetPassword({ ticket: key, code: mailedCode(sent.at(-1)?.text), password }, ports);
    expect(codesOf([await shows(others, goodPassword)])).toEqual(['access/locked-out']);
    const device = { ...world.device(), key };
    const opened = await tryTo(email, password, device);
    expect(opened.ok && opened.value.deviceKey).toMatch(/^[\w-]{43}$/u);
    const answers = [];
    for (let n = 0; n < freeTries + 1; n += 1) answers.push(await shows(email, 'wrong'));
    expect(codesOf(answers).slice(-2)).toEqual(['access/bad-credentials', 'access/locked-out']);
    world.advance(3_600_000);
    for (let n = 0; n < freeTries; n += 1) await tryTo(email, 'wrong');
    expect(codesOf([await shows(email, password)])).toEqual(['access/locked-out']);
  });

  it('[PLT-31] recognises a device by a sign-in that was completed: a right password alone adds no device', async () => {
    const email = await newEmail();
    const personId = String((await world.rowsAsOwner(`select m.person_id from auth.membership m join auth.identity i on i.id = m.identity_id where i.email = '${email}'`))[0]?.['person_id']); // prettier-ignore
    const known = async () => Number((await world.rowsAsOwner('select count(*) as n from auth.attempt where is_device'))[0]?.['n']); // prettier-ignore
    const before = await known();
    expect(codesOf([await tryTo(email, goodPassword)])).toEqual(['in']);
    expect(await known()).toBe(before + 1);
    await world.asOwner(`update store.platform_person set fields = fields || '{"status": "suspended"}' where id = '${personId}'`); // prettier-ignore
    for (let n = 0; n < 5; n += 1) expect(codesOf([await tryTo(email, goodPassword)])).toEqual(['access/denied']);
    expect(await known()).toBe(before + 1);
  });

  it('[A-5] locks a known device out for its own tries alone: its id, and the key of another, prove nothing', async () => {
    const [email, others] = [await newEmail(), await newEmail()];
    const unknown = world.device();
    const keyFor = async (address: string, device = unknown) => {
      const answer = await tryTo(address, goodPassword, device);
      return answer.ok ? answer.value.deviceKey : undefined;
    };
    const mine = { ...unknown, key: (await keyFor(email)) ?? '' };
    expect(mine.key).toMatch(/^[\w-]{43}$/u);
    const forged = [unknown, { ...unknown, key: '' }, { ...unknown, key: (await keyFor(others)) ?? '' }, { ...unknown, key: (await keyFor(email, world.device())) ?? '' }]; // prettier-ignore
    for (const device of forged) for (let n = 0; n < 3; n += 1) await tryTo(email, 'wrong', device);
    expect(codesOf([await tryTo(email, goodPassword, unknown)])).toEqual(['access/locked-out']); // counted together with all other devices of the address
    expect(await tryTo(email, 'wrong', mine)).toMatchObject({ details: { triesLeft: 4 } }); // its first wrong try
    expect(codesOf([await tryTo(email, goodPassword, mine)])).toEqual(['in']);
    expect(await keyFor(email, mine)).toBe(mine.key); // a lost answer has no effect
  });

  it('treats an unknown e-mail address like a wrong password, including the lockout', async () => {
    const email = await newEmail();
    for (let n = 0; n < 7; n += 1)
      expect(await tryTo('nobody@example.com', 'wrong')).toEqual(await tryTo(email, 'wrong'));
  });

  it('[E-3] stores no e-mail address with the counts, and deletes old counts', async () => {
    for (let n = 0; n < 15; n += 1) await tryTo(`passing${n}@example.com`, 'wrong');
    const count = async (): Promise<number> =>
      Number((await world.rowsAsOwner('select count(*)::int as n from auth.attempt where not is_device'))[0]?.['n']);
    const before = await count();
    expect(before).toBeGreaterThanOrEqual(15);
    const rows = await world.rowsAsOwner("select encode(key, 'escape') as key, a::text as a from auth.attempt a");
    expect(JSON.stringify(rows)).not.toContain('example');
    world.advance(25 * 3_600_000);
    for (let n = 0; n < 5; n += 1) await tryTo('late@example.com', 'wrong');
    expect(await count()).toBe(1);
  });
});
