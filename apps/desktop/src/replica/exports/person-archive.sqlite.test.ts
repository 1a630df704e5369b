import { accept } from '@outpost/domain/kernel/refusal';
import { beforeEach, describe, expect, it } from 'vitest';
import { exportCalls } from '../../bridge/calls/export-calls.ts';
import { importPieceBytes } from '../../bridge/import-plan.ts';
import type { BytesRequest, StreamReply } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { until } from '../testing/until.ts';
import { ScriptedServer } from '../testing/scripted-server.ts';
import { exportHandlers, type ExportHandlers } from './exports.ts';

const id = '0190b1f2-7c00-7000-8000-00000000c0a1';
const counts = { records: 3, journalRows: 12, files: 1, leftOut: 2 };
const chunkBytes = 65_536;

/** The server's answer, and the part of it that the device has read. */
const line = {
  requests: [] as BytesRequest[],
  headers: {} as Record<string, string>,
  status: 200,
  chunks: 0,
  read: 0,
  /** The number of the chunk that never comes, or at which the connection is cut. */
  silentAt: Number.POSITIVE_INFINITY,
  cutAt: Number.POSITIVE_INFINITY,
  isSilent: false,
  isAborted: false,
  /** The last bytes of the body: those of a whole ZIP file. */
  end: new Uint8Array(),
};
let device: GivenTenant;
let calls: ExportHandlers;

const byteAt = (chunk: number) => chunk % 251;
async function* body(signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  for (let chunk = 0; chunk < line.chunks; chunk += 1) {
    if (chunk === line.cutAt) throw new Error('terminated');
    if (chunk === line.silentAt) {
      line.isSilent = true;
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    }
    line.read += 1;
    yield new Uint8Array(chunkBytes).fill(byteAt(chunk));
  }
  if (line.end.length > 0) yield line.end;
}
const problem = JSON.stringify({ type: 't', title: 't', status: 403, detail: 'Only administrators do this.', code: 'access/denied', details: { action: 'administer' }, retry: 'never', instance: 'i' }); // prettier-ignore
async function* refusal(): AsyncGenerator<Uint8Array, void, void> {
  yield new TextEncoder().encode(problem);
}

beforeEach(async () => {
  Object.assign(line, { requests: [], status: 200, chunks: 40, read: 0, isSilent: false, isAborted: false });
  Object.assign(line, { silentAt: Number.POSITIVE_INFINITY, cutAt: Number.POSITIVE_INFINITY, end: new Uint8Array() }); // prettier-ignore
  line.headers = { 'content-type': 'application/zip', 'outpost-archive-counts': JSON.stringify(counts) };
  const download = async (request: BytesRequest, signal: AbortSignal): Promise<StreamReply> => {
    line.requests.push(request);
    signal.addEventListener('abort', () => (line.isAborted = true));
    return {
      status: line.status,
      header: (name) => line.headers[name] ?? null,
      chunks: line.status === 200 ? body(signal) : refusal(),
    };
  };
  const transport = { ...new ScriptedServer().transport, download };
  device = await tenantForTest({ transport, membership: givenMembership('admin') });
  calls = exportHandlers({ tenant: () => accept(device.tenant), ports: device.tenant.device.ports });
});

const begin = async () => {
  const begun = await calls['exports.beginPerson']({ id });
  if (!begun.ok) throw new Error(begun.message);
  return exportCalls['exports.beginPerson'].output.parse(begun.value);
};

