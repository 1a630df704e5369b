import type { JsonValue } from '@outpost/domain/kernel/json';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { leaseMs } from '../../../jobs/intents/claim-intents.ts';
import { makeSalesWorld, type SalesWorld } from '../../../testing/sales-world.ts';
import { GraphServer, graphKey } from '../../../testing/social/graph-server.ts';
import { makeTestDatabase, type TestDatabase } from '../../../testing/test-database.ts';
import { changeEdit, made, makeTestServer, testPassword, type TestServer } from '../../../testing/test-server.ts';

const graph = new GraphServer();
let database: TestDatabase;
let test: TestServer;
let w: SalesWorld;
let account: string;

/** Asks a route of the pack as an administrator or a member. */
async function ask(route: string, body: object, person: 'ada' | 'sol' = 'ada'): Promise<Response> {
  const signIn = await test.fetch('/auth/sign-in', { body: { email: `${person}@work.example`, password: testPassword, device: { id: test.newId(), name: person } } }); // prettier-ignore
  const { accessToken: token } = (await signIn.json()) as { readonly accessToken: string };
  return test.fetch(`/v1/packs/crm/${route}`, { body, token });
}
const run = () => test.server.runWorkers(w.tenant.orgId);
const readAgain = async () => {
  test.advance(6 * 60_000);
  await run();
};
const fields = (id: string) => w.tenant.fields('crm/social-post', id);
type Row = { readonly id: string; readonly version: number; readonly fields: Readonly<Record<string, JsonValue>> };
const living = (kind: 'crm_social_comment' | 'crm_lead') =>
  w.tenant.rows<Row>(`select id, version, fields from store.${kind} where life = 'alive'`);
const ofForms = async () => (await living('crm_lead')).filter(({ fields: of }) => of['source'] === 'social');

beforeAll(async () => {
  const at = await graph.start();
  database = await makeTestDatabase(inject('postgresUrl'));
  test = await makeTestServer(database.database, { services: { 'crm.social': at } });
  graph.nowMs = () => test.clock.nowMs();
  w = await makeSalesWorld(test);
  await w.tenant.person('Ada', 'admin', { email: 'ada@work.example' });
  await w.tenant.person('Sol', 'member', { teamId: w.teams.t1, email: 'sol@work.example' });
  const answer = await ask('connect-social-account', { network: 'facebook', ...graphKey });
  account = ((await answer.json()) as { id: string }).id;
});
beforeEach(() => {
  graph.posts.length = graph.answers.length = graph.leads.length = graph.asked.length = 0;
});
afterAll(async () => {
  await test.server.close();
  await graph.close();
  await database.drop();
});

/** Writes a post that is to be published. */
async function write(more: Readonly<Record<string, JsonValue>> = {}): Promise<string> {
  const id = w.id();
  const { refused } = await w.mia.do([made(id, 'crm/social-post', { account, words: 'Open house on Sunday', release: 'publish', ...more }, { ownerId: w.mia.userId })]); // prettier-ignore
  expect(refused).toEqual({});
  return id;
}

describe('[SOC-1] a page', () => {
  it('is connected by an administrator only, with a token that the network accepts', async () => {
    expect(await w.tenant.fields('crm/social-account', account)).toMatchObject({ name: 'Example Homes', network: 'facebook', status: 'connected', url: 'https://facebook.example/homes' }); // prettier-ignore
    expect((await ask('connect-social-account', { network: 'facebook', ...graphKey }, 'sol')).status).toBe(403);
    const wrong = await ask('connect-social-account', { network: 'facebook', ...graphKey, token: 'another' });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('Session has expired');
    const proof = await ask('connect-social-account', { network: 'facebook', ...graphKey, appSecret: 'another' });
    expect(await proof.text()).toContain('appsecret_proof');
  });

  it('keeps its token sealed, and out of every address that is asked', async () => {
    await readAgain();
    const rows = await w.tenant.rows('select * from store.social_account');
    expect(JSON.stringify(rows)).not.toContain(graphKey.token);
    expect(rows).toHaveLength(1);
    expect(graph.asked.join('\n')).not.toContain(encodeURIComponent(graphKey.token));
    expect(graph.asked.join('\n')).not.toContain('the+token');
  });
});

