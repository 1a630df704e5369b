import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPaperLog } from '../../../jobs/message-log/paper-log.ts';
import { givenServer } from '../../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../../testing/sales-world.ts';
import { changeEdit, made, type TestDevice, testPassword } from '../../../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
let sol: TestDevice;
let token: string;
const address = { street: 'Main St 1', city: 'Denver', postalCode: '80202' };

beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  sol = await w.tenant.person('Sol', 'member', { teamId: w.teams.t1, email: 'sol@work.example' });
  const signIn = await given.test.fetch('/auth/sign-in', { body: { email: 'sol@work.example', password: testPassword, device: { id: given.test.newId(), name: 'sol' } } }); // prettier-ignore
  token = ((await signIn.json()) as { readonly accessToken: string }).accessToken;
});

/** Writes a letter about a deal of Sol's. */
async function write(more: Readonly<Record<string, JsonValue>> = {}): Promise<string> {
  const [deal, id] = [w.id(), w.id()];
  const { refused } = await sol.do([
    w.deal(deal, {}, { ownerId: sol.userId, teamId: w.teams.t1 }),
    made(id, 'crm/letter', { about: `crm/deal:${deal}`, receiver: 'Ada Byron', address, subject: 'Your offer', body: 'Dear Ada', release: 'print', ...more }, { ownerId: sol.userId }),
  ]); // prettier-ignore
  expect(refused).toEqual({});
  return id;
}
type Batched = {
  readonly letters: readonly string[];
  readonly leftOut: readonly { letter: string; why: string }[];
  readonly detail?: string;
};
async function print(letters: readonly string[], batch = w.id()): Promise<{ status: number; batch: string } & Batched> {
  const reply = await given.test.fetch('/v1/packs/crm/make-letter-batch', { body: { batch, name: 'Monday', format: 'din-5008', letters }, token }); // prettier-ignore
  return { status: reply.status, batch, ...((await reply.json()) as Batched) };
}
const fields = (id: string) => w.tenant.fields('crm/letter', id);

describe('[LET-1] a letter', () => {
  it('without an address or words is refused when it is written', async () => {
    for (const wrong of [{ address: { city: 'Denver' } }, { body: ' ' }]) {
      const [deal, id] = [w.id(), w.id()];
      const { refused } = await sol.do([
        w.deal(deal, {}, { ownerId: sol.userId, teamId: w.teams.t1 }),
        made(id, 'crm/letter', { about: `crm/deal:${deal}`, receiver: 'Ada', address, subject: 'x', body: 'x', release: 'print', ...wrong }, { ownerId: sol.userId }),
      ]); // prettier-ignore
      expect(refused[id]).toMatchObject({ details: { rule: 'LET-1' } });
    }
  });
});

describe('[LET-2] a print batch', () => {
  it('has each letter once, and a repeated request makes it once', async () => {
    const letters = [await write(), await write()];
    const first = await print(letters);
    expect([first.status, new Set(first.letters)]).toEqual([200, new Set(letters)]);
    const again = await print(letters, first.batch);
    expect(new Set(again.letters)).toEqual(new Set(letters));
    const second = await print(letters);
    expect(second.status).toBe(400);
    for (const id of letters) expect(await fields(id)).toMatchObject({ batch: first.batch, status: 'in-batch' });
    expect(await w.tenant.fields('crm/letter-batch', first.batch)).toMatchObject({ letterCount: 2, status: 'made' });
    expect(await w.tenant.fields('crm/letter-batch', second.batch)).toBeUndefined();
    expect(second.detail).toContain('It is in another print batch.');
  });

  it('of two at the same moment only one gets a letter', async () => {
    const letters = [await write(), await write()];
    const both = await Promise.all([print(letters), print(letters)]);
    const [winner, ...others] = both.filter(({ status }) => status === 200);
    expect(others).toEqual([]);
    for (const id of letters) expect(await fields(id)).toMatchObject({ batch: winner?.batch });
  });

  it('has no drafts and none that was taken back', async () => {
    const [draft, back, waits] = [await write({ release: 'draft' }), await write(), await write()];
    await sol.do([changeEdit(back, 'crm/letter', { release: ['print', 'cancel'] })]);
    expect((await print([draft, back, waits])).letters).toEqual([waits]);
    expect((await fields(back))?.['status']).toBe('cancelled');
  });

  it('[A-5] has no letters that its maker does not see', async () => {
    const [deal, hidden] = [w.id(), w.id()];
    await w.moe.do([
      w.deal(deal, {}, { ownerId: w.moe.userId, teamId: w.teams.t2 }),
      made(hidden, 'crm/letter', { about: `crm/deal:${deal}`, receiver: 'Ada', address, subject: 'x', body: 'x', release: 'print' }, { ownerId: w.moe.userId }),
    ]); // prettier-ignore
    expect((await print([hidden])).status).toBe(400);
    expect((await fields(hidden))?.['batch']).toBeUndefined();
  });
});

