import { usd } from '@outpost/domain/testing/usd';
import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { headHeader } from '@outpost/domain/sync/head-header';
import { type Refusal, refusalCodes } from '@outpost/domain/kernel/refusal';
import { beforeAll, describe, expect, it } from 'vitest';
import { withOwner } from '../db/owner-connection.ts';
import { givenServer } from '../testing/given-server.ts';
import { openPokes } from '../testing/open-pokes.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { made as madeEdit, type TestDevice, type TestServer, testPassword } from '../testing/test-server.ts';
import { httpStatusOf, problemResponse } from './answers/problem-details.ts';

const given = givenServer();
let w: SalesWorld;
let tokens: { admin: string; member: string; stranger: string };
let admin: TestDevice;
let member: TestDevice;

async function signIn(email: string, newPassword?: string): Promise<string> {
  const reply = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, newPassword, device: { id: randomUUID(), name: 'A laptop' } },
  });
  const body = (await reply.json()) as { accessToken: string };
  expect(reply.status).toBe(200);
  return body.accessToken;
}
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  admin = await w.tenant.person('Ada', 'admin', { email: 'ada@example.com' });
  member = await w.tenant.person('Mo', 'member', { email: 'mo@example.com', teamId: w.teams.t1 });
  const other = await makeSalesWorld(given.test);
  await other.tenant.person('Sid', 'owner', { email: 'sid@example.com' });
  tokens = {
    admin: await signIn('ada@example.com'),
    member: await signIn('mo@example.com'),
    stranger: await signIn('sid@example.com'),
  };
});
const ask = async (path: string, init: Parameters<TestServer['fetch']>[1]) => {
  const reply = await given.test.fetch(path, init);
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
};
const newDeal = (id: string, fields: object = {}) => ({
  id,
  entity: 'crm/deal',
  create: {
    schema: 1,
    ownerId: (member as TestDevice | undefined)?.userId ?? null,
    teamId: null,
    sharedWith: [],
    fields: { name: 'Deal', stage: 'prospecting', ...fields },
  },
});
const act = (edits: readonly unknown[]) => ({ acts: [{ label: 'From a program', shape: 'together', edits }] });
/** Returns a push of a new device that creates this many deals, one act each. */
const pushed = (count: number) => ({
  device: randomUUID(),
  heads: [],
  schemas: {},
  acts: Array.from({ length: count }, (_, place) => ({
    ...act([newDeal(randomUUID())]).acts[0],
    id: randomUUID(),
    number: place + 1,
    madeAt: '2026-11-20T08:00:00.000Z',
  })),
});

