import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { changeEdit, made, type TestDevice, testPassword } from '../../testing/test-server.ts';
import { givenTexts, textsAt, theirNumber } from '../../testing/texts/texts-world.ts';
import { twilioAccount } from '../../testing/texts/twilio-server.ts';
import { uploadContent } from '../../testing/messages/upload-content.ts';

const given = givenTexts();
/** The beginnings of a PNG and of a JPEG, with further bytes behind. */
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'), Buffer.alloc(400, 7)]); // prettier-ignore
const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(300, 9)]);
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const last = () => given.service.taken.at(-1);

let sam: TestDevice;
let token = '';
let deal = '';
beforeAll(async () => {
  const email = 'sam@fenwright.example';
  sam = await given.w.tenant.person('Sam', 'member', { email, teamId: given.w.teams.t1 });
  deal = given.w.id();
  await given.w.ann.do([given.w.deal(deal, {}, { ownerId: sam.userId })]);
});
async function signIn(): Promise<void> {
  const answer = await given.test.fetch('/auth/sign-in', { body: { email: 'sam@fenwright.example', password: testPassword, device: { id: sam.device, name: 'Sam' } } }); // prettier-ignore
  token = ((await answer.json()) as { accessToken: string }).accessToken;
}

async function addFile(name: string, mediaType: string, bytes: Uint8Array): Promise<string> {
  const id = given.w.id();
  const content = { id: 'f', name, mediaType, sizeBytes: bytes.length, sha256: hashOf(bytes) };
  expect(await sam.do([made(id, 'platform/file', { name, about: `crm/deal:${deal}`, content })])).toMatchObject({ status: 'accepted' }); // prettier-ignore
  return id;
}
const upload = async (id: string, bytes: Uint8Array): Promise<void> => {
  await signIn();
  await uploadContent({ test: given.test, token, id, bytes });
};
async function givenFile(name: string, mediaType: string, bytes: Uint8Array): Promise<string> {
  const id = await addFile(name, mediaType, bytes);
  await upload(id, bytes);
  return id;
}
async function write(attached: readonly string[]): Promise<string> {
  const text = given.w.id();
  const fields = { about: `crm/deal:${deal}`, kind: 'text', delivery: 'send', number: theirNumber, body: 'The new door.', attached: [...attached] }; // prettier-ignore
  expect(await sam.do([made(text, 'crm/activity', fields)])).toMatchObject({ status: 'accepted' });
  return text;
}
const endOf = async (text: string) => {
  const { deliveryStatus: status, deliveryError: why } = (await given.fields(text)) ?? {};
  return { status, why };
};
const get = (address: string, method = 'GET'): Promise<Response> =>
  Promise.resolve(given.test.server.app.request(address.slice(textsAt.length), { method }));

describe('[MSG-72] a text with pictures', () => {
  it('waits until the server has the bytes, and goes out once with one address for each picture', async () => {
    const first = await addFile('door.png', 'image/png', png);
    const text = await write([first, await givenFile('frame.jpg', 'image/jpeg', jpeg)]);
    await given.run();
    expect(given.service.taken).toEqual([]);
    expect(await endOf(text)).toEqual({ status: undefined, why: undefined });
    await upload(first, png);
    given.test.advance(20_000);
    await given.run();
    await given.run();
    expect(given.service.taken).toHaveLength(1);
    expect(last()).toMatchObject({ To: theirNumber, Body: 'The new door.', ValidityPeriod: '10800' });
    const addresses = (last()?.['MediaUrl'] ?? '').split(' ');
    expect(addresses).toHaveLength(2);
    const answers = await Promise.all(addresses.map((address) => get(address)));
    expect(answers.map(({ status, headers }) => [status, headers.get('content-type'), headers.get('cache-control')])).toEqual([
      [200, 'image/png', 'no-store'],
      [200, 'image/jpeg', 'no-store'],
    ]); // prettier-ignore
    expect(await Promise.all(answers.map(async (answer) => hashOf(new Uint8Array(await answer.arrayBuffer()))))).toEqual([hashOf(png), hashOf(jpeg)]); // prettier-ignore
    expect(await endOf(text)).toMatchObject({ status: 'sent' });
  });

  it('is refused where a file is no picture; the server takes no bytes that are not of their file’s type', async () => {
    const pdf = await write([await givenFile('plan.pdf', 'application/pdf', Buffer.from('%PDF-1.7 plan'))]);
    const program = Buffer.from('MZ\u0090\u0000program');
    const disguised = await addFile('door.png', 'image/png', program);
    await expect(upload(disguised, program)).rejects.toThrow('expected 422 to be 204');
    const unsent = await write([disguised]);
    await given.run();
    expect(given.service.taken).toEqual([]);
    expect(await endOf(pdf)).toEqual({ status: 'failed', why: '“plan.pdf” is no picture that a text takes: JPEG, PNG or GIF. Send it by e-mail instead. It was not sent. (MSG-72)' }); // prettier-ignore
    expect(await endOf(unsent)).toEqual({ status: undefined, why: undefined }); // it waits for bytes that never come
  });

  it('[MSG-44] is refused where a file was deleted', async () => {
    const file = await givenFile('gone.png', 'image/png', png);
    const text = await write([file]);
    await sam.do([changeEdit(file, 'platform/file', { life: ['alive', 'deleted'] })]);
    await given.run();
    expect((await endOf(text)).why).toContain(
      'Its file “gone.png” was deleted. Restore it, or write the text without it.',
    );
  });
});