describe('[LET-6] a letter in a batch', () => {
  it('keeps its words, address, date and place in the batch, whoever tries to change, undo or delete it', async () => {
    const id = await write();
    const act = w.id();
    await sol.do([changeEdit(id, 'crm/letter', { body: ['Dear Ada', 'Dear Ada Byron'] })], { id: act });
    const { batch } = await print([id]);
    const before = await fields(id);
    expect(before).toMatchObject({
      body: 'Dear Ada Byron',
      datedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/u) as string,
    });
    const tries: readonly Readonly<Record<string, readonly [JsonValue, JsonValue]>>[] = [
      { body: ['Dear Ada Byron', 'Dear Eve'] },
      { address: [address, { ...address, street: 'Elm St 2' }] },
      { datedOn: [before?.['datedOn'] ?? null, '2020-01-01'] },
      { release: ['print', 'cancel'] },
      { batch: [batch, null] },
      { life: ['alive', 'deleted'] },
    ];
    for (const one of tries)
      for (const device of [sol, w.moe, w.ann]) {
        const { refused } = await device.do([changeEdit(id, 'crm/letter', one)]);
        expect([JSON.stringify(one), refused[id] !== undefined]).toEqual([JSON.stringify(one), true]);
        if (device === sol && !('batch' in one)) expect(refused[id]).toMatchObject({ code: 'records/fixed', message: 'This letter is in a print batch, so it stays as it is on paper. Write a new letter instead.' }); // prettier-ignore
      }
    const undone = await sol.do([], { undoes: act });
    expect(undone.refused[id]).toMatchObject({ code: 'records/fixed' });
    const making = hashedId('act of service', w.tenant.orgId, 'crm', 'letter-batch', batch);
    for (const device of [sol, w.ann]) expect((await device.do([], { undoes: making })).status).toBe('refused');
    expect(await fields(id)).toEqual(before);
    expect(await w.tenant.fields('crm/letter-batch', batch)).toMatchObject({ letterCount: 1 });
  });

  it('stays in its batch: nobody puts letters in or out, makes a batch without them, changes its count or deletes it', async () => {
    const [inside, outside] = [await write(), await write()];
    const { batch } = await print([inside]);
    const put = await sol.do([changeEdit(outside, 'crm/letter', { batch: [null, batch] })]);
    expect(put.refused[outside]).toMatchObject({ code: 'access/denied' });
    const born = w.id();
    const made1 = await sol.do([made(born, 'crm/letter-batch', { name: 'x', format: 'din-5008' }, { ownerId: sol.userId })]);
    expect(made1.refused[born]).toMatchObject({ details: { rule: 'LET-2' } });
    const counted = await sol.do([made(born, 'crm/letter-batch', { name: 'x', format: 'din-5008', letterCount: 3 }, { ownerId: sol.userId })]);
    expect(counted.refused[born]).toMatchObject({ code: 'access/denied' });
    for (const one of [{ letterCount: [1, 2] }, { name: ['Monday', 'x'] }, { sender: [null, 'x'] }, { life: ['alive', 'deleted'] }] as const) {
      const { refused } = await sol.do([changeEdit(batch, 'crm/letter-batch', one)]);
      expect([JSON.stringify(one), refused[batch] !== undefined]).toEqual([JSON.stringify(one), true]);
    }
    expect((await sol.do([changeEdit(batch, 'crm/letter-batch', { handling: [null, 'printed'] })])).refused).toEqual({});
    expect(await w.tenant.fields('crm/letter-batch', batch)).toMatchObject({ status: 'printed', letterCount: 1 });
    expect(await fields(outside)).toMatchObject({ status: 'waiting' });
  }); // prettier-ignore
});

