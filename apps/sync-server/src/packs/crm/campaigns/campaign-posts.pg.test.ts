import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { changeEdit, made } from '../../../testing/test-server.ts';
import { givenTexts } from '../../../testing/texts/texts-world.ts';

const given = givenTexts();
const dayMs = 24 * 3_600_000;
let tags = 0;
type Fields = Readonly<Record<string, JsonValue>>;

/** Starts a campaign to one contact, with two posts: one at its beginning, one two days later. */
async function start(more: Fields = {}) {
  const { w } = given;
  const [id, account, contact, tag] = [w.id(), w.id(), w.id(), `posts-${(tags += 1)}`];
  const posts = [{ id: 'post-1', account, words: 'Winter check', link: 'https://fenwright.example/winter', days: 0 }, { id: 'post-2', account, words: 'Last days', days: 2 }]; // prettier-ignore
  const plan = { where: { field: 'tags', op: 'has-any', value: [tag] }, living: false, variants: [{ id: 'a', words: 'First' }], test: null, window: null, perHour: 10_000, cost: null, dealDays: 60, posts, ...more }; // prettier-ignore
  expect((await w.ann.do([made(account, 'crm/social-account', { name: 'Fenwright', network: 'facebook', pageId: '1020304050', status: 'connected' })])).refused).toEqual({}); // prettier-ignore
  const done = await w.mia.do([
    made(contact, 'crm/contact', { name: 'Maris', tags: [tag], mobile: `+1303556${1_000 + tags}` }, { ownerId: w.mia.userId }), // prettier-ignore
    made(id, 'crm/campaign', { name: 'Winter check', about: 'crm/contact', purpose: 'contract', channel: 'text', status: 'running', plan }, { ownerId: w.mia.userId }), // prettier-ignore
  ]);
  expect(done.refused).toEqual({});
  return { id, account };
}
async function run(ms = 0): Promise<void> {
  given.test.advance(ms);
  for (let round = 0; round < 3; round += 1) await given.run();
}
const postsOn = (account: string) => given.w.tenant.rows<{ id: string; life: string; owner: string; words: string; status: string }>(`select id, life, owner_id as owner, fields ->> 'words' as words, fields ->> 'status' as status from store.crm_social_post where fields ->> 'account' = $1 order by created_at`, [account]); // prettier-ignore
const statusOf = async (id: string) => ((await given.w.tenant.fields('crm/campaign', id)) ?? {})['status'];
const setStatus = async (id: string, from: string, to: string) => expect((await given.w.mia.do([changeEdit(id, 'crm/campaign', { status: [from, to] })])).refused).toEqual({}); // prettier-ignore

describe('[CMP-15] the posts of a campaign', () => {
  it('are written once each, at their time, by several servers, and the campaign is not over before', async () => {
    const { id, account } = await start();
    await Promise.all([given.run(), given.run(), given.run()]);
    await run();
    expect(await postsOn(account)).toMatchObject([{ words: 'Winter check', owner: given.w.mia.userId, status: 'waiting' }]); // prettier-ignore
    await run(dayMs);
    expect([await statusOf(id), (await postsOn(account)).length]).toEqual(['running', 1]);
    await run(dayMs);
    await run(60_000);
    expect((await postsOn(account)).map(({ words }) => words)).toEqual(['Winter check', 'Last days']);
    await run(2 * dayMs);
    expect([await statusOf(id), (await postsOn(account)).length]).toEqual(['finished', 2]);
  });

  it('are not written while it is paused, nor after it was cancelled, and not again after somebody deleted one', async () => {
    const { id, account } = await start();
    await run();
    const [first] = await postsOn(account);
    await given.w.mia.do([changeEdit(first?.id ?? '', 'crm/social-post', { life: ['alive', 'deleted'] })]);
    await setStatus(id, 'running', 'paused');
    await run(3 * dayMs);
    expect(await postsOn(account)).toMatchObject([{ life: 'deleted' }]);
    await setStatus(id, 'paused', 'running');
    await run();
    expect((await postsOn(account)).map(({ words }) => words)).toEqual(['Winter check', 'Last days']);
    const other = await start();
    await setStatus(other.id, 'running', 'cancelled');
    await run(3 * dayMs);
    expect(await postsOn(other.account)).toEqual([]);
  });

  it('pause the campaign, with the reason, where one is refused', async () => {
    const { id } = await start({ posts: [{ id: 'post-1', account: given.w.id(), words: 'Hello', days: 0 }] });
    await run();
    const fields = (await given.w.tenant.fields('crm/campaign', id)) ?? {};
    expect(fields).toMatchObject({ status: 'paused', why: expect.stringContaining('A post cannot be published: ') as string }); // prettier-ignore
  });
});
