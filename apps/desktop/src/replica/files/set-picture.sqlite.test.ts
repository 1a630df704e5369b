import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership, givenPerson } from '../testing/given-tenant.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { type FileHandlers, fileHandlers } from './files.ts';

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
beforeEach(async () => {
  const server = new ScriptedServer();
  server.memberships = [givenMembership('member')];
  device = await tenantForTest({ transport: server.transport, byItself: false });
  server.page({ rows: [{ record: personRecord(me, 'Ann') }, { record: personRecord(colleague, 'Ben') }], head: 2 });
  await device.tenant.engine.now();
  files = fileHandlers({ tenant: () => accept(device.tenant), ports: device.tenant.device.ports });
});

const valueOf = <T>(result: Result<T>): T => (result.ok ? result.value : expect.fail(result.message));
const waitingOf = () => device.tenant.contents.waiting().map(({ record, field, sizeBytes }) => [record, field, sizeBytes]); // prettier-ignore

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

  it('replaces one that still waits for the server, and leaves nothing to send when it is taken away', async () => {
    valueOf(await given(me, png));
    valueOf(await given(me, other));
    expect(waitingOf()).toEqual([[me, 'picture', other.length]]);
    valueOf(await files['files.setPicture']({ entity, id: me, label: 'Removed your picture', draft: null }));
    expect(waitingOf()).toEqual([]);
    expect(valueOf(await files['files.pictures']({ records: [me] })).pictures).toEqual([]);
  });

  it('of a colleague is refused, and what waits for the server stays', async () => {
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