it('[LET-8] a server without a print service makes no batch for one, and the letters wait', async () => {
  const [id, batch] = [await write(), w.id()];
  const reply = await given.test.fetch('/v1/packs/crm/make-letter-batch', { body: { batch, name: 'x', format: 'us-10', printedBy: 'service', letters: [id] }, token }); // prettier-ignore
  expect([reply.status, await reply.text()]).toEqual([400, expect.stringContaining('has no print service')]);
  const asked = await given.test.fetch('/v1/packs/crm/print-service', { body: {}, token });
  expect(await asked.json()).toEqual({ isThere: false });
  expect(await fields(id)).toMatchObject({ status: 'waiting' });
});

describe('[LET-3] at the moment of the batch', () => {
  it('letters to somebody who must not be contacted, or to a suppressed address, are left out with the rule', async () => {
    const stopped = { ...address, street: 'Oak St 3' };
    const own = { ownerId: sol.userId, teamId: w.teams.t1 };
    const [cleo, ada] = [w.id(), w.id()];
    const said = made(w.id(), 'crm/consent', { about: `crm/contact:${ada}`, channel: 'post', purpose: 'offers', standing: 'refused', givenAt: '2026-11-01T00:00:00.000Z', source: 'call' }); // prettier-ignore
    await sol.do([made(cleo, 'crm/contact', { name: 'Cleo', doNotContact: true }, own), made(ada, 'crm/contact', { name: 'Ada' }, own)]); // prettier-ignore
    expect((await sol.do([said])).refused).toEqual({});
    await sol.do([made(w.id(), 'crm/suppression', { address: 'Oak St 3, Denver, 80202', channel: 'post', reason: 'by-hand', since: '2026-11-01T00:00:00.000Z' }, { ownerId: sol.userId })]); // prettier-ignore
    const [a, b, refused, offer] = [await write({ with: cleo }), await write({ address: stopped }), await write({ with: ada, purpose: 'offers' }), await write({ purpose: 'offers' })]; // prettier-ignore
    const { letters, leftOut } = await print([a, b, refused, offer]);
    expect(letters).toEqual([offer]); // an offer by post needs no consent
    expect(new Map(leftOut.map(({ letter, why }) => [letter, /\((MSG-\d)\)/u.exec(why)?.[1]]))).toEqual(new Map([[a, 'MSG-1'], [b, 'MSG-3'], [refused, 'MSG-4']])); // prettier-ignore
    expect(await fields(a)).toMatchObject({ status: 'waiting' });
  });
});

describe('[LET-3] a survey on paper', () => {
  it('goes to a person who agreed to surveys by post, and [MSG-5] to nobody else', async () => {
    const own = { ownerId: sol.userId, teamId: w.teams.t1 };
    const [ada, ben] = [w.id(), w.id()];
    await sol.do([made(ada, 'crm/contact', { name: 'Ada' }, own), made(ben, 'crm/contact', { name: 'Ben' }, own)]);
    const agreed = (contact: string, channel: string) => made(w.id(), 'crm/consent', { about: `crm/contact:${contact}`, channel, ...(channel === 'email' ? { address: 'ben@example.com' } : {}), purpose: 'surveys', standing: 'given', givenAt: '2026-11-01T00:00:00.000Z', source: 'call' }); // prettier-ignore
    expect((await sol.do([agreed(ada, 'post'), agreed(ben, 'email')])).refused).toEqual({});
    const [asked, other, nobody] = [await write({ with: ada, purpose: 'surveys' }), await write({ with: ben, purpose: 'surveys' }), await write({ purpose: 'surveys' })]; // prettier-ignore
    const { letters, leftOut } = await print([asked, other, nobody]);
    expect(letters).toEqual([asked]);
    expect(leftOut.map(({ letter, why }) => [letter, /\((MSG-\d)\)/u.exec(why)?.[1]])).toEqual([[other, 'MSG-5'], [nobody, 'MSG-5']]); // prettier-ignore
  });
});

