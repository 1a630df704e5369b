import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { givenFiles, withGiven } from '@outpost/domain/testing/given-data';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { calculate } from '@outpost/domain/kernel/query/calculate';
import { linePrice } from '@outpost/domain/packs/crm/calculations/line-price';
import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import { pricedLine, wrongLine } from '@outpost/domain/testing/line-price-sample';
import { jsonAnswerOf, spawnOutpost, typeOutpost } from './testing/run-outpost.ts';

// The real command line on two devices, with a real sync server and a real Postgres.

const folder = mkdtempSync(join(tmpdir(), 'outpost-loop-'));
const root = join(import.meta.dirname, '../../../..');
const readySchema = z.object({
  ready: z.literal(true),
  url: z.string(),
  demo: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
});
type Demo = z.output<typeof readySchema>['demo'][number];
let server: ChildProcess;
let url = '';
let demo: readonly Demo[] = [];

beforeAll(async () => {
  const owner = new URL(inject('postgresUrl'));
  const name = `cli_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  await query(owner.href, `create database ${name}`);
  owner.pathname = `/${name}`;
  server = spawn(process.execPath, [join(root, 'apps/sync-server/src/start.ts'), '--demo'], {
    env: {
      ...process.env,
      DATABASE_URL: owner.href,
      OUTPOST_PORT: String(await freePort()),
      OUTPOST_DATA_DIR: join(folder, 'server'),
      OUTPOST_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await firstLine(server);
  ({ url, demo } = readySchema.parse(JSON.parse(line)));
}, 120_000);
afterAll(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true });
});

async function query(database: string, sql: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client(database);
  await client.connect();
  await client.query(sql);
  await client.end();
}
const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
  });
}

/** Returns a device of one of the demo's people. */
function device(name: string, role: string) {
  const person = demo.find((account) => account.role === role);
  if (!person) throw new Error(`The demo has no ${role}`);
  const calling = { folder, profile: join(folder, name), password: person.password };
  return {
    run: (words: readonly string[]) => typeOutpost(words, calling),
    answer: <T>(schema: z.ZodType<T>, words: readonly string[], stdin = '') =>
      jsonAnswerOf(schema, words, { ...calling, stdin }),
    signIn: () => spawnOutpost(['sign-in', '--server', url, '--email', person.email], calling),
  };
}

const performed = z.object({ act: z.string(), ids: z.array(z.string()) });
const shown = z.object({
  record: z.object({ life: z.string(), waiting: z.number(), fields: z.record(z.string(), z.unknown()) }),
});
const status = z.object({ state: z.string(), toSend: z.number(), needsYou: z.number() });

describe('two devices at one server', () => {
  it('[S-2] send and receive, show the history, undo, refuse into the tray, and verify the journal', async () => {
    const ours = device('ours', 'admin');
    const theirs = device('theirs', 'owner');
    expect((await ours.signIn()).exit).toBe(0);
    expect((await theirs.signIn()).exit).toBe(0);
    const deal = {
      label: 'Added Acme renewal',
      edits: [{ entity: 'deal', create: { fields: { name: 'Acme renewal', stage: 'prospecting' } } }],
    };
    const { ids } = await ours.answer(performed, ['act', '-'], JSON.stringify(deal));
    const [id = ''] = ids;
    expect(await ours.answer(status, ['sync'])).toMatchObject({ state: 'up-to-date', toSend: 0 });
    expect(await theirs.answer(status, ['sync'])).toMatchObject({ state: 'up-to-date' });
    expect((await theirs.run(['search', 'acme ren'])).out).toContain('Acme renewal');

    const change = { label: 'Named it anew', edits: [{ entity: 'deal', id, fields: { name: 'Acme, renewed' } }] };
    const { act } = await theirs.answer(performed, ['act', '-'], JSON.stringify(change));
    await theirs.answer(status, ['sync']);
    await ours.answer(status, ['sync']);
    expect((await ours.answer(shown, ['get', id])).record.fields['name']).toBe('Acme, renewed');
    expect((await ours.run(['history', id])).out).toMatch(
      /: Named it anew +\([0-9a-f-]+\)\n +Name: Acme renewal → Acme, renewed\n[^]*: Added Acme renewal/,
    );

    expect((await ours.run(['undo', act])).exit).toBe(0);
    await ours.answer(status, ['sync']);
    await theirs.answer(status, ['sync']);
    expect(await theirs.answer(shown, ['get', id])).toMatchObject({
      record: { waiting: 0, fields: { name: 'Acme renewal' } },
    });

    // Both change it while disconnected: one deletes it, and the other's change is refused and kept.
    await ours.answer(
      performed,
      ['act', '-'],
      JSON.stringify({ label: 'Deleted it', edits: [{ entity: 'deal', id, fields: { life: 'deleted' } }] }),
    );
    await theirs.answer(
      performed,
      ['act', '-'],
      JSON.stringify({ label: 'Moved it on', edits: [{ entity: 'deal', id, fields: { stage: 'engaging' } }] }),
    );
    await ours.answer(status, ['sync']);
    expect(await theirs.answer(status, ['sync'])).toMatchObject({ needsYou: 1 });
    expect((await theirs.run(['tray'])).out).toMatch(/^Moved it on[^]*Deal "Acme renewal": /);

    // An administrator sets a password; the person replaces it at the next sign-in by the second line of standard input.
    const post = async <T>(path: string, init: RequestInit, schema: z.ZodType<T>): Promise<T> => {
      const headers = { 'content-type': 'application/json', 'outpost-protocol': `${protocolVersion}`, ...init.headers };
      return schema.parse(await (await fetch(`${url}${path}`, { ...init, headers })).json());
    };
    const account = (role: string) => demo.find((one) => one.role === role);
    const { email, password } = account('owner') ?? { email: '', password: '' };
    const [session, of] = [z.object({ accessToken: z.string() }), z.object({ person: z.object({ id: z.string() }) })];
    const signIn = { email, password, device: { id: randomUUID(), name: 'x' } };
    const owner = await post('/auth/sign-in', { method: 'POST', body: JSON.stringify(signIn) }, session);
    const member = { ...signIn, ...account('member') };
    const asked = { email: member.email, password: member.password, device: signIn.device };
    const { person } = await post('/auth/sign-in', { method: 'POST', body: JSON.stringify(asked) }, of);
    const given = 'given by an administrator';
    const reset = { method: 'PUT', headers: { authorization: `Bearer ${owner.accessToken}` }, body: JSON.stringify({ password: given }) }; // prettier-ignore
    expect(await post(`/admin/members/${person.id}/password`, reset, z.object({ done: z.literal(true) }))).toBeTruthy();
    const calling = { folder, profile: join(folder, 'member'), password: null };
    const typed = (stdin: string) => spawnOutpost(['sign-in', '--server', url, '--email', member.email], { ...calling, stdin }); // prettier-ignore
    expect(await typed(`${given}\n`)).toMatchObject({ exit: 3, error: expect.stringContaining('Choose one of your own') as string }); // prettier-ignore
    expect((await typed(`${given}\npassword1234\n`)).exit).toBe(2);
    expect((await typed(`${given}\nnine dark yellow boats\n`)).exit).toBe(0);
    expect((await typed('nine dark yellow boats\n')).exit).toBe(0);

    expect((await ours.run(['journal', 'verify'])).out).toMatch(/^The journal is whole up to \d+/);
    expect(await ours.answer(z.object({ ok: z.boolean() }), ['journal', 'verify'])).toEqual({ ok: true });
  }, 120_000);
});

withGiven('crm', {
  absent: () =>
    it('[E-2] crm is not on this machine: its import was not tested', () => expect(givenFiles('crm')).toEqual([])),
  present: () =>
    describe("the issue's sales data, imported without a network", () => {
      it('[S-6] has the figures of its README on this device and on another', async () => {
        const ours = device('importer', 'admin');
        const theirs = device('reader', 'owner');
        expect((await ours.signIn()).exit).toBe(0);
        const given = (name: string) => join(root, '../shared/data/crm', name);
        const files = [
          '--accounts',
          given('accounts.csv'),
          '--products',
          given('products.csv'),
          '--teams',
          given('sales_teams.csv'),
          '--deals',
          given('sales_pipeline.csv'),
        ];
        const imported = await ours.answer(
          z.object({ progress: z.object({ state: z.string(), done: z.number(), message: z.string() }) }),
          ['import', ...files, '--offline'],
        );
        expect(imported.progress).toMatchObject({ state: 'done', done: 8933 });
        const report = {
          entity: 'deal',
          where: { field: 'externalKey', op: 'is-not-empty' },
          measures: [
            { name: 'deals', fn: 'count' },
            { name: 'won', fn: 'count', where: { field: 'stage', op: 'is', value: 'won' } },
            { name: 'value', fn: 'sum', field: 'value', where: { field: 'stage', op: 'is', value: 'won' } },
          ],
        };
        const figures = z.object({ rows: z.array(z.object({ measures: z.record(z.string(), z.number()) })) });
        const readme = { deals: 8800, won: 4238, value: 1_000_553_400 };
        expect((await ours.answer(figures, ['report', JSON.stringify(report)])).rows[0]?.measures).toMatchObject(
          readme,
        );
        expect(await ours.answer(status, ['sync'])).toMatchObject({ state: 'up-to-date', toSend: 0, needsYou: 0 });
        expect((await theirs.signIn()).exit).toBe(0);
        expect(await theirs.answer(status, ['sync'])).toMatchObject({ state: 'up-to-date' });
        expect((await theirs.answer(figures, ['report', JSON.stringify(report)])).rows[0]?.measures).toMatchObject(
          readme,
        );
        expect(
          (await theirs.run(['report', JSON.stringify({ ...report, groupBy: [{ field: 'product' }] })])).out,
        ).toMatch(/GTX Pro .*3,510,578\.00 USD/);
        const again = await theirs.answer(
          z.object({
            plan: z.object({
              counts: z.object({
                creates: z.record(z.string(), z.number()),
                changes: z.record(z.string(), z.number()),
                unchanged: z.number(),
              }),
            }),
          }),
          ['import', ...files, '--dry-run'],
        );
        expect(again.plan.counts).toEqual({ creates: {}, changes: {}, unchanged: 8933 });
      }, 300_000);
    }),
});

/** Calls the server like a program. */
async function askServer(path: string, body: object, token?: string) {
  const reply = await fetch(new URL(path, url), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      [protocolHeader]: String(protocolVersion),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  return { status: reply.status, body: z.record(z.string(), z.unknown()).parse(await reply.json()) };
}

describe('[T-18] the price of a line', () => {
  const anything = z.record(z.string(), z.unknown());
  const price = (given: object) => ['calculate', 'line-price', JSON.stringify(given), '--json'];
  const address = '/v1/calculations/crm/line-price';

  it('is the same in code, on the command line and over HTTP', async () => {
    const own = device('prices', 'viewer');
    await own.signIn();
    const [{ email, password } = { email: '', password: '' }] = demo.filter(({ role }) => role === 'viewer');
    const laptop = { id: randomUUID(), name: 'A program' };
    const signedIn = await askServer('/auth/sign-in', { email, password, device: laptop });
    expect(signedIn).toMatchObject({ status: 200 });
    const token = z.string().parse(signedIn.body['accessToken']);

    expect(calculate(linePrice, pricedLine.given)).toEqual({ ok: true, value: pricedLine.answer });
    expect(await own.answer(anything, price(pricedLine.given))).toEqual(pricedLine.answer);
    expect(await askServer(address, pricedLine.given, token)).toEqual({ status: 200, body: pricedLine.answer });
    expect((await own.run(price(pricedLine.given).slice(0, -1))).out).toMatch(
      /Before discount +59\.97 USD[^]*Line price +53\.97 USD/,
    );

    expect(calculate(linePrice, wrongLine.given)).toMatchObject({ ok: false, ...wrongLine.refusal });
    const refused = await own.run(price(wrongLine.given));
    expect([refused.exit, JSON.parse(refused.out)]).toMatchObject([2, wrongLine.refusal]);
    const { code, message: detail } = wrongLine.refusal;
    expect(await askServer(address, wrongLine.given, token)).toMatchObject({ status: 400, body: { code, detail } });
    expect((await askServer('/v1/calculations/crm/nothing', {}, token)).status).toBe(404);
    expect((await askServer(address, pricedLine.given)).status).toBe(401);
  }, 120_000);

  it('is described, with its inputs and outputs', async () => {
    const document = JSON.stringify(await (await fetch(new URL('/openapi.json', url))).json());
    expect(document).toContain(`"${address}"`);
    expect(document).toContain('#/components/schemas/crm.line-price.takes');
    expect((await device('prices', 'viewer').run(['calculate', '--help'])).out).toContain(
      'crm/line-price {"quantity":"number"',
    );
  });
});