describe('[MSG-73] the address of a picture', () => {
  it('ends after four hours, and one that was changed, cut or made up gets the same empty answer', async () => {
    await write([await givenFile('door.png', 'image/png', png)]);
    await given.run();
    const address = last()?.['MediaUrl'] ?? '';
    expect((await get(address)).status).toBe(200);
    expect((await get(address, 'HEAD')).status).toBe(200);
    const bytes = Buffer.from(address.split('/').at(-1) ?? '', 'base64url');
    const changed = Array.from(bytes, (byte, place) => {
      const other = Buffer.from(bytes);
      other[place] = byte ^ 1;
      return `${textsAt}/texts/pictures/${other.toString('base64url')}`;
    });
    for (const wrong of [...changed, address.slice(0, -1), `${address}A`, `${textsAt}/texts/pictures/`, `${textsAt}/texts/pictures/x`]) {
      const answer = await get(wrong);
      expect(answer.status).toBe(404);
      if (wrong.length > textsAt.length + 20) expect(await answer.text()).toBe('');
    } // prettier-ignore
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect([400, 404, 405]).toContain((await get(address, method)).status);
    given.test.advance(4 * 3_600_000);
    expect((await get(address)).status).toBe(404);
  });
});

describe('[MSG-74] a text with pictures that came in', () => {
  const sidOf = (n: number): string => `MM${String(n).padStart(32, '0')}`;
  const media = (n: number): string => `ME${String(n).padStart(32, '0')}`;
  /** The members of a text with these pictures. The host of an address counts nothing. */
  const withMedia = (...sids: readonly string[]) => ({
    NumMedia: String(sids.length),
    ...Object.fromEntries(sids.map((sid, place) => [`MediaUrl${place}`, `http://169.254.169.254/2010-04-01/Accounts/${twilioAccount.account}/Messages/MM/Media/${sid}`])),
  }); // prettier-ignore
  const textsIn = () =>
    given.w.tenant.rows<{ fields: { body: string; attached?: string[] } }>(
      `select fields from store.crm_activity where fields ->> 'direction' = 'in' order by id`,
    );
  const newest = async (body: string) => (await textsIn()).find(({ fields }) => fields.body.startsWith(body))?.fields;

  it('keeps its pictures as files once, by their content, from the configured provider only', async () => {
    given.service.media.set(media(1), { bytes: jpeg });
    given.service.media.set(media(2), { bytes: png });
    given.service.asked.length = 0;
    for (let time = 0; time < 2; time += 1)
      expect((await given.incoming(sidOf(1), 'My gate', withMedia(media(1), media(2)))).status).toBe(200);
    const found = (await textsIn()).filter(({ fields }) => fields.body === 'My gate');
    expect(found).toHaveLength(1);
    const ids = found[0]?.fields.attached ?? [];
    const files = await given.w.tenant.rows<{ fields: { name: string; content: { mediaType: string; sha256: string } } }>(`select fields from store.platform_file where id = any('{${ids.join(',')}}')`); // prettier-ignore
    expect(
      files
        .map(({ fields: { name, content } }) => [name, content.mediaType, content.sha256])
        .toSorted(([a = ''], [b = '']) => a.localeCompare(b)),
    ).toEqual([
      ['Picture 1.jpg', 'image/jpeg', hashOf(jpeg)],
      ['Picture 2.png', 'image/png', hashOf(png)],
    ]);
    expect(given.service.asked).toHaveLength(2); // the repeated delivery asks for nothing
  });

  it('keeps no program, follows no redirect to a host that is not the provider’s, and says what is missing', async () => {
    given.service.media.set(media(3), { bytes: Buffer.from('MZ\u0090\u0000program') });
    given.service.media.set(media(4), { bytes: png, moved: 'http://127.0.0.1:1/secret' });
    given.service.media.set(media(5), { bytes: Buffer.alloc(10_000_001, 1) });
    await given.incoming(sidOf(2), 'Look', withMedia(media(3), media(4), media(5), media(6)));
    const { attached, body } = (await newest('Look')) ?? {};
    expect(attached).toBeUndefined();
    expect(body).toContain('are programs');
    expect(body).toContain(
      '3 pictures or files came with it and could not be fetched. The provider of texts has them.',
    );
  });

  it('follows a redirect of the provider to its own address', async () => {
    given.service.media.set(media(8), { bytes: png });
    given.service.media.set(media(7), { bytes: png, moved: `/2010-04-01/Accounts/${twilioAccount.account}/Messages/${sidOf(3)}/Media/${media(8)}` }); // prettier-ignore
    await given.incoming(sidOf(3), 'Moved', withMedia(media(7)));
    expect((await newest('Moved'))?.attached).toHaveLength(1);
  });

  it('[MSG-14] with STOP suppresses the number in the same act', async () => {
    given.service.media.set(media(9), { bytes: png });
    const From = '+13035550188';
    await given.incoming(sidOf(4), 'STOP', { From, ...withMedia(media(9)) });
    const [row] = await given.w.tenant.rows<{ n: string }>(`select count(*) as n from store.crm_suppression where fields ->> 'address' = '${From}'`); // prettier-ignore
    expect(Number(row?.n)).toBe(1);
    expect((await newest('STOP'))?.attached).toHaveLength(1);
  });
});
