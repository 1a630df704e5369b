import { createHash } from 'node:crypto';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import { filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import type { BytesReply, BytesRequest } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { readExportedFile, unzipped } from '../testing/read-archive.ts';
import { ScriptedServer } from '../testing/scripted-server.ts';
import { exportHandlers } from './exports.ts';

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const valueOf = <T>(result: Result<T>): T => (result.ok ? result.value : expect.fail(result.message));
const replyOf = (status: number, bytes: Buffer, headers: Readonly<Record<string, string>> = {}): BytesReply => ({
  status,
  header: (name) => headers[name] ?? null,
  bytes,
});
const problem = (status: number, code: string): BytesReply =>
  replyOf(status, Buffer.from(JSON.stringify({ code, title: code, detail: `Refused: ${code}.`, details: { id: 'x' } })), { 'content-type': 'application/problem+json' }); // prettier-ignore

/** Returns the cells of a line of a CSV file. */
const cellsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''); // prettier-ignore

/** A device with a server that has the bytes of some files. */
async function givenFiles({ isOffline = false } = {}) {
  const server = new ScriptedServer();
  const onServer = new Map<string, Buffer>();
  const asked: string[] = [];
  /** Answers in the place of the server's own. */
  const instead: { answer?: (request: BytesRequest) => Promise<BytesReply> } = {};
  const transfer = async (request: BytesRequest): Promise<BytesReply> => {
    const [, record = ''] = /^\/files\/content\/platform\/file\/([^/]+)\/content$/.exec(request.path) ?? [];
    asked.push(record);
    if (instead.answer) return instead.answer(request);
    const bytes = onServer.get(record);
    const [, from = '0', to = '0'] = /bytes=(\d+)-(\d+)/.exec(request.headers['range'] ?? '') ?? [];
    return bytes ? replyOf(206, bytes.subarray(Number(from), Number(to) + 1)) : problem(409, 'files/not-uploaded');
  };
  const device = await tenantForTest(isOffline ? {} : { transport: { ...server.transport, transfer } });
  const { tenant } = device;
  const calls = exportHandlers({ tenant: () => accept(tenant), ports: tenant.device.ports });
  const account = await addedRecord(device, 'crm/account', { name: 'Acme' });
  const kind = filesKindOf(tenant.device.catalogue) ?? expect.fail();
  const about = kind.entity.fields[kind.about];
  if (about?.type !== 'ref') return expect.fail();
  /** Adds a file. `held`: the bytes that this device has under its SHA-256. `served`: those of the server. */
  const add = async (
    name: string,
    bytes: Buffer,
    { held, served }: { readonly held?: Buffer; readonly served?: Buffer } = {},
  ) => {
    const [sha256, id] = [sha256Of(bytes), tenant.device.ports.ids.newId()];
    const content = { id, name, mediaType: 'image/png', sizeBytes: bytes.length, sha256 };
    if (held) {
      tenant.contents.writePiece(id, 0, held);
      tenant.contents.keep(id, { ...content, nowMs: 0 });
    }
    const record = await addedRecord(device, 'platform/file', { name, about: refValue(about, 'crm/account', account), content }); // prettier-ignore
    if (served) onServer.set(record, served);
    return { record, sha256 };
  };
  const archive = async () => {
    const begun = valueOf(await calls['exports.beginAll'](null));
    const { bytes, files } = await readExportedFile(calls, begun.exportId);
    const entries = await unzipped(bytes);
    const [, ...lines] = (entries.get('files/manifest.csv')?.toString('utf8') ?? '').trim().split('\r\n');
    const listed = lines.map(cellsOf).map(([, record, , name, , size, sha256, path, missing]) => ({ record, name, size, sha256, path, missing })); // prettier-ignore
    return { entries, counts: files, listed };
  };
  return { device, calls, add, archive, asked, instead, account };
}

const roof = Buffer.from('The bytes of a photo of a roof.');
const plan = Buffer.from('The bytes of a plan.');

