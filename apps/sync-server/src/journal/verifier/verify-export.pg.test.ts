import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditFile } from '@outpost/domain/kernel/audit/audit-log';
import { auditReportSchema, type SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { inTenant } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';
import { chain, genesis, type JournalPayload } from '../chain.ts';
import { verifyJournal } from '../verify.ts';
import { type ExportVerdict, verifyExport } from './verify-export.ts';

const given = givenServer();
let tenant: TestTenant;
let ada: TestDevice;
let email: string;
let token: string;
let jwks: string;
let file: AuditFile;
let owner: pg.Client;

const exported = async (): Promise<AuditFile> =>
  (await (await given.test.fetch('/api/v1/audit/exports', { token, body: { format: 'json' } })).json()) as AuditFile;

async function signIn(): Promise<void> {
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: ada.device, name: 'Laptop' } },
  });
  ({ accessToken: token } = (await signedIn.json()) as { accessToken: string });
}

beforeAll(async () => {
  owner = new pg.Client({ connectionString: given.database.ownerUrl });
  await owner.connect();
  tenant = await given.test.tenant();
  email = `ada-${given.test.newId()}@fenwright.example`;
  ada = await tenant.person('Ada', 'admin', { email });
  const account = given.test.newId();
  await ada.do([made(account, 'crm/account', { name: 'Acme' })], { label: 'Added Acme' });
  await ada.do([changeEdit(account, 'crm/account', { name: ['Acme', 'Acme Ltd'] })], { label: 'Renamed Acme' });
  await signIn();
  await given.test.server.runWorkers(tenant.orgId);
  await ada.pull();
  jwks = await (await given.test.fetch('/.well-known/journal-jwks.json')).text();
  file = await exported();
});
afterAll(async () => {
  await owner.end();
});

const verify = (
  { content, signature }: Pick<AuditFile, 'content' | 'signature'>,
  heads?: string,
): Promise<ExportVerdict> => verifyExport({ file: new TextEncoder().encode(content), signature, jwks, heads });