describe('[SOC-2] a post', () => {
  it('is published once, with its link, and says where it stands', async () => {
    const id = await write({ link: 'https://example.com/house' });
    await run();
    await run();
    expect(graph.posts).toMatchObject([{ message: 'Open house on Sunday', link: 'https://example.com/house' }]);
    expect(await fields(id)).toMatchObject({ outcome: 'posted', status: 'posted', remoteId: graph.posts[0]?.id ?? '', url: `https://facebook.example/${graph.posts[0]?.id}`, name: 'Open house on Sunday' }); // prettier-ignore
  });

  it('waits for its time, and is not published behind its last one', async () => {
    const soon = new Date(test.clock.nowMs() + 3_600_000).toISOString();
    const [id, late] = [await write({ publishAt: soon }), await write({ publishUntil: new Date(test.clock.nowMs() - 1_000).toISOString() })]; // prettier-ignore
    await run();
    expect(graph.posts).toEqual([]);
    expect(await fields(id)).toMatchObject({ status: 'waiting' });
    expect(await fields(late)).toMatchObject({
      status: 'expired',
      why: expect.stringContaining('not published in time') as string,
    });
    test.advance(3_601_000);
    await run();
    expect(graph.posts).toHaveLength(1);
  });

  it('that is a draft, or was taken back, is not published', async () => {
    const [draft, back] = [await write({ release: 'draft' }), await write()];
    await w.mia.do([changeEdit(back, 'crm/social-post', { release: ['publish', 'cancel'] })]);
    await run();
    expect(graph.posts).toEqual([]);
    expect([(await fields(draft))?.['status'], (await fields(back))?.['status']]).toEqual(['draft', 'cancelled']);
  });

  it('that the network refuses fails with its reason, and one that it asks to slow down waits', async () => {
    graph.answers.push({ status: 400, code: 368, message: 'The action is deemed abusive' });
    const id = await write();
    await run();
    expect(await fields(id)).toMatchObject({ status: 'failed', why: 'Facebook did not take it: The action is deemed abusive (number 368).' }); // prettier-ignore
    graph.answers.push({ status: 400, code: 32 });
    const waits = await write();
    await run();
    expect(await fields(waits)).toMatchObject({ status: 'waiting' });
    test.advance(3 * 60_000);
    await run();
    expect(await fields(waits)).toMatchObject({ status: 'posted' });
  });

  it('of an account without a key fails and says so', async () => {
    const other = w.id();
    await w.ann.do([made(other, 'crm/social-account', { name: 'Other', network: 'facebook', pageId: '9', status: 'connected' })]); // prettier-ignore
    const id = await write({ account: other });
    await run();
    expect((await fields(id))?.['why']).toMatch(/not connected/u);
  });
});

