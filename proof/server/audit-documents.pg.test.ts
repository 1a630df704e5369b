import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallInput, CallName, CallOutput } from '@outpost/desktop/bridge/contract';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import type { BytesRequest, Transport } from '@outpost/desktop/replica/device/ports';
import { openReplica, type Replica } from '@outpost/desktop/replica/replica';
import { ZipArchive } from '@outpost/desktop/replica/spreadsheets/zip-archive';
import { bytesReplyOf, replyOf, streamOf } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { auditReportSchema } from '@outpost/domain/kernel/audit/audit-report';
import { folderObjects } from '@outpost/sync-server/files/folder-objects';
import { verifyExport } from '@outpost/sync-server/journal/verifier/verify-export';
import { givenServer } from '@outpost/sync-server/testing/given-server';
import { made, testPassword, type TestDevice, type TestTenant } from '@outpost/sync-server/testing/test-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The calls of the pages of audit reports and of one person's data, from a real device to the real server.
const folder = await mkdtemp(join(tmpdir(), 'outpost-audit-files-'));
const given = givenServer({
  files: { objects: await folderObjects(folder), quotaBytes: 1_000_000 },
});
const ends: (() => Promise<unknown>)[] = [];
let tenant: TestTenant;
let ada: TestDevice;
let contact: string;

