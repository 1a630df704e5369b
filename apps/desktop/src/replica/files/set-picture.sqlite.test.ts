import { createHash } from 'node:crypto';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership, givenPerson } from '../testing/given-tenant.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import type { BytesReply, BytesRequest } from '../device/ports.ts';
import { type FileHandlers, fileHandlers } from './files.ts';
import { setPicture } from './set-picture.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const other = Buffer.concat([png, Buffer.from('more')]);
const entity = 'platform/person';
const me = givenPerson.id;
const colleague = '0190b1f2-7c00-7000-8000-0000000000c1';
const personRecord = (id: string, name: string) => ({
  ...givenDeal(id, 1),
  entity,
  ownerId: null,
  teamId: null,
  schema: 2,
  fields: { name, status: 'active', memberships: [] },
});

type Given = Awaited<ReturnType<typeof tenantForTest>>;
let device: Given;
let files: FileHandlers;
let server: ScriptedServer;
/** The sizes of the uploads that the server got whole. */
let sent: number[];
const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const replyOf = (status: number, headers: Readonly<Record<string, string>>): BytesReply => ({
  status,
  header: (name) => headers[name.toLowerCase()] ?? null,
  bytes: new Uint8Array(),
});
async function takeUpload({ method, body }: BytesRequest): Promise<BytesReply> {
  if (method === 'POST') return replyOf(201, { location: '/files/uploads/u1' });
  sent.push(body?.length ?? 0);
  return replyOf(204, { 'upload-offset': String(body?.length) });
}
beforeEach(async () => {
  server = new ScriptedServer();
  sent = [];
  server.memberships = [givenMembership('member')];
  device = await tenantForTest({ transport: { ...server.transport, transfer: takeUpload }, byItself: false });
  server.page({ rows: [{ record: personRecord(me, 'Ann') }, { record: personRecord(colleague, 'Ben') }], head: 2 });
  await device.tenant.engine.now();
  files = fileHandlers({ tenant: () => accept(device.tenant), ports: device.tenant.device.ports });
});

const valueOf = <T>(result: Result<T>): T => (result.ok ? result.value : expect.fail(result.message));
const waitingOf = () => device.tenant.contents.waiting().map(({ record, field, sizeBytes }) => [record, field, sizeBytes]); // prettier-ignore
function shownOf(): StoredRecord {
  const shown = device.tenant.device.lookups.shown(entity, me);
  if (!shown) throw new Error('The record is on the device');
  return shown;
}

/** Gives a record a picture, as screens do. */
async function given(id: string, bytes: Buffer, name = 'picture.png') {
  const { draft } = valueOf(await files['files.begin']({ name, sizeBytes: bytes.length }));
  valueOf(await files['files.piece']({ draft, at: 0, base64: bytes.toString('base64') }));
  return files['files.setPicture']({ entity, id, label: 'Changed your picture', draft });
}

