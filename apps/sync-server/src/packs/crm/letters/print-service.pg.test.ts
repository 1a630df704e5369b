import type { JsonValue } from '@outpost/domain/kernel/json';
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { guardedFetch } from '../../../identity/outgoing/guarded-fetch.ts';
import { httpsCarrier } from '../../../integrations/letters/https-carrier.ts';
import { lettersAdapter } from '../../../integrations/letters/letters-adapter.ts';
import type { AskedOrder } from '../../../jobs/intents/intent-adapter.ts';
import { makeSalesWorld, type SalesWorld } from '../../../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../../../testing/test-database.ts';
import { changeEdit, made, makeTestServer, type TestDevice, testPassword, type TestServer } from '../../../testing/test-server.ts'; // prettier-ignore

type Taken = { readonly headers: IncomingHttpHeaders; readonly body: Buffer };
const taken: Taken[] = [];
/** The behaviour of the print service for the next batches. It takes all later ones. */
const answers: ((reply: ServerResponse) => void)[] = [];
const service = createServer((request, reply) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    taken.push({ headers: request.headers, body: Buffer.concat(parts) });
    const answer = answers.shift() ?? ((to: ServerResponse) => to.writeHead(201).end(JSON.stringify({ id: `job-${taken.length}` })));
    answer(reply);
  });
}); // prettier-ignore

let database: TestDatabase;
let test: TestServer;
let w: SalesWorld;
let sol: TestDevice;
const run = () => test.server.runWorkers(w.tenant.orgId);
const stateOf = (batch: string) => w.tenant.fields('crm/letter-batch', batch);

beforeAll(async () => {
  await new Promise<void>((done) => void service.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(service.address() as AddressInfo).port}`;
  database = await makeTestDatabase(inject('postgresUrl'));
  test = await makeTestServer(database.database, { services: { 'crm.letters': `http://${host}/batches` }, outgoing: { trusted: new Set([host]) } }); // prettier-ignore
  w = await makeSalesWorld(test);
  sol = await w.tenant.person('Sol', 'member', { teamId: w.teams.t1, email: 'sol@work.example' });
});
beforeEach(() => {
  taken.length = answers.length = 0;
});
afterAll(async () => {
  await test.server.close();
  service.closeAllConnections();
  await new Promise((done) => service.close(done));
  await database.drop();
});

/** Makes a batch of two letters for the print service, and returns its id. */
async function batchOf(printedBy: 'printer' | 'service' = 'service'): Promise<string> {
  const [deal, batch, ...letters] = [w.id(), w.id(), w.id(), w.id()];
  const letter = (id: string) => made(id, 'crm/letter', { about: `crm/deal:${deal}`, receiver: 'Ada Byron', address: { street: 'Main St 1', city: 'Denver' }, subject: 'Your offer', body: 'Dear **Ada**', release: 'print' }, { ownerId: sol.userId }); // prettier-ignore
  await sol.do([w.deal(deal ?? '', {}, { ownerId: sol.userId, teamId: w.teams.t1 }), ...letters.map(letter)]);
  const signIn = await test.fetch('/auth/sign-in', { body: { email: 'sol@work.example', password: testPassword, device: { id: test.newId(), name: 'sol' } } }); // prettier-ignore
  const { accessToken: token } = (await signIn.json()) as { readonly accessToken: string };
  const reply = await test.fetch('/v1/packs/crm/make-letter-batch', { body: { batch, name: 'Monday', format: 'din-5008', printedBy, letters }, token }); // prettier-ignore
  expect(reply.status).toBe(200);
  return batch ?? '';
}
const decide = (batch: string, fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>) =>
  sol.do([changeEdit(batch, 'crm/letter-batch', fields)]);

