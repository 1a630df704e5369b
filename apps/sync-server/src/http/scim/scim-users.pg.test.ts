import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AccountMail, sendMails } from '../../identity/mail/outbox.ts';
import { givenServer } from '../../testing/given-server.ts';
import {
  type DirectoryWorld,
  directoryWorld,
  newAddress,
  tokenOf,
  scimUserSchema,
  users,
} from '../../testing/directory-world.ts';

const given = givenServer({ keepAccountMail: () => Promise.resolve('sent'), publicUrl: 'https://crm.example.com' });
let world: DirectoryWorld;
beforeEach(async () => {
  world = await directoryWorld(given);
});
const personOf = (id: string) => world.tenant.fields('platform/person', id);

describe('people by SCIM', () => {
  it('[PLT-25] are added as Okta sends them, by an act that the journal has, without a role', async () => {
    const userName = newAddress();
    const made = await world.scim('POST', '/Users', { schemas: [scimUserSchema], userName, name: { givenName: 'Zoe', familyName: 'Kern' }, emails: [{ primary: true, value: userName, type: 'work' }], displayName: 'Zoe K', locale: 'en-US', externalId: '00u1', groups: [], password: 'Secret-123', active: true }); // prettier-ignore
    const id = String(made.body['id']);
    expect([made.status, made.headers.get('content-type'), made.headers.get('location')]).toEqual([201, 'application/scim+json', `https://crm.example.com/scim/v2${users}/${id}`]); // prettier-ignore
    expect(made.body).toMatchObject({ schemas: [scimUserSchema], userName, externalId: '00u1', displayName: 'Zoe K', active: true, name: { givenName: 'Zoe', familyName: 'Kern' }, emails: [{ value: userName, type: 'work', primary: true }] }); // prettier-ignore
    expect(await personOf(id)).toEqual({ name: 'Zoe K', email: userName, status: 'not-invited', memberships: [] });
    const row = (await world.tenant.journal()).findLast(({ record }) => record === id);
    expect(row).toMatchObject({ label: 'Added Zoe K by the directory', by: world.admin.userId });
    expect(JSON.stringify(given.test.logged)).not.toContain('Secret-123');
    expect((await world.scim('GET', `${users}/${id}`)).headers.get('etag')).toBe(made.headers.get('etag'));
    const again = await world.scim('POST', '/Users', { userName: userName.toUpperCase() });
    expect(again).toMatchObject({ status: 409, body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '409', scimType: 'uniqueness' } }); // prettier-ignore
  });

  it('are found by the filters of Entra and Okta, in pages', async () => {
    const { id, userName } = await world.user({ externalId: 'A%_1' });
    await world.user({ active: false });
    await world.user();
    const find = async (filter: string, more = '') =>
      (await world.scim('GET', `/Users?filter=${encodeURIComponent(filter)}${more}`)).body;
    const idsOf = async (filter: string) => ((await find(filter))['Resources'] as readonly { id: string }[]).map((one) => one.id); // prettier-ignore
    for (const filter of [
      `userName eq "${userName.toUpperCase()}"`,
      'externalId eq "A%_1"',
      'externalId co "%_"',
      `urn:ietf:params:scim:schemas:core:2.0:User:userName Eq "${userName}"`,
      `emails[type eq "work" and value eq "${userName}"]`,
      `emails.value sw "${userName.slice(0, 30)}" and active eq "True"`,
      `not (userName ne "${userName}")`,
      `id eq "${id}" and (displayName co "oe k" or externalId pr)`,
      `id eq "${id}" and meta.created le "2999-01-01T00:00:00Z"`,
    ])
      expect({ [filter]: await idsOf(filter) }).toEqual({ [filter]: [id] });
    expect(await idsOf('externalId eq "a%_1"')).toEqual([]);
    expect((await idsOf('active eq false')).length).toBe(1);
    const [first, second] = [await world.scim('GET', '/Users?startIndex=1&count=3'), await world.scim('GET', '/Users?startIndex=4&count=3')]; // prettier-ignore
    expect(first.body).toMatchObject({ totalResults: 4, startIndex: 1, itemsPerPage: 3 });
    expect(second.body).toMatchObject({ totalResults: 4, startIndex: 4, itemsPerPage: 1 });
    expect((await world.scim('GET', '/Users?count=0')).body).toMatchObject({ totalResults: 4, itemsPerPage: 0 });
    expect((await world.scim('GET', '/Users?count=-5&startIndex=-2')).body).toMatchObject({ startIndex: 1 });
    const cut = await world.scim('GET', `${users}/${id}?attributes=userName`);
    expect(Object.keys(cut.body)).toEqual(['schemas', 'id', 'userName']);
    for (const [filter, status] of [
      ['userName eq', 400],
      ['password sw "a"', 400],
      ['__proto__ eq "x"', 400],
      ['userName eq "a" or', 400],
      ["userName eq 'x' or 1=1--", 400],
      ['active gt true', 400],
      [`userName eq "${'a'.repeat(1_100)}"`, 400],
    ] as const)
      expect(await world.scim('GET', `/Users?filter=${encodeURIComponent(filter)}`)).toMatchObject({ status, body: { scimType: 'invalidFilter' } }); // prettier-ignore
  });

  it('[A-2] lose their access immediately when Entra sends active as text, and get it back', async () => {
    const email = newAddress();
    const mo = await world.tenant.person('Mo', 'member', { email });
    const token = await tokenOf(given, email);
    expect((await given.test.fetch('/me', { token })).status).toBe(200);
    const off = await world.patch(`${users}/${mo.userId}`, { op: 'Replace', path: 'active', value: 'False' });
    expect(off).toMatchObject({ status: 200, body: { active: false } });
    expect(((await (await given.test.fetch('/me', { token })).json()) as { code: string }).code).toBe('access/session-ended'); // prettier-ignore
    expect(await personOf(mo.userId)).toMatchObject({ status: 'suspended' });
    expect((await given.test.fetch('/auth/sign-in', { body: { email, password: 'four quiet green hills', device: { id: randomUUID(), name: 'x' } } })).status).not.toBe(200); // prettier-ignore
    const on = await world.patch(`${users}/${mo.userId}`, { op: 'replace', value: { active: true } });
    expect(on.body).toMatchObject({ active: true });
    expect(await personOf(mo.userId)).toMatchObject({ status: 'active' });
    expect((await given.test.fetch('/me', { token: await tokenOf(given, email) })).status).toBe(200);
  });

  it('are changed by the shapes of Entra, of Okta and of the standard', async () => {
    const { id, userName } = await world.user();
    const email = newAddress();
    const entra = await world.patch(
      `${users}/${id}`,
      { op: 'Add', path: 'emails[type eq "work"].value', value: email },
      { op: 'Replace', path: 'displayName', value: 'Zoe Lang' },
      { op: 'Replace', path: 'name.familyName', value: 'Lang' },
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '+14155550100' },
      { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Sales' },
      { op: 'Add', path: 'emails[type eq "home"].value', value: 'home@example.com' },
      { op: 'Add', path: 'title', value: 'Boss' },
    );
    expect(entra).toMatchObject({ status: 200, body: { userName, displayName: 'Zoe Lang', name: { givenName: 'Zoe', familyName: 'Lang' }, emails: [{ value: email }], phoneNumbers: [{ value: '+14155550100' }] } }); // prettier-ignore
    const other = newAddress();
    const list = await world.patch(`${users}/${id}`, { op: 'replace', path: 'emails', value: [{ value: 'b@example.com', type: 'home' }, { value: other, primary: 'True' }] }); // prettier-ignore
    expect(list.body).toMatchObject({ emails: [{ value: other }] });
    const removed = await world.patch(`${users}/${id}`, { op: 'remove', path: 'phoneNumbers' }, { op: 'remove', path: 'externalId' }); // prettier-ignore
    expect([removed.status, removed.body['phoneNumbers']]).toEqual([200, undefined]);
    const put = await world.scim('PUT', `${users}/${id}`, { schemas: [scimUserSchema], id, userName: 'zoe', name: { formatted: 'Zoe Bell' }, emails: [{ value: other, primary: true }], active: true, meta: {} }); // prettier-ignore
    expect(put.body).toMatchObject({ userName: 'zoe', displayName: 'Zoe Bell', emails: [{ value: other }] });
    expect(await personOf(id)).toMatchObject({ name: 'Zoe Bell', email: other });
    for (const [operation, type] of [
      [{ op: 'replace', path: 'emails[', value: 1 }, 'invalidPath'],
      [{ op: 'replace', path: 'emails[type eq ]', value: 1 }, 'invalidPath'],
      [{ op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
      [{ op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
      [{ op: 'replace', path: 'emails', value: [{ value: 'no address' }] }, 'invalidValue'],
      [{ op: 'remove' }, 'invalidPath'],
      [{ op: 'move', path: 'a' }, 'invalidSyntax'],
    ] as const)
      expect(await world.patch(`${users}/${id}`, operation)).toMatchObject({ status: 400, body: { scimType: type } });
  });

  it('are changed only in the version that If-Match names', async () => {
    const { id } = await world.user();
    const etag = (await world.scim('GET', `${users}/${id}`)).headers.get('etag') ?? '';
    const changeIn = (tag: string, value: string) => world.scim('PATCH', `${users}/${id}`, { Operations: [{ op: 'replace', path: 'displayName', value }] }, { 'if-match': tag }); // prettier-ignore
    expect((await changeIn(etag, 'First')).status).toBe(200);
    expect(await changeIn(etag, 'Second')).toMatchObject({ status: 412, body: { status: '412' } });
    expect((await changeIn('*', 'Third')).status).toBe(200);
    const external = await world.patch(`${users}/${id}`, { op: 'add', path: 'externalId', value: 'x' });
    expect(external.headers.get('etag')).not.toBe(etag);
    expect((await world.scim('GET', `${users}/${id}`, undefined, { 'if-none-match': external.headers.get('etag') ?? '' })).status).toBe(304); // prettier-ignore
    expect((await world.scim('DELETE', `${users}/${id}`, undefined, { 'if-match': etag })).status).toBe(412);
    expect((await world.scim('DELETE', `${users}/${id}`)).status).toBe(204);
    expect((await world.scim('GET', `${users}/${id}`)).status).toBe(404);
    expect((await world.scim('DELETE', `${users}/${id}`)).status).toBe(404);
  });

  it('[A-5] of another tenant, and their accounts, are neither visible nor revealed', async () => {
    const other = await directoryWorld(given);
    const theirs = newAddress();
    const mira = await other.tenant.person('Mira', 'member', { email: theirs });
    const theirToken = await tokenOf(given, theirs);
    for (const answer of [
      await world.scim('GET', `${users}/${mira.userId}`),
      await world.patch(`${users}/${mira.userId}`, { op: 'replace', path: 'active', value: false }),
      await world.scim('DELETE', `${users}/${mira.userId}`),
      await world.scim('PUT', `${users}/${mira.userId}`, { userName: 'x' }),
    ])
      expect(answer).toMatchObject({ status: 404, body: { status: '404' } });
    expect((await world.scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${theirs}"`)}`)).body).toMatchObject({ totalResults: 0 }); // prettier-ignore
    const made = await world.scim('POST', '/Users', { userName: theirs });
    const fresh = await world.scim('POST', '/Users', { userName: newAddress() });
    expect([made.status, Object.keys(made.body)]).toEqual([201, Object.keys(fresh.body)]);
    await world.patch(`${users}/${String(made.body['id'])}`, { op: 'replace', path: 'active', value: false });
    await world.scim('DELETE', `${users}/${String(made.body['id'])}`);
    expect((await given.test.fetch('/me', { token: theirToken })).status).toBe(200); // their account elsewhere is as before
    const accounts = await world.tenant.rows('select 1 from auth.membership where person_id = $1', [made.body['id']]);
    expect(accounts).toEqual([]);
  });

  it('are invited by e-mail where administrators have set that', async () => {
    expect((await world.ask('PUT', '/admin/directory', { invites: true })).status).toBe(200);
    const { userName } = await world.user();
    await world.user({ active: false });
    const sent: AccountMail[] = [];
    const send = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
    await sendMails({ ...given.test.server.tenancy.identity, send, log: { warn: () => undefined } });
    const invited = sent.filter(({ subject }) => subject.includes('invites you')).map(({ to }) => to);
    expect(invited).toContain(userName);
    expect(invited.length).toBe(1);
  });

  it('[A-1] with more rights than the maker of the token are not changed; the last administrator is not stopped', async () => {
    const olga = await world.tenant.person('Olga', 'owner', { email: newAddress() });
    const stop = { op: 'replace', path: 'active', value: false };
    expect(await world.patch(`${users}/${olga.userId}`, stop)).toMatchObject({ status: 403 });
    expect((await world.scim('DELETE', `${users}/${olga.userId}`)).status).toBe(403);
    const own = await directoryWorld(given, 'owner');
    for (const answer of [
      await own.patch(`${users}/${own.admin.userId}`, stop),
      await own.scim('DELETE', `${users}/${own.admin.userId}`),
    ])
      // prettier-ignore
      expect(answer).toMatchObject({ status: 409, body: { status: '409' } });
    expect((await own.scim('GET', `${users}/${own.admin.userId}`)).body).toMatchObject({ active: true });
  });
});