beforeEach(async () => {
  tenant = await given.test.tenant();
  ada = await tenant.person('Ada', 'admin', { email: emailOf('ada') });
  await tenant.person('Mo', 'member', { email: emailOf('mo') });
  await tenant.person('Olu', 'owner', { email: emailOf('olu') });
  contact = given.test.newId();
  await ada.do([made(contact, 'crm/contact', { name: 'Perrin Hallam', email: 'perrin@client.example' })]);
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const emailOf = (name: string) => `${name}-${tenant.orgId}@fenwright.example`;
const ask = async ({ method, path, headers, body }: BytesRequest, signal: AbortSignal): Promise<Response> =>
  given.test.server.app.request(path, {
    method,
    headers: { ...headers, 'content-length': String(body?.length ?? 0) },
    signal,
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
const transport: Transport = {
  request: async ({ method, path, headers, body }) =>
    replyOf(await given.test.server.app.request(path, { method, headers, ...(body === undefined ? {} : { body }) })),
  transfer: async (request, signal) => bytesReplyOf(await ask(request, signal)),
  download: async (request, signal) => streamOf(await ask(request, signal)),
  openEvents: () => () => undefined,
};

/** Opens a device on which this person is signed in and has received everything. */
async function deviceOf(name: string): Promise<Replica> {
  const profile = await mkdtemp(join(tmpdir(), 'outpost-audit-'));
  ends.push(() => rm(profile, { recursive: true }));
  const fault = ({ cause }: { readonly cause: unknown }): never => {
    throw cause;
  };
  const opened = await openReplica(
    {
      ...nodePorts({ keyStore: null, log: { fault } }),
      clock: { nowMs: () => given.test.clock.nowMs() },
      transportTo: () => transport,
    },
    {
      profile,
      catalogue: installedCatalogue,
      deviceName: 'A laptop',
      syncsByItself: false,
      passwordCost: { memoryKib: 64, passes: 1 },
    },
  );
  if (!opened.ok) throw new Error(opened.message);
  const replica = opened.value;
  ends.push(() => replica.close());
  const signIn = { server: 'https://outpost.example', email: emailOf(name), password: testPassword };
  expect(await replica.handlers['session.signIn'](signIn)).toMatchObject({ ok: true });
  expect(await replica.handlers['sync.now'](null)).toMatchObject({ ok: true });
  return replica;
}

/** Calls the replica. Fails where it refuses. */
async function call<N extends CallName>({ handlers }: Replica, name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const answer = await handlers[name](input as never); // the input of this call
  return answer.ok ? answer.value : expect.fail(answer.message);
}

async function bytesOf(replica: Replica, exportId: string): Promise<Buffer> {
  const bytes: Buffer[] = [];
  for (let piece: number | null = 0; piece !== null;) {
    const answer: CallOutput<'exports.piece'> = await call(replica, 'exports.piece', { exportId, piece });
    bytes.push(Buffer.from(answer.base64, 'base64'));
    piece = answer.next;
  }
  return Buffer.concat(bytes);
}

/** Opens an archive, and returns the function that reads a part of it. */
async function partsOf(bytes: Buffer): Promise<(name: string) => Promise<Buffer>> {
  const zip = await ZipArchive.open({
    sizeBytes: bytes.length,
    part: (from, to) => bytes.subarray(from, to),
  });
  return async (name) => {
    const read: Uint8Array[] = [];
    await zip.read(name, async (piece) => void read.push(Buffer.from(piece)));
    return Buffer.concat(read);
  };
}

const forgetProofs = () => tenant.rows('update auth.session set proved_ms = null where person_id = $1', [ada.userId]);

describe('audit reports, asked by a device', () => {
  it('[PLT-21] are made, listed with their maker, read as a PDF, and verified with the public keys alone', async () => {
    const replica = await deviceOf('ada');
    expect(await call(replica, 'audit.documents', null)).toEqual({ documents: [], names: {} });
    const day = new Date(given.test.clock.nowMs()).toISOString().slice(0, 10);
    const report = await call(replica, 'audit.makeReport', { kind: 'security', from: '2020-01-01', until: day });
    expect(await call(replica, 'audit.documents', null)).toEqual({
      documents: [report],
      names: { [ada.userId]: 'Ada' },
    });
    const { content, signature, fileName } = await call(replica, 'audit.document', { id: report.id });
    expect(fileName).toMatch(/^security-report-2020-01-01-.*\.json$/);
    expect(auditReportSchema.parse(JSON.parse(content)).madeBy.name).toBe('Ada');
    const jwks = await (await given.test.fetch('/.well-known/journal-jwks.json')).text();
    const file = new TextEncoder().encode(content);
    expect(await verifyExport({ file, signature, jwks })).toMatchObject({ kind: 'security', problems: [] });
    const pdf = await call(replica, 'audit.reportPdf', { id: report.id });
    expect(Buffer.from(pdf.base64, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('[PLT-28] are refused without a fresh proof, and [A-2] to people who do not read the journal', async () => {
    const replica = await deviceOf('ada');
    await forgetProofs();
    const order = { kind: 'security', from: '2026-01-01', until: '2026-01-31' } as const;
    expect(await replica.handlers['audit.makeReport'](order)).toMatchObject({ code: 'access/step-up-needed' });
    const mo = await deviceOf('mo');
    expect(await mo.handlers['audit.documents'](null)).toMatchObject({ code: 'access/denied' });
    expect(await mo.handlers['audit.makeReport'](order)).toMatchObject({ code: 'access/denied' });
    expect(await mo.handlers['audit.document']({ id: contact })).toMatchObject({ code: 'access/denied' });
    expect(await mo.handlers['audit.reportPdf']({ id: contact })).toMatchObject({ code: 'access/denied' });
  });
});

describe('the data of one person, asked by a device', () => {
  it('[PLT-21] passes to the reader as the archive that the server made, whose list is verified', async () => {
    const replica = await deviceOf('ada');
    const begun = await call(replica, 'exports.beginPerson', { id: contact });
    const bytes = await bytesOf(replica, begun.exportId);
    expect(begun).toMatchObject({ fileName: `person-${contact}.zip`, counts: { records: 1, files: 0, leftOut: 0 } });
    const part = await partsOf(bytes);
    expect((await part('records.json')).toString()).toContain('perrin@client.example');
    const file = await part('manifest.json');
    const jwks = await (await given.test.fetch('/.well-known/journal-jwks.json')).text();
    const signature = (await part('manifest.json.jws')).toString();
    expect(await verifyExport({ file, signature, jwks })).toMatchObject({ kind: 'person-export', problems: [] });
  });

  it('[PLT-28] is refused without a fresh proof, [A-2] to people who do not read the journal, and [A-5] where there is no such person', async () => {
    const replica = await deviceOf('ada');
    const nobody = { id: given.test.newId() };
    expect(await replica.handlers['exports.beginPerson'](nobody)).toMatchObject({ code: 'records/not-found' });
    await forgetProofs();
    expect(await replica.handlers['exports.beginPerson']({ id: contact })).toMatchObject({
      code: 'access/step-up-needed',
    });
    const mo = await deviceOf('mo');
    for (const id of [contact, nobody.id])
      expect(await mo.handlers['exports.beginPerson']({ id })).toMatchObject({ code: 'access/denied' });
  });
});

describe('the archive of the organisation, asked by a device', () => {
  it('[PLT-45b] passes to the reader as the ZIP file that the server made, whose list is verified', async () => {
    const replica = await deviceOf('olu');
    const { exportId, fileName } = await call(replica, 'exports.beginOrganisation', null);
    expect(fileName).toMatch(/\.zip$/);
    const part = await partsOf(await bytesOf(replica, exportId));
    expect((await part('records/crm-contact.jsonl')).toString()).toContain('perrin@client.example');
    const jwks = await (await given.test.fetch('/.well-known/journal-jwks.json')).text();
    const [file, signature] = [await part('manifest.json'), (await part('manifest.json.jws')).toString()];
    expect(await verifyExport({ file, signature, jwks })).toMatchObject({ problems: [] });
  });

  it('[PLT-28] is refused without a fresh proof, and [A-2] to everybody but owners', async () => {
    const replica = await deviceOf('olu');
    await tenant.rows('update auth.session set proved_ms = null');
    expect(await replica.handlers['exports.beginOrganisation'](null)).toMatchObject({ code: 'access/step-up-needed' });
    for (const name of ['ada', 'mo'])
      expect(await (await deviceOf(name)).handlers['exports.beginOrganisation'](null)).toMatchObject({
        code: 'access/denied',
      });
  });
});