describe('the API', () => {
  it('[E-2] describes itself: every route is in /openapi.json', async () => {
    const { status, body } = await ask('/openapi.json', {});
    expect(status).toBe(200);
    const paths = Object.keys(body['paths'] as object);
    expect(paths).toEqual(
      expect.arrayContaining([
        '/sync/pull',
        '/sync/push',
        '/sync/history',
        '/records/list',
        '/records/{pack}/{name}/{id}',
        '/acts',
        '/admin/members',
        '/journal/verify',
        '/journal/digests',
        '/sync/poke',
        '/me',
        '/health/ready',
      ]),
    );
    expect(JSON.stringify(body)).toContain('#/components/schemas/PushRequest');
  });

  it('[E-1] every refusal has its problem details', async () => {
    for (const code of refusalCodes) {
      const refusal = { ok: false, code, message: 'Why not.', details: {}, retry: 'never' } as Refusal;
      const reply = problemResponse(refusal, 'request-1');
      expect(reply.headers.get('content-type')).toBe('application/problem+json');
      expect(await reply.json()).toMatchObject({
        code,
        status: httpStatusOf[code],
        detail: 'Why not.',
        type: `urn:outpost:problem:${code}`,
      });
    }
  });

  it('[S-8] sends pages in the coding that the device asks for, and short ones as they are', async () => {
    const pull = async (coding: string | undefined, at: unknown = null) => {
      const body = { at, heads: [], limit: 1_000, schemas: {} };
      const headers = coding === undefined ? {} : { 'accept-encoding': coding };
      const reply = await given.test.fetch('/sync/pull', { body, token: tokens.admin, headers });
      const bytes = Buffer.from(await reply.arrayBuffer());
      return { coding: reply.headers.get('content-encoding'), vary: reply.headers.get('vary'), bytes };
    };
    const plain = await pull(undefined);
    expect([plain.coding, plain.vary]).toEqual([null, 'accept-encoding']);
    const page = JSON.parse(plain.bytes.toString()) as { rows: unknown[]; next: unknown };
    expect(page.rows.length).toBeGreaterThan(5);
    const undone = { zstd: zstdDecompressSync, gzip: gunzipSync };
    for (const [asked, coding] of [
      ['zstd, gzip', 'zstd'],
      ['gzip, deflate', 'gzip'],
      ['zstd;q=0, gzip;q=0.5', 'gzip'],
    ] as const) {
      const sent = await pull(asked);
      expect(sent.coding).toBe(coding);
      expect(sent.bytes.length).toBeLessThan(plain.bytes.length / 2);
      expect(JSON.parse(undone[coding](sent.bytes).toString())).toMatchObject({ rows: page.rows, next: page.next });
    }
    for (const asked of ['identity', 'br']) expect(await pull(asked)).toMatchObject({ coding: null });
    expect(await pull('zstd', page.next)).toMatchObject({ coding: null }); // nothing new
  });

  it('[A-2] carries out acts of programs, numbered by the server, and repeats the first answer for a known id', async () => {
    const [id, actId] = [randomUUID(), randomUUID()];
    const body = { acts: [{ id: actId, label: 'From a program', shape: 'together', edits: [newDeal(id)] }] };
    const first = await ask('/acts', { body, token: tokens.member });
    expect(first).toMatchObject({ status: 200, body: { answers: [{ status: 'accepted' }] } });
    expect(await ask('/acts', { body, token: tokens.member })).toEqual(first);
    expect(await ask(`/records/crm/deal/${id}`, { token: tokens.member })).toMatchObject({
      status: 200,
      body: { id, fields: { name: 'Deal' } },
    });
  });

  it('[Q-5, A-5] a person sees their own by list, sum, search and id; others see neither record nor count', async () => {
    const id = randomUUID();
    await ask('/acts', {
      body: act([newDeal(id, { name: 'Zephyrine Lighthouse', value: usd(7) })]),
      token: tokens.member,
    });
    const questions: readonly (readonly [string, object])[] = [
      ['/records/list', { entity: 'crm/deal', where: { field: 'name', op: 'contains', value: 'zephyrine' } }],
      ['/records/summary', { entity: 'crm/deal', where: { field: 'name', op: 'contains', value: 'zephyrine' } }],
      [
        '/records/report',
        {
          entity: 'crm/deal',
          where: { field: 'name', op: 'contains', value: 'zephyrine' },
          measures: [{ name: 'n', fn: 'count' }],
        },
      ],
      ['/records/search', { text: 'zephyr' }],
    ];
    const seen = async (token: string) =>
      Promise.all(questions.map(async ([path, body]) => JSON.stringify((await ask(path, { body, token })).body)));
    const own = await seen(tokens.member);
    expect(own[0]).toContain(id);
    expect(own[1]).toContain('"count":1');
    expect(own[2]).toContain('"n":1');
    expect(own[3]).toContain(id);
    for (const token of [tokens.stranger]) {
      for (const answer of await seen(token)) expect(answer).not.toMatch(new RegExp(`${id}|"count":1|"n":1`));
      const missing = await ask(`/records/crm/deal/${randomUUID()}`, { token });
      const hidden = await ask(`/records/crm/deal/${id}`, { token });
      expect([missing.status, hidden.status]).toEqual([404, 404]);
      expect(Object.keys(hidden.body)).toEqual(Object.keys(missing.body));
    }
  });

  it('[T-14] lists for programs the moves of a record and the values that each needs, and refuses an invisible record', async () => {
    const id = randomUUID();
    await ask('/acts', { body: act([newDeal(id, { name: 'Bare' })]), token: tokens.member });
    const { status, body } = await ask(`/records/crm/deal/${id}/moves`, { token: tokens.member });
    expect(status).toBe(200);
    expect(body['moves']).toContainEqual({
      to: 'won',
      label: 'Won',
      move: { name: 'won', label: 'Move to Won' },
      asks: ['value'],
      why: null,
    });
    const hidden = await ask(`/records/crm/deal/${id}/moves`, { token: tokens.stranger });
    expect(hidden).toMatchObject({ status: 404, body: { code: 'records/not-found' } });
    expect(await ask(`/records/crm/none/${id}/moves`, { token: tokens.member })).toMatchObject({
      status: 422,
      body: { code: 'records/unknown-entity' },
    });
  });

  it('[K-3] lists for programs all kinds of record, with the fields that the tenant added', async () => {
    const field = { forEntity: 'crm/deal', name: 'roofArea', label: 'Roof area', type: 'number' };
    await w.ann.do([madeEdit(w.id(), 'platform/field-definition', field)]);
    const { body } = await ask('/records/kinds', { token: tokens.member });
    const kinds = body['kinds'] as {
      name: string;
      fields: { properties: Record<string, object>; required: string[] };
    }[];
    const deal = kinds.find(({ name }) => name === 'crm/deal');
    expect(deal?.fields.required).toEqual(['name', 'stage']);
    expect(deal?.fields.properties).toMatchObject({ roofArea: { title: 'Roof area' }, stage: { title: 'Stage' } });
  });

  it('[A-1] administers members, teams and roles by acts of the administrator; others are refused', async () => {
    const team = await ask('/admin/teams', { body: { name: 'East', region: 'East' }, token: tokens.admin });
    const role = await ask('/admin/roles', {
      body: { key: 'auditor', label: 'Auditor', grants: ['*:read@org'] },
      token: tokens.admin,
    });
    expect([team.status, role.status]).toEqual([200, 200]);
    const made = await ask('/admin/members', {
      body: {
        name: 'Nia',
        email: 'nia@example.com',
        password: testPassword,
        memberships: [{ role: 'auditor', teamId: team.body['id'] }],
      },
      token: tokens.admin,
    });
    expect(made.status).toBe(200);
    const token = await signIn('nia@example.com', 'nine dark yellow boats');
    expect(await ask('/me', { token })).toMatchObject({
      status: 200,
      body: { memberships: [{ role: 'auditor', grants: ['*:read@org'] }] },
    });
    const suspended = await ask(`/admin/members/${String(made.body['id'])}`, {
      method: 'PATCH',
      body: { status: 'suspended' },
      token: tokens.admin,
    });
    expect(suspended.status).toBe(200);
    expect(await ask('/me', { token })).toMatchObject({ status: 401, body: { code: 'access/session-ended' } });
    const journal = await w.tenant.journal();
    expect(journal.find((row) => row['label'] === 'Added Nia')).toMatchObject({
      by: admin.userId,
      entity: 'platform/person',
    });
    for (const [path, body] of [['/admin/teams', { name: 'x' }], ['/admin/roles', { key: 'boss', label: 'Boss', grants: ['*:*@org'] }], ['/admin/members', { name: 'x', email: 'x@example.com', memberships: [] }]] as const) {
      expect(await ask(path, { body, token: tokens.member })).toMatchObject({ status: 403, body: { code: 'access/denied' } });
    } // prettier-ignore
    expect((await ask('/admin/members', { token: tokens.member })).status).toBe(403);
  });

  it('[S-1b] a device that has seen another journal gets a fork, and the operator an alarm; forged heads cause no alarm', async () => {
    const forked = await given.test.tenant();
    await forked.person('Fay', 'admin', { email: 'fay@example.com' });
    const token = await signIn('fay@example.com');
    type Head = readonly [n: number, hash: string];
    const pull = (heads: readonly Head[], word?: string, by = token) =>
      ask('/sync/pull', {
        body: { at: null, heads, limit: 10, schemas: {} },
        token: by,
        headers: word === undefined ? {} : { [headHeader]: word },
      });
    const alarms = () =>
      given.test.logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ alarm }) => alarm);
    const first = await pull([]);
    const { head, signature } = first.body['head'] as { head: Head; signature: string };
    const theirs = (await pull([], undefined, tokens.stranger)).body['head'] as { signature: string };
    const forged: Head = [head[0], 'f'.repeat(64)];
    const access = token; // signed by the same keys, but not a head
    for (const word of [undefined, signature, theirs.signature, access, `${signature.slice(0, -4)}AAAA`, 'x', 'x'.repeat(5_000)])
      expect(await pull([[0, 'genesis'], forged], word)).toMatchObject({ status: 200, body: { kind: 'fork', common: 0 } }); // prettier-ignore
    const acts = [{ ...act([newDeal(randomUUID())]).acts[0], id: randomUUID(), number: 1, madeAt: '2026-11-20T08:00:00.000Z' }]; // prettier-ignore
    const answer = await ask('/sync/push', {
      body: { device: randomUUID(), heads: [forged], schemas: {}, acts },
      token,
    });
    expect(answer).toMatchObject({ body: { kind: 'fork' } });
    expect(alarms()).toEqual([]);
    expect(await forked.rows('select lost_at from store.clock')).toEqual([{ lost_at: null }]);
    await withOwner(given.database.ownerUrl, (owner) =>
      owner.run(
        `update store.journal set hash = decode(repeat('ab', 32), 'hex') where org_id = '${forked.orgId}' and n = ${head[0]}`,
      ),
    ); // rewrites history
    expect(await pull([head])).toMatchObject({ body: { kind: 'fork' } }); // without the signature as a proof
    expect(alarms()).toEqual([]);
    expect(await pull([head], signature)).toMatchObject({ body: { kind: 'fork', common: 0 } });
    expect(alarms()).toMatchObject([{ level: 'error', alarm: 'journal-fork', org: forked.orgId, common: 0 }]);
    // Only this head proves the loss to the server. It accepts acts that devices return, with their former numbers (ADR
    // 0017).
    const rows = await forked.rows<{ lost_at: string; lost_seen: string }>(
      'select lost_at, lost_seen from store.clock',
    );
    const claims = Buffer.from(signature.split('.')[1] ?? '', 'base64url').toString();
    const { at: signedAt } = JSON.parse(claims) as { at: string }; // the server has signed it
    expect(rows).toMatchObject([{ lost_at: signedAt }]);
  });

  it("[A-5] adding an e-mail address of another tenant's person does not reveal that the address is known", async () => {
    const made = await ask('/admin/members', {
      body: { name: 'Sid', email: 'sid@example.com', password: testPassword, memberships: [] },
      token: tokens.admin,
    });
    expect(made).toEqual({ status: 200, body: { id: expect.any(String) as string } });
    const fresh = await ask('/admin/members', {
      body: { name: 'Sue', email: 'sue@example.com', password: testPassword, memberships: [] },
      token: tokens.admin,
    });
    expect(fresh).toEqual({ ...made, body: { id: expect.any(String) as string } });
    const [sid, sue] = [String(made.body['id']), String(fresh.body['id'])];
    // Later answers do not reveal it either: of a reset, a list, the journal.
    const answers: unknown[][] = [];
    for (const id of [sid, sue]) {
      const reset = { method: 'PUT', body: { password: 'seven loud blue rivers' }, token: tokens.admin };
      const { body } = await ask('/admin/members', { token: tokens.admin });
      const listed = (body['members'] as { id: string; status: string; version: number }[]).find(
        (one) => one.id === id,
      );
      const rows = (await w.tenant.journal()).filter(({ record }) => record === id);
      answers.push([
        await ask(`/admin/members/${id}/password`, reset),
        listed?.status,
        rows.map(({ kind, label }) => [kind, typeof label === 'string' && label.replace(/S\w+$/u, 'them')]),
      ]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[0]).toEqual({ status: 200, body: { done: true } });
  });

  it('[A-1] a weak first password creates no person; for an address already used in the tenant the new person is removed', async () => {
    const before = (await w.tenant.rows(`select id from store.platform_person where life = 'alive'`)).length;
    expect(
      await ask('/admin/members', {
        body: { name: 'Weak', email: 'weak@example.com', password: 'short', memberships: [] },
        token: tokens.admin,
      }),
    ).toMatchObject({ status: 400 });
    expect(
      await ask('/admin/members', {
        body: { name: 'Twice', email: 'mo@example.com', password: testPassword, memberships: [] },
        token: tokens.admin,
      }),
    ).toMatchObject({ status: 409, body: { code: 'records/taken' } });
    expect((await w.tenant.rows(`select id from store.platform_person where life = 'alive'`)).length).toBe(before);
  });

  it('[P-5] proves the journal to administrators only', async () => {
    expect(await ask('/journal/verify', { token: tokens.admin })).toMatchObject({
      status: 200,
      body: { problems: [] },
    });
    expect((await ask('/journal/verify', { token: tokens.member })).status).toBe(403);
  });

  it('[P-5] gives the digests of its chain to administrators, so that an outsider verifies it up to a signed head', async () => {
    const rows: { n: number; digest: string; hash: string }[] = [];
    for (let more = true; more;) {
      const path = `/journal/digests?after=${rows.at(-1)?.n ?? 0}&limit=3`;
      const { status, body } = await ask(path, { token: tokens.admin });
      expect(status).toBe(200);
      rows.push(...(body['rows'] as typeof rows)); // the tested server's own
      more = body['more'] === true;
    }
    let before = Buffer.from('genesis', 'ascii');
    for (const [place, { n, digest, hash }] of rows.entries()) {
      expect(n).toBe(place + 1);
      before = createHash('sha256').update(before).update(Buffer.from(digest, 'hex')).digest();
      expect(before.toString('hex')).toBe(hash);
    }
    const page = await ask('/sync/pull', {
      body: { at: null, heads: [], limit: 10, schemas: {} },
      token: tokens.admin,
    });
    const [n, hash] = (page.body['head'] as { head: [number, string] }).head;
    expect(rows[n - 1]?.hash).toBe(hash);
    expect((await ask('/journal/digests', { token: tokens.member })).status).toBe(403);
    expect((await ask('/journal/digests?after=x', { token: tokens.admin })).status).toBe(400);
  });

  it('[K-5] too old and too new devices are refused before their body is read', async () => {
    const pull = (schemas: object) =>
      ask('/sync/pull', { body: { at: null, heads: [], limit: 10, schemas }, token: tokens.member });
    expect(await pull({ 'crm/deal': 1 })).toMatchObject({ status: 200 });
    expect(await pull({ 'crm/deal': 2 })).toMatchObject({
      status: 409,
      body: { code: 'sync/client-too-new', details: { most: 1, yours: 2 } },
    });
  });

  it('[P-5] the heads of pages and of answers to pushes are signed by a key of the JWKS', async () => {
    const { keys } = (await ask('/.well-known/jwks.json', {})).body as {
      keys: { kid: string; kty: string; crv: string; x: string }[];
    };
    const token = tokens.member;
    const page = await ask('/sync/pull', { body: { at: null, heads: [], limit: 10, schemas: {} }, token });
    const decided = await ask('/sync/push', { body: pushed(2), token });
    for (const { body } of [page, decided]) {
      const { head, signature } = body['head'] as { head: [number, string]; signature: string };
      const [header = '', claims = '', mac = ''] = signature.split('.');
      const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
      const key = keys.find((one) => one.kid === kid);
      if (!key) throw new Error('no such key');
      const isSigned = verify(
        null,
        Buffer.from(`${header}.${claims}`),
        createPublicKey({ key, format: 'jwk' }),
        Buffer.from(mac, 'base64url'),
      );
      expect(isSigned).toBe(true);
      expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
        org: w.tenant.orgId,
        n: head[0],
        hash: head[1],
      });
    }
    const { answers, head } = decided.body as { answers: { head: unknown }[]; head: { head: unknown } };
    expect(head.head).toEqual(answers.at(-1)?.head);
  });

  it('[S-7] [K-5] decisions are the same in both supported wires, and a checkpoint must match the wire in the header', async () => {
    const body = pushed(2);
    const sent = async (path: string, wire: string, asked: object = body) =>
      ask(path, { body: asked, token: tokens.member, headers: { 'outpost-protocol': wire } });
    const now = await sent('/sync/push', '5');
    expect(now.body).toMatchObject({ kind: 'decided', head: expect.anything() as unknown });
    expect((await sent('/sync/push', '4')).body).toEqual(now.body);
    const pull = { heads: [], limit: 10, schemas: {} };
    const first = { '4': (await sent('/sync/pull', '4', { ...pull, at: null })).body, '5': (await sent('/sync/pull', '5', { ...pull, at: null })).body }; // prettier-ignore
    for (const [wire, other] of [
      ['4', '5'],
      ['5', '4'],
    ] as const) {
      // prettier-ignore
      const at = first[wire]['next'];
      expect((await sent('/sync/pull', wire, { ...pull, at })).body).toMatchObject({ kind: 'page' });
      expect(await sent('/sync/pull', other, { ...pull, at })).toMatchObject({ status: 400, body: { code: 'request/invalid', details: { path: 'body.at' } } }); // prettier-ignore
    }
  });

  it('[S-3] a stream sends the present number immediately, and each later number', async () => {
    const pokes = await openPokes(given.test, tokens.member);
    const now = await pokes.next();
    await ask('/acts', { body: act([newDeal(randomUUID())]), token: tokens.member });
    expect(await pokes.next()).toBe(now + 1);
    await pokes.close();
  });

  it('[S-5] a session that an administrator ends is refused at the next request, and its stream ends', async () => {
    const lost = await w.tenant.person('Lou', 'member', { email: 'lou@example.com', teamId: w.teams.t1 });
    const token = await signIn('lou@example.com');
    const pulled = { at: null, heads: [], limit: 10, schemas: {} };
    expect(await ask('/sync/pull', { body: pulled, token })).toMatchObject({ status: 200 });
    const stream = (await given.test.fetch('/sync/poke', { token })).body?.getReader();
    await stream?.read();
    const reset = { method: 'PUT', body: { password: 'seven loud blue rivers' }, token: tokens.admin };
    expect(await ask(`/admin/members/${lost.userId}/password`, reset)).toMatchObject({ status: 200 });
    while ((await stream?.read())?.done === false); // reads the events from before the end
    const deal = randomUUID();
    for (const path of ['/sync/pull', '/sync/push']) {
      const acts = [
        { ...act([newDeal(deal)]).acts[0], id: randomUUID(), number: 1, madeAt: '2026-11-20T08:00:00.000Z' },
      ];
      const body = path === '/sync/pull' ? pulled : { device: randomUUID(), heads: [], schemas: {}, acts };
      expect(await ask(path, { body, token })).toMatchObject({ status: 401, body: { code: 'access/session-ended' } });
    }
    expect(await w.tenant.fields('crm/deal', deal)).toBeUndefined();
    expect((await given.test.fetch('/sync/poke', { token })).status).toBe(401);
    expect(await ask('/sync/pull', { body: pulled, token: tokens.member })).toMatchObject({ status: 200 });
  });

  it('[E-1] the log contains no e-mail, name or token', () => {
    expect(given.test.logged.length).toBeGreaterThan(20);
    expect(given.test.logged.join('\n')).not.toMatch(/@example\.com|Zephyrine|eyJ/);
  });
});

