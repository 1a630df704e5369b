import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { givenPerson } from '../replica/testing/given-tenant.ts';
import { givenPassword, ScriptedHttpServer } from './testing/scripted-http-server.ts';

// The real command line, as a process of its own for each command, against a server over real HTTP.

const folder = mkdtempSync(join(tmpdir(), 'outpost-cli-'));
const profile = join(folder, 'profile');
const server = new ScriptedHttpServer();
let url = '';
beforeAll(async () => {
  url = await server.start();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

type Ended = { readonly exit: number | null; readonly out: string; readonly error: string };
type Calling = { readonly stdin?: string; readonly password?: string | null; readonly profile?: string };

function outpost(words: readonly string[], { stdin = '', password = givenPassword, profile: used = profile }: Calling = {}): Promise<Ended> {
  const env = { ...process.env, OUTPOST_PROFILE_DIR: used, OUTPOST_PASSWORD: password ?? '' };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...words], { cwd: folder, env });
  const ended: { out: string; error: string } = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.error += text));
  child.stdin.end(stdin);
  return new Promise((resolve) => child.on('close', (exit) => resolve({ ...ended, exit })));
}
/** Runs a command that is to come through, and reads its JSON. */
async function answer<T>(schema: z.ZodType<T>, words: readonly string[], calling?: Calling): Promise<T> {
  const { exit, out, error } = await outpost([...words, '--json'], calling);
  if (exit !== 0) throw new Error(`${words.join(' ')} ended with ${exit}: ${error}`);
  return schema.parse(JSON.parse(out));
}
const performed = z.object({ act: z.string(), ids: z.array(z.string()) });
const rowsOf = z.object({ rows: z.array(z.object({ id: z.string(), fields: z.record(z.string(), z.unknown()) })) });
const deal = (name: string, cents: number) => ({ entity: 'deal', create: { fields: { name, stage: 'prospecting', value: { amount: cents, currency: 'USD' } } } });
const made = (...names: string[]) => answer(performed, ['act', '-'], { stdin: JSON.stringify({ label: `Added ${names.join(', ')}`, edits: names.map((name, index) => deal(name, (index + 1) * 100_000)) }) });