describe('[LET-8] a batch for the print service', () => {
  it('is posted once as a PDF, with the batch’s id as its key and the digest of the PDF', async () => {
    const batch = await batchOf();
    expect(await stateOf(batch)).toMatchObject({ status: 'waiting' });
    await run();
    await run();
    expect(await stateOf(batch)).toMatchObject({ status: 'sent' });
    expect(taken).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = taken;
    expect(body.subarray(0, 5).toString()).toBe('%PDF-');
    expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'idempotency-key': batch, 'outpost-letters': '2', 'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:` }); // prettier-ignore
    expect(await stateOf(batch)).toMatchObject({ status: 'sent', outcome: 'sent', remoteId: 'job-1' });
    expect((await decide(batch, { decision: [null, 'again'] })).refused[batch]).toMatchObject({ details: { rule: 'LET-8' } }); // prettier-ignore
  });

  it('whose answer was lost is unknown: nothing is sent again until a person decides', async () => {
    answers.push((reply) => reply.socket?.destroy());
    const batch = await batchOf();
    await run();
    test.advance(60 * 60_000);
    await run();
    expect(taken).toHaveLength(1);
    const state = await stateOf(batch);
    expect(state).toMatchObject({ status: 'unknown', why: expect.stringContaining('Ask there before') as string });
    expect((await decide(batch, { decision: [null, 'again'] })).refused).toEqual({});
    await run();
    expect(taken.map(({ headers }) => headers['idempotency-key'])).toEqual([batch, batch]);
    expect(await stateOf(batch)).toMatchObject({ status: 'sent' });
  });

  it.each([
    ['a request that was too slow', (reply: ServerResponse) => reply.writeHead(408).end()],
    ['one with the same key that is being carried out', (reply: ServerResponse) => reply.writeHead(409).end()],
    ['one that came too early', (reply: ServerResponse) => reply.writeHead(425).end()],
    ['an answer that is too large to read', (reply: ServerResponse) => reply.writeHead(201).end('x'.repeat(1_100_000))],
  ])('is unknown where the service tells of %s, because it may have been printed', async (_of, answer) => {
    answers.push(answer);
    const batch = await batchOf();
    await run();
    expect(await stateOf(batch)).toMatchObject({ status: 'unknown', why: expect.stringContaining('Ask there before') as string }); // prettier-ignore
    expect((await decide(batch, { decision: [null, 'again'] })).refused).toEqual({});
    await run();
    expect(await stateOf(batch)).toMatchObject({ status: 'sent' });
  });

  it('waits where nothing has left this server: its letters cannot be read, or nobody takes the connection', async () => {
    const carried = { key: 'k', orgId: 'o', name: 'Monday', batch: { format: 'din-5008', sender: '', letters: [] }, signal: new AbortController().signal } as const; // prettier-ignore
    const nobody = createServer();
    await new Promise<void>((done) => void nobody.listen(0, '127.0.0.1', done));
    const host = `127.0.0.1:${(nobody.address() as AddressInfo).port}`;
    await new Promise((done) => nobody.close(done));
    const carrier = httpsCarrier({ at: `http://${host}/`, fetch: guardedFetch({ trusted: new Set([host]) }), nowMs: () => 0 }); // prettier-ignore
    expect(await carrier.carry(carried)).toMatchObject({ status: 'later', isDown: true });
    const broken = new Error('the database is away');
    const adapter = lettersAdapter(carrier, () => Promise.reject(broken));
    const asked = { order: { name: 'Monday', format: 'din-5008' }, key: 'k', orgId: 'o' } as AskedOrder; // it reads no more of it
    expect(await adapter.carryOut(asked)).toMatchObject({ status: 'later', fault: broken });
  });

  it('of unknown outcome is settled by a person who asked the service', async () => {
    answers.push((reply) => reply.writeHead(500).end());
    const batch = await batchOf();
    await run();
    expect(await stateOf(batch)).toMatchObject({ status: 'unknown' });
    await decide(batch, { decision: [null, 'sent'] });
    await run();
    expect(taken).toHaveLength(1);
    expect(await stateOf(batch)).toMatchObject({ status: 'sent' });
  });

  it('waits where the service asks to, and fails where it refuses', async () => {
    answers.push((reply) => reply.writeHead(503, { 'retry-after': '30' }).end());
    const waits = await batchOf();
    await run();
    expect(await stateOf(waits)).toMatchObject({ status: 'waiting' });
    test.advance(10 * 60_000);
    await run();
    expect([taken.length, (await stateOf(waits))?.['status']]).toEqual([2, 'sent']);
    answers.push((reply) => reply.writeHead(422).end());
    const refused = await batchOf();
    await run();
    expect(await stateOf(refused)).toMatchObject({ status: 'failed', why: 'The print service refused this batch (422).' }); // prettier-ignore
    expect((await decide(refused, { decision: [null, 'sent'] })).refused[refused]).toMatchObject({ details: { rule: 'LET-8' } }); // prettier-ignore
  });

  it('is taken back by saying that it was printed, and one for the own printer goes nowhere', async () => {
    const [back, own] = [await batchOf(), await batchOf('printer')];
    await decide(back, { handling: [null, 'printed'] });
    await run();
    expect(taken).toEqual([]);
    expect([(await stateOf(back))?.['status'], (await stateOf(own))?.['status']]).toEqual(['printed', 'made']);
  });

  it('goes to no address inside the network, and the order says so', async () => {
    const batch = { format: 'din-5008', sender: '', letters: [] } as const;
    const carried = { key: 'k', orgId: 'o', name: 'Monday', batch, signal: new AbortController().signal };
    for (const at of ['http://print.example/', 'https://10.0.0.1/', 'https://localhost/'])
      expect(await httpsCarrier({ at, fetch: guardedFetch(), nowMs: () => 0 }).carry(carried)).toMatchObject({ status: 'refused', why: expect.stringContaining('is refused') as string }); // prettier-ignore
    expect(taken).toEqual([]);
  });
});