describe('[LET-2] each letter that was asked for', () => {
  it('is in the batch or left out with a reason: also one that does not exist, and at a repeated request', async () => {
    const [goes, missing] = [await write(), w.id()];
    const { letters, leftOut, batch } = await print([missing, goes]);
    expect([letters, leftOut]).toEqual([
      [goes],
      [{ letter: missing, why: 'It does not exist, or you do not see it.' }],
    ]);
    const again = await print([missing, goes], batch);
    expect([again.letters, again.leftOut.map(({ letter }) => letter)]).toEqual([[goes], [missing]]);
  });
});

describe('[LET-7] the log of messages', () => {
  const logged = (letters: readonly string[]) => w.tenant.rows<Record<string, JsonValue>>(`select record_id, channel, purpose, state, ground, rule, receiver, text_sha256, provider_id, author from store.message_log where record_id = any('{${letters.join(',')}}') order by at, record_id`); // prettier-ignore

  it('has each letter once, with its receiver, ground and the hash of its words, and those that a rule refused', async () => {
    const own = { ownerId: sol.userId, teamId: w.teams.t1 };
    const cleo = w.id();
    await sol.do([made(cleo, 'crm/contact', { name: 'Cleo', doNotContact: true }, own)]);
    const [goes, refused] = [await write(), await write({ with: cleo })];
    const { batch } = await print([goes, refused]);
    await print([goes, refused], batch); // a repeated request
    const rows = await logged([goes, refused]);
    expect(rows).toHaveLength(2);
    expect(rows.find((row) => row['record_id'] === goes)).toMatchObject({ channel: 'post', purpose: 'contract', state: 'sent', ground: 'contract', receiver: 'Main St 1, Denver, 80202', provider_id: batch, author: sol.userId, text_sha256: createHash('sha256').update('Your offer\n\nDear Ada').digest('hex') }); // prettier-ignore
    expect(rows.find((row) => row['record_id'] === refused)).toMatchObject({ state: 'refused', rule: 'MSG-1' });
  });

  it('has a refusal once, however often the same batch is asked for', async () => {
    const own = { ownerId: sol.userId, teamId: w.teams.t1 };
    const [cleo, batch] = [w.id(), w.id()];
    await sol.do([made(cleo, 'crm/contact', { name: 'Cleo', doNotContact: true }, own)]);
    const refused = await write({ with: cleo });
    await print([refused], batch);
    given.test.advance(1_000);
    await print([refused], batch);
    expect(await logged([refused])).toMatchObject([{ state: 'refused', rule: 'MSG-1' }]);
  });

  it('has each letter as sent once, also where a second request with the same batch comes to its end after the first', async () => {
    const [letter, batch] = [await write(), w.id()];
    const log = openPaperLog({ database: given.database.database, clock: given.test.clock, random: randomBytes }, w.tenant.orgId); // prettier-ignore
    const message = { entity: 'crm/letter', id: letter, author: sol.userId, words: 'x', message: { channel: 'post', purpose: 'contract', address: 'Main St 1' }, verdict: { allowed: true, ground: { by: 'contract' } } } as const; // prettier-ignore
    for (const _request of [1, 2]) {
      await log.leave(batch, [message]);
      await log.left(batch);
      given.test.advance(1_000);
    }
    expect((await logged([letter])).map(({ state }) => state)).toEqual(['sent', 'kept-back']);
  });

  it('says of a batch that was refused that nothing left', async () => {
    const letters = [await write(), await write()];
    await Promise.all([print(letters), print(letters)]);
    expect((await logged(letters)).filter(({ state }) => state === 'sent')).toHaveLength(2);
    expect((await logged(letters)).filter(({ state }) => state === 'leaving')).toEqual([]);
  });
});