describe('the command line, signed in', () => {
  beforeAll(async () => {
    const signedIn = await outpost(['sign-in', '--server', url, '--email', givenPerson.email], { stdin: `${givenPassword}\n`, password: null });
    expect(signedIn).toMatchObject({ exit: 0, error: '', out: `Signed in: Mia Member <mia@example.com>, Example Ltd, at ${url}\n` });
  }, 60_000);

  it('[D-6] performs acts, lists, gets and searches, for people and for programs', async () => {
    const { ids } = await made('Acme renewal', 'Boreal, new');
    const list = await outpost(['list', 'deal', '--sort', '-value', '--columns', 'name,stage,value']);
    expect(list.exit).toBe(0);
    const [head, ...lines] = list.out.trimEnd().split('\n');
    expect(head).toMatch(/^Name +Stage +Value +Id$/);
    expect(lines[0]).toMatch(/^Boreal, new +Prospecting +2,000\.00 USD +[0-9a-f-]{36}$/);
    expect(lines[1]).toMatch(/^Acme renewal +Prospecting +1,000\.00 USD/);
    const where = JSON.stringify({ field: 'value', op: 'gt', value: { amount: 150_000, currency: 'USD' } });
    expect((await answer(rowsOf, ['list', 'crm/deal', '--where', where, '--limit', '1'])).rows.map(({ fields }) => fields['name'])).toEqual(['Boreal, new']);
    expect((await outpost(['get', ids[0] ?? ''])).out).toMatch(/^Deal\n +Name +Acme renewal\n[^]*Owner +\(out of sight\)[^]*To send: Added Acme renewal, Boreal, new/);
    expect((await outpost(['search', 'bor'])).out).toMatch(/Deal +Boreal, new/);
    expect((await outpost(['search', 'nonsense'])).out).toBe('Nothing is found by these words.\n');
  });

  it('[D-6] reports in a table and in JSON', async () => {
    await made('Report one', 'Report two');
    const question = { entity: 'deal', where: { field: 'name', op: 'starts-with', value: 'Report' }, groupBy: [{ field: 'stage' }], measures: [{ name: 'deals', fn: 'count' }, { name: 'worth', fn: 'sum', field: 'value' }] };
    expect((await outpost(['report', JSON.stringify(question)])).out).toBe('Stage        deals         worth\nProspecting      2  3,000.00 USD\n');
    const rows = await answer(z.object({ rows: z.array(z.object({ measures: z.record(z.string(), z.number()) })) }), ['report', '-'], { stdin: JSON.stringify(question) });
    expect(rows.rows[0]?.measures).toEqual({ deals: 2, worth: 300_000 });
  });

  it('[S-4c] undoes an act, and a second time there is nothing to undo', async () => {
    const { act, ids } = await made('To be undone');
    expect((await outpost(['undo', act])).out).toMatch(/^Undone by act /);
    expect(await outpost(['undo', act, '--json'])).toMatchObject({ exit: 3, out: expect.stringContaining('"code":"undo/nothing"') as string });
    expect(await answer(z.object({ record: z.object({ life: z.string() }) }), ['get', ids[0] ?? ''])).toEqual({ record: { life: 'deleted' } });
  });

  it('[S-5] imports with its mends, says what would happen first, and undoes it as one', async () => {
    writeFileSync(join(folder, 'products.csv'), 'product,series,sales_price\nGTX Pro,GTX,4821\n');
    writeFileSync(join(folder, 'deals.csv'), 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\nK1,,GTXPro,,Prospecting,,,\nK2,Nobody,GTX Pro,,Prospecting,,,\n');
    const files = ['--products', 'products.csv', '--deals', 'deals.csv'];
    const dry = await outpost(['import', ...files, '--dry-run']);
    expect(dry.out).toContain('Mended: GTXPro → GTX Pro in 1 row of product');
    expect(dry.out).toContain('Refused: deals.csv, row 2, sales_agent: There is no person called “Nobody”');
    expect(dry.out).toMatch(/Deals +1 +0/);
    const run = await answer(z.object({ progress: z.object({ state: z.string(), done: z.number(), group: z.string() }) }), ['import', ...files, '--refused', 'refused.csv']);
    expect(run.progress).toMatchObject({ state: 'done', done: 2 });
    expect(readFileSync(join(folder, 'refused.csv'), 'utf8')).toContain('K2,Nobody');
    expect((await outpost(['import', ...files])).out).toContain('Nothing to import: everything is here already.');
    expect((await outpost(['undo', '--group', run.progress.group])).out).toBe('Undid 2 acts.\n');
  });

  it('[S-2] sends what waits, and tells how it stands', async () => {
    await made('To be sent');
    const before = await answer(z.object({ sync: z.object({ toSend: z.number() }) }), ['status']);
    expect(before.sync.toSend).toBeGreaterThan(0);
    const synced = await outpost(['sync']);
    expect(synced).toMatchObject({ exit: 0, out: expect.stringMatching(/^Up to date since/) as string });
    expect(server.script.pushes.flatMap(({ acts }) => acts.map(({ label }) => label))).toContain('Added To be sent');
    expect((await outpost(['tray'])).out).toBe('The tray is empty.\n');
    expect((await outpost(['journal', 'verify'])).out).toMatch(/^The journal is whole up to \d+ \(\d+ rows? checked\)\.\n$/);
  });

  it('[D-6] tells by its exit code what a script should know', async () => {
    const codes = async (...calls: (readonly [readonly string[], Calling?])[]) => Promise.all(calls.map(async ([words, calling]) => (await outpost(words, calling)).exit));
    expect(await codes([['--help']], [['list', '--help']])).toEqual([0, 0]);
    expect(await codes([['nonsense']], [['get', 'no-id']], [['list', 'deal', '--where', '{']], [['act', 'missing.json']], [['sync', '--offline']], [['list', 'nonsense']])).toEqual([2, 2, 2, 2, 2, 2]);
    const notHeld = '0190b1f2-7c00-7000-8000-00000000dead';
    expect(await codes([['get', notHeld]], [['list', 'deal'], { password: 'wrong' }], [['list', 'deal'], { password: null }], [['list', 'deal'], { profile: join(folder, 'none') }])).toEqual([3, 3, 3, 3]);
    expect((await outpost(['act', '-'], { stdin: '{"label":"","edits":[{"entity":"deal","create":{"fields":{}}}]}' })).exit).toBe(2);
    expect((await outpost(['act', '-'], { stdin: '{"label":"x","edits":[{"entity":"deal","create":{"fields":{}}}]}' })).exit).toBe(3);
    expect((await outpost(['list', 'deal', '--where', '{"field":"nonsense","op":"is","value":1}'])).exit).toBe(3);
    expect((await outpost(['sign-in', '--server', url, '--email', givenPerson.email], { password: 'wrong', profile: join(folder, 'other') })).exit).toBe(3);
    expect((await outpost(['sign-in', '--server', 'http://127.0.0.1:9', '--email', 'x@example.com'], { profile: join(folder, 'other') })).exit).toBe(4);
  }, 60_000);

  it('[D-5] works without contact where it is forbidden, or where there is none', async () => {
    expect((await outpost(['list', 'deal', '--offline'])).exit).toBe(0);
    await server.stop();
    expect((await outpost(['sync'])).exit).toBe(4);
    expect((await outpost(['status'])).exit).toBe(0);
  });

  it('[D-6] talks to a replica that runs on the profile, which locks it for others', async () => {
    const shell = spawn(process.execPath, [join(import.meta.dirname, '../browser-shell/start.ts')], { env: { ...process.env, OUTPOST_PROFILE_DIR: profile, OUTPOST_SERVER_URL: url, OUTPOST_SHELL_PORT: '0' }, stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => shell.stdout.once('data', resolve));
    try {
      const locked = await outpost(['list', 'deal']);
      expect(locked).toMatchObject({ exit: 3, error: 'The profile is locked. Unlock it in Outpost, which runs on it.\n' });
      const signedIn = await outpost(['sign-in']); // without a network, by what lies on the device
      expect(signedIn.exit).toBe(0);
      expect((await answer(rowsOf, ['list', 'deal', '--search', 'acme'])).rows).toHaveLength(1);
    } finally {
      const ended = new Promise((resolve) => shell.once('exit', resolve));
      shell.kill('SIGTERM');
      expect(await ended).toBe(0);
    }
    expect((await outpost(['list', 'deal'])).exit).toBe(0);
  });
});