describe('an export of the journal, verified without the server', () => {
  it('[P-5] is whole as the server made it, and agrees with the heads of devices', async () => {
    const { problems, entries, headsCompared } = await verify(file, JSON.stringify(ada.heads));
    expect(problems).toEqual([]);
    expect(entries).toBeGreaterThan(3);
    expect(headsCompared).toBeGreaterThan(0);
  });

  it.each([
    ['a changed name', (text: string) => text.replaceAll('Acme Ltd', 'Acme Inc'), 'is not the one at its place'],
    ['a changed entry alone', (text: string) => text.replace('"label": "Renamed Acme"', '"label": "Reviewed Acme"'), 'differs from its row'],
    ['a changed digest', (text: string) => text.replace(/("digests": \[\s*")../u, '$100'), 'does not lead to the signed head'],
    ['another head', (text: string) => text.replace(/("head": \{\s*"n": )\d+/u, '$11'), 'The signed head is not the one'],
    ['another organisation', (text: string) => text.replace(/("organisation": ")./u, '$1f'), 'The signed head is not the one'],
    ['an entry without its row', (text: string) => text.replace(/("rows": \[\s*\{\s*"n": )\d+/u, '$1999999'), 'has no row to prove it'],
    ['no JSON', (text: string) => text.slice(0, -9), 'The file is neither an export'],
  ] as const)('[P-5] says so of %s', async (_what, change, problem) => {
    const content = change(file.content);
    expect(content).not.toBe(file.content);
    const { problems } = await verify({ content, signature: file.signature });
    expect(problems[0]).toBe('No key of the server has signed these bytes.');
    expect(problems.join('\n')).toContain(problem);
  }); // prettier-ignore

  it('[P-5] is refused under other keys, and with the signature of another file', async () => {
    const other = JSON.stringify({ keys: [] });
    const bytes = new TextEncoder().encode(file.content);
    const { problems } = await verifyExport({ file: bytes, signature: file.signature, jwks: other });
    expect(problems).toEqual([
      'No key of the server has signed these bytes.',
      'No key of the server has signed the head.',
    ]);
    given.test.advance(1_000);
    const again = await exported();
    expect((await verify({ content: file.content, signature: again.signature })).problems).toHaveLength(1);
  });

  it('[PLT-21] verifies a report, compares its head with heads of devices, and detects a changed report', async () => {
    const period = { from: '2020-01-01T00:00:00.000Z', until: '2030-01-01T00:00:00.000Z' };
    const answer = await given.test.fetch('/api/v1/audit/reports', { token, body: { kind: 'security', ...period } });
    const report = (await answer.json()) as SignedDocument;
    const { head } = auditReportSchema.parse(JSON.parse(report.content));
    const held = JSON.stringify([[head.n, head.hash]]);
    expect(await verify(report, held)).toEqual({
      kind: 'security',
      entries: 0,
      head: head.n,
      headsCompared: 1,
      problems: [],
    });
    const other = await verify(report, JSON.stringify([[head.n, 'f'.repeat(64)]]));
    expect(other.problems).toEqual([
      `A device has another hash for number ${head.n}: the history up to there was rewritten.`,
    ]);
    const edited = report.content.replace(/("head": \{\s*"n": )\d+/u, '$11');
    expect((await verify({ content: edited, signature: report.signature })).problems).toEqual([
      'No key of the server has signed these bytes.',
      'The signed head is not the one that the file names.',
    ]);
  });

  it('[P-5] can be verified after the signing key was replaced twice', async () => {
    await given.test.keys.rotate();
    await given.test.keys.rotate();
    const keys = await (await given.test.fetch('/.well-known/journal-jwks.json')).text();
    const bytes = new TextEncoder().encode(file.content);
    expect((await verifyExport({ file: bytes, signature: file.signature, jwks: keys })).problems).toEqual([]);
    const present = await (await given.test.fetch('/.well-known/jwks.json')).text();
    expect((await verifyExport({ file: bytes, signature: file.signature, jwks: present })).problems).not.toEqual([]);
  });

  it('[P-5] is verified by a command that needs the files alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outpost-verify-'));
    try {
      const path = (name: string) => join(folder, name);
      await Promise.all([
        writeFile(path('journal.json'), file.content),
        writeFile(path('journal.json.jws'), file.signature),
        writeFile(path('keys.json'), jwks),
      ]);
      const run = (...args: readonly string[]) =>
        spawnSync(process.execPath, [join(import.meta.dirname, 'start.ts'), ...args], { encoding: 'utf8', env: {} });
      const whole = run('--file', path('journal.json'), '--jwks', path('keys.json'));
      expect([whole.status, JSON.parse(whole.stdout)]).toEqual([
        0,
        expect.objectContaining({ ok: true, problems: [] }),
      ]);
      await writeFile(path('journal.json'), file.content.replaceAll('Acme', 'Emca'));
      expect(run('--file', path('journal.json'), '--jwks', path('keys.json')).status).toBe(3);
      expect(run('--file', path('nothing.json'), '--jwks', path('keys.json')).status).toBe(1);
      expect(run('--file').status).toBe(2);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a history that an administrator of the database rewrote', () => {
  /** Replaces a name in all rows, and makes every digest, hash and the clock fit again: as a superuser can. */
  async function rewrite(from: string, to: string): Promise<void> {
    const { orgId } = tenant;
    const { rows } = await owner.query<{ n: string; payload: string; salt: Buffer }>(
      'select n, payload, salt from store.journal where org_id = $1 order by n',
      [orgId],
    );
    let before: string = genesis;
    for (const { n, payload, salt } of rows) {
      const row = chain(before, JSON.parse(payload.replaceAll(from, to)) as JournalPayload, salt);
      await owner.query(
        `update store.journal set payload = $3, digest = decode($4, 'hex'), hash = decode($5, 'hex') where org_id = $1 and n = $2`,
        [orgId, n, row.text, row.digest, row.hash],
      );
      before = row.hash;
    }
    await owner.query(`update store.clock set hash = decode($2, 'hex') where org_id = $1`, [orgId, before]);
  }

  it('[P-5] is consistent in itself, even for the server, and is detected by the heads that devices hold', async () => {
    await rewrite('Acme Ltd', 'Other Ltd');
    const verified = await inTenant(given.test.database, { orgId: tenant.orgId, mode: 'snapshot' }, (tx) =>
      verifyJournal(tx, { orgId: tenant.orgId, keys: given.test.keys }),
    );
    expect(verified.problems).toEqual([]);
    expect((await ada.page()).kind).toBe('fork');
    jwks = await (await given.test.fetch('/.well-known/journal-jwks.json')).text();
    await signIn(); // the keys were replaced
    const rewritten = await exported();
    expect(rewritten.content).toContain('Other Ltd');
    expect((await verify(rewritten)).problems).toEqual([]); // the server signed what it found
    const { problems } = await verify(rewritten, JSON.stringify(ada.heads));
    expect(problems[0]).toMatch(/^A device has another hash for number \d+: the history up to there was rewritten\.$/);
  });
});