describe('[PLT-45] the own picture of a person, on a device', () => {
  it('is set by a member without a right to people, offline, and shown at once', async () => {
    valueOf(await given(me, png));
    const { pictures } = valueOf(await files['files.pictures']({ records: [me, colleague] }));
    expect(pictures).toMatchObject([{ record: me, mediaType: 'image/png' }]);
    expect(valueOf(await files['files.read']({ record: me, piece: 0 })).base64).toBe(png.toString('base64'));
    expect(waitingOf()).toEqual([[me, 'picture', png.length]]);
  });

  it('replaces one that still waits for the server, and leaves nothing to send when it is removed', async () => {
    valueOf(await given(me, png));
    valueOf(await given(me, other));
    valueOf(await files['files.setPicture']({ entity, id: me, label: 'Removed your picture', draft: null }));
    expect(valueOf(await files['files.pictures']({ records: [me] })).pictures).toEqual([]);
    expect(waitingOf()).toHaveLength(2); // the server may refuse the later acts
    server.accept({ [me]: 3 }, 3);
    server.page({ rows: [{ record: { ...personRecord(me, 'Ann'), version: 5 } }], head: 5 });
    await device.tenant.engine.now();
    await device.tenant.transfer.sendNow();
    expect([waitingOf(), sent]).toEqual([[], []]);
  });

  it('[S-5] keeps the former one that an unsent act names where the process is killed before the new act is on disk', async () => {
    valueOf(await given(me, png));
    const never = { perform: () => new Promise<never>(() => undefined) };
    const { contents, transfer, device: replica } = device.tenant;
    contents.writePiece('new', 0, other);
    const file = { id: colleague, name: 'new.png', mediaType: 'image/png', sizeBytes: other.length, sha256: sha256Of(other) }; // prettier-ignore
    const open = { contents, transfer, device: replica, acts: never };
    void setPicture(
      { open, entity, id: me, label: 'Changed', nowMs: replica.ports.clock.nowMs() },
      { draft: 'new', file },
    );
    expect(waitingOf()).toEqual([[me, 'picture', png.length], [me, 'picture', other.length]]); // prettier-ignore
    device = await device.reopen();
    expect(waitingOf()).toEqual([[me, 'picture', png.length]]);
    server.accept({ [me]: 3 }, 3);
    server.page({ rows: [{ record: { ...shownOf(), version: 3 } }], head: 3 });
    await device.tenant.engine.now();
    await device.tenant.transfer.sendNow();
    expect([waitingOf(), sent]).toEqual([[], [png.length]]);
  });

  it('[S-5] sends the former one where the server refuses the new act, and keeps the new one while that act is in the tray', async () => {
    valueOf(await given(me, png));
    const withFirst = shownOf();
    valueOf(await given(me, other));
    let decided = 0;
    server.decide(3, () =>
      (decided += 1) === 1
        ? { status: 'accepted', versions: { [me]: 3 } }
        : { status: 'refused', refused: { [me]: { code: 'access/denied', message: 'Not now.', details: {} } } },
    );
    server.page({ rows: [{ record: { ...withFirst, version: 3 } }], head: 3 });
    await device.tenant.engine.now();
    await device.tenant.transfer.sendNow();
    expect([waitingOf(), sent]).toEqual([[[me, 'picture', other.length]], [png.length]]);
    device = await device.reopen();
    for (const { id } of device.tenant.device.memory.tray.values()) await device.tenant.acts.setDiscarded(id, true);
    await device.tenant.transfer.sendNow();
    expect([waitingOf(), sent]).toEqual([[], [png.length]]);
  });

  it('[S-5] sends one that was replaced before it was sent where its value is restored, also after a restart', async () => {
    valueOf(await given(me, png));
    const withFirst = shownOf();
    valueOf(await given(me, other));
    server.accept({ [me]: 3 }, 2);
    server.page({ rows: [{ record: { ...shownOf(), version: 3 } }], head: 3 });
    await device.tenant.engine.now();
    await device.tenant.transfer.sendNow();
    device = await device.reopen();
    expect([waitingOf(), sent]).toEqual([[], [other.length]]);
    device.tenant.transfer.recordsChanged();
    await device.tenant.transfer.sendNow();
    expect(device.tenant.contents.has(sha256Of(png))).toBe(true);
    const { picture } = withFirst.fields;
    const restored = await device.tenant.acts.perform({ label: 'Restored', shape: 'together', edits: [{ entity, id: me, fields: { picture: picture ?? null } }] }); // prettier-ignore
    expect(restored.ok).toBe(true);
    server.accept({ [me]: 4 }, 1);
    server.page({ rows: [{ record: { ...withFirst, version: 4 } }], head: 4 });
    await device.tenant.engine.now();
    await device.tenant.transfer.sendNow();
    expect([waitingOf(), sent]).toEqual([[], [other.length, png.length]]);
    expect(device.tenant.contents.replaced()).toMatchObject([]);
  });

  it('of a colleague is refused, and waiting changes stay', async () => {
    valueOf(await given(me, png));
    expect(await given(colleague, other)).toMatchObject({ code: 'access/denied' });
    expect(waitingOf()).toEqual([[me, 'picture', png.length]]);
  });

  it('stays as it was where an animation is chosen', async () => {
    valueOf(await given(me, png));
    const text = Buffer.from('GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;', 'latin1');
    expect(await given(me, text, 'me.gif')).toMatchObject({ code: 'records/invalid' });
    expect(waitingOf()).toEqual([[me, 'picture', png.length]]);
  });

  it('follows the person’s record: name, time zone and formats are those of the session at once', async () => {
    const fields = { name: 'Anne', timeZone: 'Asia/Tokyo', locale: 'ja-JP' };
    const done = await device.tenant.acts.perform({ label: 'Changed', shape: 'together', edits: [{ entity, id: me, fields }] }); // prettier-ignore
    expect(done.ok).toBe(true);
    await expect.poll(() => device.tenant.session.profile).toEqual(fields);
    const again = await device.reopen();
    expect(again.tenant.session.profile).toEqual(fields);
  });
});