describe('bad input', () => {
  const long = 'x'.repeat(70_000);
  it.each([
    ['no JSON', '/acts', '{"acts":', 400],
    ['an empty body', '/sync/push', '', 400],
    ['null', '/sync/pull', 'null', 400],
    ['a list', '/records/list', '[]', 400],
    [
      'U+0000',
      '/acts',
      JSON.stringify(act([newDeal('0190b1f2-7c00-7000-8000-000000000001', { name: 'a\u0000b' })])),
      400,
    ],
    [
      'half a surrogate pair',
      '/acts',
      JSON.stringify(act([newDeal('0190b1f2-7c00-7000-8000-000000000001', { name: '\ud800' })])),
      400,
    ],
    ['a text that is not an id', '/acts', JSON.stringify(act([newDeal('nonsense')])), 400],
    ['an id in capitals', '/acts', JSON.stringify(act([newDeal('0190B1F2-7C00-7000-8000-000000000001')])), 400],
    [
      'deep nesting',
      '/records/list',
      `{"entity":"crm/deal","where":${'{"not":'.repeat(500)}{}${'}'.repeat(500)}}`,
      400,
    ],
    ['an unknown kind', '/records/list', '{"entity":"crm/nothing"}', 422],
    ['an unknown field', '/records/list', '{"entity":"crm/deal","where":{"field":"nope","op":"is","value":1}}', 400],
    [
      'a field that every object has',
      '/records/list',
      '{"entity":"crm/deal","sort":[{"field":"constructor","direction":"asc"}]}',
      400,
    ],
    [
      'an edit of a field that every object has',
      '/acts',
      JSON.stringify(
        act([
          {
            id: '0190b1f2-7c00-7000-8000-000000000001',
            entity: 'crm/deal',
            seen: 0,
            fields: { constructor: [null, 1] },
          },
        ]),
      ),
      400,
    ],
    ['a summary by a method', '/records/summary', '{"entity":"crm/deal","groupBy":"account.toString"}', 400],
    ['a text that is not a cursor', '/records/list', '{"entity":"crm/deal","after":"%%%"}', 409],
    [
      'a checkpoint of nonsense',
      '/sync/pull',
      '{"at":{"n":1,"id":"nonsense","tokens":["a"],"whole":{"crm/deal@org":"nonsense"},"since":{},"history":0},"heads":[],"limit":5,"schemas":{}}',
      400,
    ],
    [
      'numbers beyond reach',
      '/sync/pull',
      '{"at":{"n":1e300,"id":"~","tokens":[],"whole":{},"since":{},"history":0},"heads":[],"limit":5,"schemas":{}}',
      400,
    ],
    ['a head with another hash form', '/sync/pull', '{"at":null,"heads":[[1,"zz"]],"limit":5,"schemas":{}}', 200],
    ['a body that is too large', '/auth/sign-out', `{"x":"${long}"}`, 413],
  ] as const)('[E-2] %s is refused, not a fault', async (_what, path, body, status) => {
    const reply = await given.test.fetch(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      token: tokens.member,
    });
    expect(reply.status).toBe(status);
    if (status !== 200) expect(await reply.json()).toMatchObject({ code: expect.stringMatching(/\//) as string });
  });

  it('[E-2] edits with values of every wrong kind are refused edit by edit', async () => {
    const id = randomUUID();
    await ask('/acts', { body: act([newDeal(id)]), token: tokens.member });
    const values: readonly (readonly [string, unknown])[] = [
      ['value', 5], ['value', { amount: 1.5, currency: 'USD' }], ['value', { amount: 1, currency: 'usd' }], ['stage', 'nowhere'], ['stage', null], ['closesOn', '2026-02-30'],
      ['account', 'nonsense'], ['account', 'crm/deal:0190b1f2-7c00-7000-8000-000000000001'], ['account', 7], ['tags', 'a'], ['tags', ['a', 'a']], ['name', ''], ['name', 'x'.repeat(401)],
      ['ownerId', 'nobody'], ['ownerId', 5], ['teamId', []], ['sharedWith', 'me'], ['sharedWith', [1]], ['life', 'gone'], ['life', 'merged:nonsense'], ['life', null],
      ['createdAt', 'x'], ['inherited', null],
    ]; // prettier-ignore
    for (const [field, value] of values) {
      const { status, body } = await ask('/acts', {
        body: act([{ id, entity: 'crm/deal', seen: 0, fields: { [field]: [null, value] } }]),
        token: tokens.member,
      });
      expect({ field, value, status, decided: (body['answers'] as { status: string }[])[0]?.status }).toEqual({
        field,
        value,
        status: 200,
        decided: 'refused',
      });
    }
  });

  it('[S-2] ten pushes of ten devices at the same time are all decided, one after another', async () => {
    const devices = Array.from({ length: 10 }, () => w.mia.twin());
    const deal = w.id();
    await w.mia.do([w.deal(deal, { tags: [] })]);
    const answers = await Promise.all(
      devices.map((device, place) => device.push([device.act([w.set(deal, { tags: [[], [`t${place}`]] })])])),
    );
    const numbers = answers.flatMap((answer) => (answer.kind === 'decided' ? answer.answers.map(({ n }) => n) : []));
    expect(new Set(numbers).size).toBe(10);
    expect((await w.tenant.fields('crm/deal', deal))?.['tags']).toHaveLength(10);
    expect(await ask('/journal/verify', { token: tokens.admin })).toMatchObject({ body: { problems: [] } });
  });

  it('[S-2] the same push sent ten times at the same time is done once', async () => {
    const device = w.mia.twin();
    const deal = w.id();
    const one = device.act([w.deal(deal)]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => device.push([one])));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await w.tenant.rows('select n from store.journal where record = $1', [deal])).toHaveLength(1);
  });
});