describe('[SOC-4] a post whose answer was lost', () => {
  it.each(['lost', 'half'] as const)('(%s) is not published again, and is found on the page', async (how) => {
    graph.answers.push(how);
    const id = await write({ words: `Lost: ${how}` });
    await run();
    expect(await fields(id)).toMatchObject({
      status: 'unknown',
      why: expect.stringContaining('answer was lost') as string,
    });
    await readAgain();
    await readAgain();
    expect(graph.posts).toHaveLength(1);
    expect(await fields(id)).toMatchObject({ status: 'posted', remoteId: graph.posts[0]?.id ?? '', url: `https://facebook.example/${graph.posts[0]?.id}` }); // prettier-ignore
    expect((await fields(id))?.['why'] ?? null).toBeNull();
  });

  it('stays unknown where the page does not show it: a person decides', async () => {
    graph.answers.push({ status: 500, code: 2 });
    const id = await write({ words: 'Never there' });
    await run();
    await readAgain();
    expect(await fields(id)).toMatchObject({ status: 'unknown' });
    await w.mia.do([changeEdit(id, 'crm/social-post', { decision: [null, 'again'] })]);
    await run();
    expect(graph.posts).toHaveLength(1);
    expect(await fields(id)).toMatchObject({ status: 'posted' });
  });

  it('is not taken for another post of ours with the same words', async () => {
    const first = await write({ words: 'Twice' });
    await run();
    graph.answers.push({ status: 500, code: 2 });
    const second = await write({ words: 'Twice' });
    await run();
    await readAgain();
    expect([(await fields(first))?.['status'], (await fields(second))?.['status']]).toEqual(['posted', 'unknown']);
  });

  it('is found too where the server stopped while publishing it', async () => {
    const id = await write({ words: 'Stopped', publishAt: new Date(test.clock.nowMs() + 60_000).toISOString() });
    await run();
    const claimed = new Date(test.clock.nowMs()).toISOString();
    await w.tenant.rows(`update store.intent set status = 'claimed', claimed_at = $2, fence = 1, attempts = 1, held_fence = null where id = $1`, [id, claimed]); // prettier-ignore
    graph.posts.push({ id: 'p1', message: 'Stopped', created_time: graph.time(), comments: [] });
    test.advance(leaseMs + 1);
    await run(); // ends the claim as unknown, and asks the page
    await readAgain();
    expect(graph.posts).toHaveLength(1);
    expect(await fields(id)).toMatchObject({ status: 'posted', remoteId: 'p1' });
  });
});

describe('[SOC-5] comments', () => {
  it('come back onto their post, each once', async () => {
    const id = await write({ words: 'With comments' });
    await run();
    const said = (n: number) => ({ id: `c${n}`, from: { id: '5', name: 'Ada Byron' }, message: `Comment ${n}`, created_time: graph.time(), permalink_url: `https://facebook.example/c${n}` }); // prettier-ignore
    graph.posts[0]?.comments.push(said(1), { ...said(2), from: null });
    await readAgain();
    graph.posts[0]?.comments.push(said(3));
    await readAgain();
    await readAgain();
    const found = (await living('crm_social_comment')).filter(({ fields: of }) => of['post'] === id);
    expect(new Set(found.map(({ fields: of }) => `${of['name'] as string}: ${of['words'] as string}`))).toEqual(
      new Set(['Ada Byron: Comment 1', 'Ada Byron: Comment 3', 'Somebody: Comment 2']),
    );
    expect(found).toHaveLength(3); // prettier-ignore
  });
});

describe('[SOC-6] leads of a form', () => {
  it('come in once each, with their source, also after they were deleted', async () => {
    const lead = { id: '900', created_time: graph.time(), field_data: [{ name: 'full_name', values: ['Ada Byron'] }, { name: 'email', values: ['ada@example.com'] }] }; // prettier-ignore
    graph.leads.push(lead);
    await readAgain();
    await readAgain();
    const [found, ...others] = await ofForms();
    expect(others).toEqual([]);
    expect(found?.fields).toMatchObject({ name: 'Ada Byron', email: 'ada@example.com', status: 'new', about: 'By a form of Example Homes.\n\nForm: Spring offer' }); // prettier-ignore
    await w.ann.do([changeEdit(found?.id ?? '', 'crm/lead', { life: ['alive', 'deleted'] })]);
    await readAgain();
    expect(await ofForms()).toEqual([]);
  });
});

describe('[SOC-1] a token that the network no longer accepts', () => {
  it('is shown on the account, and a disconnected page keeps no token', async () => {
    graph.token = 'replaced';
    await readAgain();
    expect(await w.tenant.fields('crm/social-account', account)).toMatchObject({ status: 'refused', problem: expect.stringContaining('Session has expired') as string }); // prettier-ignore
    graph.token = graphKey.token;
    await readAgain();
    expect(await w.tenant.fields('crm/social-account', account)).toMatchObject({ status: 'connected' });
    expect((await ask('disconnect-social-account', { id: account })).status).toBe(200);
    expect(await w.tenant.fields('crm/social-account', account)).toMatchObject({ status: 'disconnected' });
    expect(await w.tenant.rows('select id from store.social_account')).toEqual([]);
  });
});