describe('the data of one person, which the server makes', () => {
  it('[PLT-21] arrives in pieces of bounded size, in order, and is read no faster than the screen asks', async () => {
    const { exportId, fileName, counts: told } = await begin();
    expect([fileName, told]).toEqual([`person-${id}.zip`, counts]);
    expect(line.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /api/v1/audit/persons/${id}/export`,
    ]);
    expect(line.read).toBe(0);
    const got: Buffer[] = [];
    for (let piece: number | null = 0; piece !== null;) {
      const answer = await calls['exports.piece']({ exportId, piece });
      if (!answer.ok) throw new Error(answer.message);
      const bytes = Buffer.from(answer.value.base64, 'base64');
      expect(bytes.length).toBeLessThanOrEqual(importPieceBytes);
      got.push(bytes);
      const sum = got.reduce((total, one) => total + one.length, 0);
      expect(line.read * chunkBytes - sum).toBeLessThanOrEqual(importPieceBytes);
      expect(answer.value.done).toBeGreaterThanOrEqual(sum);
      piece = answer.value.next;
    }
    const whole = Buffer.concat(got);
    expect(whole.length).toBe(40 * chunkBytes);
    for (let chunk = 0; chunk < 40; chunk += 1) expect(whole[chunk * chunkBytes]).toBe(byteAt(chunk));
  });

  it('ends with a refusal where the connection is cut on the way, and never as a shorter file', async () => {
    line.cutAt = 20;
    const { exportId } = await begin();
    expect(await calls['exports.piece']({ exportId, piece: 0 })).toMatchObject({ ok: true, value: { next: 1 } });
    expect(await calls['exports.piece']({ exportId, piece: 1 })).toMatchObject({ ok: false, code: 'sync/offline' });
    expect(await calls['exports.piece']({ exportId, piece: 1 })).toMatchObject({ code: 'request/not-found' });
  });

  it('ends where the server sends nothing for a minute', async () => {
    line.silentAt = 1;
    const { exportId } = await begin();
    const waiting = calls['exports.piece']({ exportId, piece: 0 });
    await until(() => line.isSilent);
    await device.time.pass(61_000);
    // A piece that the server keeps waiting is short, so that the person can stop. The refusal comes with the next one.
    expect(await waiting).toMatchObject({ ok: true, value: { next: 1 } });
    expect(await calls['exports.piece']({ exportId, piece: 1 })).toMatchObject({ ok: false, code: 'sync/offline' });
  });

  it('[E-3] ends the answer of the server where nobody reads it', async () => {
    const first = await begin();
    await calls['exports.cancel']({ exportId: first.exportId });
    expect([line.isAborted, line.read]).toEqual([true, 0]);
    line.isAborted = false;
    await begin();
    await device.time.pass(1_000_000);
    expect(line.isAborted).toBe(true);
  });

  it('[A-2] passes on the refusal of the server, and not that of another program', async () => {
    Object.assign(line, { status: 403, headers: { 'content-type': 'application/problem+json' } });
    expect(await calls['exports.beginPerson']({ id })).toMatchObject({
      ok: false,
      code: 'access/denied',
      message: 'Only administrators do this.',
    });
    Object.assign(line, { status: 200, headers: { 'content-type': 'text/html' } });
    expect(await calls['exports.beginPerson']({ id })).toMatchObject({ ok: false, code: 'sync/offline' });
    expect(line.isAborted).toBe(true);
  });

  it('arrives without its counts from a server that does not send them', async () => {
    line.headers = { 'content-type': 'application/zip' };
    expect((await begin()).counts).toBeNull();
  });

  it('needs the server', async () => {
    const alone = await tenantForTest({ membership: givenMembership('admin'), seed: 2 });
    const handlers = exportHandlers({ tenant: () => accept(alone.tenant), ports: alone.tenant.device.ports });
    expect(await handlers['exports.beginPerson']({ id })).toMatchObject({ ok: false, code: 'sync/offline' });
  });
});

const zipEnd = new Uint8Array([0x50, 0x4b, 5, 6, ...Array.from({ length: 18 }, () => 0)]);

describe('the archive of the organisation, which the server makes', () => {
  const beginAll = async () => {
    const begun = await calls['exports.beginOrganisation'](null);
    if (!begun.ok) throw new Error(begun.message);
    return exportCalls['exports.beginOrganisation'].output.parse(begun.value);
  };
  /** Reads the archive to its end, and returns its number of bytes, or the refusal. */
  const readAll = async (exportId: string) => {
    let bytes = 0;
    line.read = 0;
    for (let piece: number | null = 0; piece !== null;) {
      const answer = await calls['exports.piece']({ exportId, piece });
      if (!answer.ok) return answer;
      bytes += Buffer.from(answer.value.base64, 'base64').length;
      expect(line.read * chunkBytes - bytes).toBeLessThanOrEqual(importPieceBytes);
      piece = answer.value.next;
    }
    return bytes;
  };

  it('[PLT-45b] passes through the device in pieces, is read no faster than the screen asks, and has a name with the day', async () => {
    line.end = zipEnd;
    const { exportId, fileName } = await beginAll();
    expect(fileName).toMatch(/ archive \d{4}-\d{2}-\d{2}\.zip$/);
    expect(line.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /organisation/export']);
    expect(line.read).toBe(0);
    expect(await readAll(exportId)).toBe(40 * chunkBytes + zipEnd.length);
  });

  it('[PLT-45b] ends with a refusal where the bytes end without the end of a ZIP file', async () => {
    expect(await readAll((await beginAll()).exportId)).toMatchObject({ ok: false, code: 'sync/offline' });
    line.end = zipEnd.subarray(0, 21);
    expect(await readAll((await beginAll()).exportId)).toMatchObject({ ok: false, code: 'sync/offline' });
    line.end = zipEnd;
    line.chunks = 0;
    expect(await readAll((await beginAll()).exportId)).toBe(zipEnd.length);
  });

  it('[PLT-45b] ends with a refusal where the connection is cut, and at once where the person cancels', async () => {
    line.cutAt = 20;
    expect(await readAll((await beginAll()).exportId)).toMatchObject({ ok: false, code: 'sync/offline' });
    Object.assign(line, { cutAt: Number.POSITIVE_INFINITY, silentAt: 1, isAborted: false });
    const { exportId } = await beginAll();
    const waiting = calls['exports.piece']({ exportId, piece: 0 });
    await until(() => line.isSilent);
    await calls['exports.cancel']({ exportId });
    expect([line.isAborted, await waiting]).toMatchObject([true, { ok: false }]);
  });

  it('[A-2] passes on the refusal of the server', async () => {
    Object.assign(line, { status: 403, headers: { 'content-type': 'application/problem+json' } });
    expect(await calls['exports.beginOrganisation'](null)).toMatchObject({ ok: false, code: 'access/denied' });
  });
});
