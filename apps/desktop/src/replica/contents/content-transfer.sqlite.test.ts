import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileValue } from '@outpost/domain/kernel/entities/fields';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BytesReply, BytesRequest } from '../device/ports.ts';
import { ServerLink } from '../sync/line/server-link.ts';
import { seededBytes } from '../testing/seeded-bytes.ts';
import { VirtualTime } from '../testing/virtual-time.ts';
import { ContentFile } from './content-file.ts';
import { ContentTransfer } from './content-transfer.ts';

const record = '0190b1f2-7c00-7000-8000-0000000000a1';
const bytes = Buffer.from('The plan of the site, in several pieces of a few bytes each.');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const file: FileValue = { id: record, name: 'plan.txt', mediaType: 'text/plain', sizeBytes: bytes.length, sha256 };
const pieceBytes = 20;

type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly bytes?: string };
const replyOf = ({ status, headers = {}, bytes: body = '' }: Answer): BytesReply => ({
  status,
  header: (name) => headers[name.toLowerCase()] ?? null,
  bytes: Buffer.from(body, 'latin1'),
});
const problem = (status: number, code: string, details = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  bytes: JSON.stringify({ code, title: code, detail: code, details }),
});
const busy = problem(503, 'server/busy', { waitSeconds: 5 });
const changedOnTheWay = problem(422, 'records/invalid', { field: 'content' });
const portal: Answer = { status: 200, headers: { 'content-type': 'text/html' }, bytes: '<html>Welcome</html>' };

/** A server that takes uploads by the tus protocol, and can be told to answer otherwise. */
class UploadServer {
  readonly asked: string[] = [];
  readonly whole: string[] = [];
  readonly #uploads = new Map<string, string>();
  /** Answers instead of the server's own, one for each request to which `isMeant` applies. */
  readonly instead: { readonly isMeant: (request: BytesRequest) => boolean; readonly answer: Answer | Error }[] = [];

  answer(request: BytesRequest): BytesReply {
    const { method, path, headers, body } = request;
    this.asked.push(`${method} ${headers['upload-offset'] ?? headers['range'] ?? ''}`.trim());
    const at = this.instead.findIndex(({ isMeant }) => isMeant(request));
    const [other] = at < 0 ? [] : this.instead.splice(at, 1);
    if (other?.answer instanceof Error) throw other.answer;
    if (other) return replyOf(other.answer);
    if (method === 'GET') {
      const [, from = '0', to = '0'] = /bytes=(\d+)-(\d+)/.exec(headers['range'] ?? '') ?? [];
      return replyOf({ status: 206, bytes: bytes.subarray(Number(from), Number(to) + 1).toString('latin1') });
    }
    if (method === 'POST') {
      const location = `/files/uploads/u${this.#uploads.size + 1}`;
      this.#uploads.set(location, '');
      return replyOf({ status: 201, headers: { location } });
    }
    const known = this.#uploads.get(path);
    if (known === undefined) return replyOf(problem(404, 'request/not-found', { path: 'upload' }));
    if (method === 'HEAD') return replyOf({ status: 200, headers: { 'upload-offset': String(known.length) } });
    if (Number(headers['upload-offset']) !== known.length) return replyOf(problem(409, 'sync/gap', { expected: 0 }));
    const now = known + Buffer.from(body ?? []).toString('latin1');
    this.#uploads.set(path, now);
    if (now.length === bytes.length) {
      this.whole.push(now);
      this.#uploads.delete(path);
    }
    return replyOf({ status: 204, headers: { 'upload-offset': String(now.length) } });
  }

  /** The next request of this method gets another answer, or none. */
  next(method: BytesRequest['method'], answer: Answer | Error): void {
    this.instead.push({ isMeant: (request) => request.method === method, answer });
  }
}

let folder: string;
let server: UploadServer;
let time: VirtualTime;
let contents: ContentFile;
const faults: unknown[] = [];
const state: { held: ReadonlySet<string>; isConfirmed: boolean; isReplaced: boolean } = {
  held: new Set([sha256]),
  isConfirmed: true,
  isReplaced: false,
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-transfer-'));
  contents = new ContentFile(join(folder, 'files'), new Uint8Array(32).fill(7), 0);
  server = new UploadServer();
  time = new VirtualTime();
  faults.length = 0;
  Object.assign(state, { held: new Set([sha256]), isConfirmed: true, isReplaced: false });
});
afterEach(() => {
  contents.close();
  rmSync(folder, { recursive: true });
});

function transfer({ byItself = false } = {}): ContentTransfer {
  const random = seededBytes(1);
  const transport = {
    request: () => Promise.reject(new Error('No network.')),
    transfer: async (request: BytesRequest) => server.answer(request),
    openEvents: () => () => undefined,
  };
  const tokens = {
    accessToken: async () => ({ kind: 'value', value: 'token' }) as const,
    renewed: async () => ({ kind: 'offline', problem: 'No network.' }) as const,
  };
  return new ContentTransfer({
    contents,
    link: new ServerLink({ transport, timers: time.timers, tokens }),
    ports: {
      clock: time.clock,
      timers: time.timers,
      random,
      ids: uuidV7Source(time.clock, random),
      log: { fault: ({ cause }) => void faults.push(cause) },
    },
    namingOf: () => (state.isReplaced ? 'nowhere' : state.isConfirmed ? 'confirmed' : 'unsent'),
    held: async () => state.held,
    byItself,
  });
}
function add(): void {
  for (let at = 0; at < bytes.length; at += pieceBytes)
    contents.writePiece('draft', at, bytes.subarray(at, at + pieceBytes));
  contents.keep('draft', { sha256, sizeBytes: bytes.length, nowMs: 0 }, { record, entity: 'platform/file', field: 'content' }); // prettier-ignore
  contents.recordsMade([record]);
}
const waiting = () => contents.waiting().map(({ sentBytes, problem: said }) => [sentBytes, said]);