describe('[D-6] the files in an export of everything', () => {
  it('are written with their bytes, those of deleted records too, and listed with size and SHA-256', async () => {
    const { device, add, archive, asked } = await givenFiles();
    const kept = await add('Roof.png', roof, { held: roof });
    const gone = await add('Plan.png', plan, { held: plan });
    await performed(device, 'Deleted', [{ entity: 'platform/file', id: gone.record, fields: { life: 'deleted' } }]);
    const { entries, counts, listed } = await archive();
    const [roofPath, planPath] = [`files/platform/file/Roof ${kept.record}.png`, `files/platform/file/Plan ${gone.record}.png`]; // prettier-ignore
    expect([entries.get(roofPath), entries.get(planPath)]).toEqual([roof, plan]);
    expect(listed).toEqual([
      { record: kept.record, name: 'Roof.png', size: String(roof.length), sha256: kept.sha256, path: roofPath, missing: '' },
      { record: gone.record, name: 'Plan.png', size: String(plan.length), sha256: gone.sha256, path: planPath, missing: '' },
    ]); // prettier-ignore
    expect([counts, asked]).toEqual([{ written: 2, missing: 0 }, []]);
    expect(JSON.parse(entries.get('manifest.json')?.toString('utf8') ?? '')).toMatchObject({
      contents: { list: 'files/manifest.csv', written: 2, missing: 0, bytes: roof.length + plan.length },
    });
  });

  it('come from the server where this device does not have them, and stay on the device', async () => {
    const { device, add, archive, asked } = await givenFiles();
    const { record, sha256 } = await add('Roof.png', roof, { served: roof });
    const { entries, counts } = await archive();
    expect(entries.get(`files/platform/file/Roof ${record}.png`)).toEqual(roof);
    expect([counts, asked, device.tenant.contents.has(sha256)]).toEqual([{ written: 1, missing: 0 }, [record], true]);
  });

  it('are listed as missing, with the reason, where the server has not got them either', async () => {
    const { add, archive } = await givenFiles();
    const { record } = await add('Roof.png', roof);
    await add('Plan.png', plan, { held: plan });
    const { entries, counts, listed } = await archive();
    expect(counts).toEqual({ written: 1, missing: 1 });
    expect(listed.find((one) => one.record === record)).toMatchObject({
      path: '',
      missing: 'The bytes are not on this device. Refused: files/not-uploaded.',
    });
    expect([...entries.keys()].filter((name) => name.includes('Roof'))).toEqual([]);
  });

  it('are listed as missing on a device without a network', async () => {
    const { add, archive } = await givenFiles({ isOffline: true });
    await add('Roof.png', roof);
    const { counts, listed } = await archive();
    expect(counts).toEqual({ written: 0, missing: 1 });
    expect(listed[0]?.missing).toContain('no server was asked');
  });

  it('are not requested any more when three downloads in a row have failed', async () => {
    const { add, archive, asked, instead } = await givenFiles();
    for (let number = 0; number < 5; number += 1) await add(`${number}.png`, Buffer.from(`photo ${number}`));
    instead.answer = () => Promise.reject(new Error('No network.'));
    const { counts, listed } = await archive();
    expect([asked.length, counts]).toEqual([3, { written: 0, missing: 5 }]);
    expect(listed.at(-1)?.missing).toContain('the server did not give those of the 3 files before');
  });

  it('whose bytes differ from their SHA-256 are never written: the server is asked for them, or they are listed', async () => {
    const { add, archive, device } = await givenFiles();
    const repaired = await add('Roof.png', roof, {
      held: Buffer.from('The bytes of a photo of a r00f.'),
      served: roof,
    });
    const lost = await add('Plan.png', plan, { held: Buffer.from('The bytes of a p1an.') });
    const { entries, counts, listed } = await archive();
    expect(counts).toEqual({ written: 1, missing: 1 });
    expect(entries.get(`files/platform/file/Roof ${repaired.record}.png`)).toEqual(roof);
    expect(listed.find(({ record }) => record === lost.record)?.missing).toMatch(
      /^The bytes on this device are damaged/,
    );
    expect(device.tenant.contents.has(repaired.sha256)).toBe(true);
  });

  it('[S-5] a damaged content that waits for the server stays on the device', async () => {
    const { device, add, archive, asked } = await givenFiles();
    const { contents } = device.tenant;
    const { record, sha256 } = await add('Roof.png', roof);
    contents.writePiece('draft', 0, Buffer.from('The bytes of a photo of a r00f.'));
    contents.keep('draft', { sha256, sizeBytes: roof.length, nowMs: 0 }, { record, entity: 'platform/file', field: 'content' }); // prettier-ignore
    contents.recordsMade([record]);
    const { listed } = await archive();
    expect(listed[0]?.missing).toMatch(/damaged/);
    expect([contents.has(sha256), asked]).toEqual([true, []]);
  });

  it('of the same name have paths of their own, inside of the archive', async () => {
    const { add, archive } = await givenFiles();
    const ids = [
      await add('../../photo.png', roof, { held: roof }),
      await add('../../photo.png', plan, { held: plan }),
      await add('PHOTO.png', roof),
    ].map(({ record }) => record);
    const { entries } = await archive();
    const paths = [...entries.keys()].filter((name) => name.startsWith('files/platform/'));
    expect(paths).toEqual([`photo ${ids[0]}.png`, `photo ${ids[1]}.png`, `PHOTO ${ids[2]}.png`].map((name) => `files/platform/file/${name}`)); // prettier-ignore
  });

  it('of records that the person may not export are left out', async () => {
    const { device, add, archive } = await givenFiles();
    await add('Roof.png', roof, { held: roof });
    await device.tenant.hold([
      { ...givenMembership('member'), grants: ['platform/file:read@org', 'crm/account:*@org'] },
    ]);
    const { entries, counts } = await archive();
    expect([counts, [...entries.keys()].filter((name) => name.startsWith('files/platform/'))]).toEqual([{ written: 0, missing: 0 }, []]); // prettier-ignore
  });

  it('can be stopped while one is on its way: pieces are empty meanwhile', async () => {
    const { device, calls, add, instead } = await givenFiles();
    await add('Roof.png', roof);
    let breakOff = (): void => undefined;
    instead.answer = () =>
      new Promise<never>((_resolve, reject) => (breakOff = () => reject(new Error('No network.'))));
    const { exportId } = valueOf(await calls['exports.beginAll'](null));
    const piece = async (number: number) => {
      const asked = calls['exports.piece']({ exportId, piece: number });
      await device.time.pass(0); // until the piece waits
      await device.time.pass(2_000);
      return valueOf(await asked);
    };
    let last = await piece(0);
    for (let number = 1; last.base64 !== ''; number += 1) last = await piece(number);
    expect(last.next).not.toBeNull();
    await calls['exports.cancel']({ exportId });
    expect(await calls['exports.piece']({ exportId, piece: 99 })).toMatchObject({ code: 'request/not-found' });
    breakOff();
  });
});