describe('the bytes of a file on their way to the server', () => {
  it('[PLT-5] are sent in pieces, and continue where the server says', async () => {
    add();
    server.instead.push({ isMeant: ({ headers }) => headers['upload-offset'] === '20', answer: new Error('Cut.') });
    await transfer().sendNow();
    expect(waiting()).toEqual([[20, 'Cut.']]);
    await transfer().sendNow();
    expect(server.asked).toEqual(['POST', 'PATCH 0', 'PATCH 20', 'HEAD', 'PATCH 20', 'PATCH 40']);
    expect([waiting(), server.whole]).toEqual([[], [bytes.toString('latin1')]]);
  });

  it('[S-5] count as not arrived where a network answers in the server’s place', async () => {
    add();
    server.next('PATCH', portal);
    await transfer().sendNow();
    expect(waiting()).toEqual([[0, 'The server did not say how many bytes it has.']]);
    contents.evict(0);
    expect(contents.has(sha256)).toBe(true);
    await transfer().sendNow();
    expect([waiting(), server.whole.length]).toEqual([[], 1]);
  });

  it('[PLT-5] are sent again from the start where all of them arrived and the server failed to keep them', async () => {
    add();
    server.instead.push({ isMeant: ({ headers }) => headers['upload-offset'] === '40', answer: new Error('Cut.') });
    await transfer().sendNow();
    server.next('HEAD', { status: 200, headers: { 'upload-offset': String(bytes.length) } });
    await transfer().sendNow();
    expect([waiting(), server.whole.length]).toEqual([[], 1]);
  });

  it('[PLT-5] are sent again from the start where different bytes arrived, three times, and then each hour', async () => {
    add();
    for (let time_ = 0; time_ < 3; time_ += 1) server.next('PATCH', changedOnTheWay);
    const sending = transfer({ byItself: true });
    sending.wake();
    await time.pass(0);
    expect(server.asked.filter((one) => one === 'POST').length).toBe(3);
    expect(waiting()).toEqual([[0, 'records/invalid']]);
    await time.pass(3_500_000);
    expect(server.asked.length).toBe(6);
    await time.pass(200_000);
    expect([waiting(), server.whole.length]).toEqual([[], 1]);
    await sending.stop();
  });

  it('[E-3] wait for a busy server, and count no failure', async () => {
    add();
    server.next('PATCH', busy);
    const sending = transfer({ byItself: true });
    sending.wake();
    await time.pass(0);
    expect(contents.waiting()).toMatchObject([{ failures: 0, problem: 'server/busy' }]);
    await time.pass(2_000);
    expect([waiting(), server.asked.filter((one) => one === 'POST').length]).toEqual([[], 1]);
    await sending.stop();
  });

  it('[S-5] wait until the server has the record', async () => {
    add();
    state.isConfirmed = false;
    await transfer().sendNow();
    expect([server.asked, waiting()]).toEqual([[], [[0, null]]]);
  });

  it('are kept for 90 days where another file has replaced theirs', async () => {
    add();
    Object.assign(state, { isReplaced: true, held: new Set() });
    const sending = transfer();
    for (const [days, isKept] of [
      [0, true],
      [90, true],
      [1, false],
    ] as const) {
      await time.pass(days * 86_400_000);
      sending.recordsChanged();
      await sending.sendNow();
      expect([waiting(), server.asked, contents.has(sha256)]).toEqual([[], [], isKept]);
    }
  });

  it('[S-5] are tried again after a failure of the disk, which ends no process', async () => {
    contents.evict = () => {
      throw new Error('The disk failed.');
    };
    await transfer().sendNow();
    expect(faults.map(String)).toEqual(['Error: The disk failed.']);
  });
});

describe('the bytes of a file from the server', () => {
  const fetchIt = () => transfer().fetch('/files/content/platform/file/x/content', file);

  it('[PLT-5] are kept when they match the record, and fetched once', async () => {
    expect(await fetchIt()).toMatchObject({ ok: true });
    expect([await fetchIt(), server.asked]).toMatchObject([{ ok: true }, [`GET bytes=0-${bytes.length - 1}`]]);
    expect(Buffer.from(contents.read(sha256, 0) ?? []).equals(bytes)).toBe(true);
  });

  it('[PLT-5] are discarded when they differ, and fetched again from the start', async () => {
    server.next('GET', { status: 206, bytes: 'x'.repeat(bytes.length) });
    expect(await fetchIt()).toMatchObject({ ok: false, code: 'sync/offline' });
    expect([contents.has(sha256), contents.draftBytes(sha256)]).toEqual([false, 0]);
    expect(await fetchIt()).toMatchObject({ ok: true });
  });

  it('are not kept where the answer was cut off', async () => {
    server.next('GET', { status: 206, bytes: 'x' });
    expect(await fetchIt()).toMatchObject({ ok: false, message: 'The answer of the server was cut off.' });
    expect(contents.draftBytes(sha256)).toBe(0);
  });

  it('[A-4] are removed in the next round after their record was removed', async () => {
    const moving = transfer();
    await moving.fetch('/files/content/platform/file/x/content', file);
    await moving.sendNow();
    expect(contents.has(sha256)).toBe(true);
    state.held = new Set();
    moving.recordsChanged();
    await moving.sendNow();
    expect(contents.has(sha256)).toBe(false);
  });
});
