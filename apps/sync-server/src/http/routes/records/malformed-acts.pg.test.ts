import { randomUUID } from 'node:crypto';
import type { Act } from '@outpost/domain/kernel/acts/act';
import { type PushAnswer, pushAnswerSchema } from '@outpost/domain/sync/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../../testing/sales-world.ts';
import { type TestDevice, testPassword } from '../../../testing/test-server.ts';
import { smallBody } from '../../bodies/body-rules.ts';

const given = givenServer();
let w: SalesWorld;
let ada: TestDevice;
let token = '';
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  ada = await w.tenant.person('Ada', 'admin', { email: 'ada@malformed.example' });
  const reply = await given.test.fetch('/auth/sign-in', {
    body: { email: 'ada@malformed.example', password: testPassword, device: { id: randomUUID(), name: 'A laptop' } },
  });
  token = ((await reply.json()) as { accessToken: string }).accessToken;
});

const push = async (acts: readonly unknown[], device: string) => {
  const reply = await given.test.fetch('/sync/push', { token, body: { device, heads: [], schemas: {}, acts } });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
};
async function decided(acts: readonly unknown[], device: string) {
  const { status, body } = await push(acts, device);
  expect([status, body]).toEqual([200, expect.objectContaining({ kind: 'decided', stopped: null })]);
  const answer: PushAnswer = pushAnswerSchema.parse(body); // matches the wire's schema after every request
  return answer.kind === 'decided' ? answer.answers : [];
}

type Spoiled = (act: Act) => unknown;
const withEdit = (act: Act, more: object): unknown => ({ ...act, edits: [{ ...act.edits[0], ...more }] });
const wrongs: Readonly<Record<string, readonly [spoil: Spoiled, path: string, message: RegExp]>> = {
  'has no label': [({ label: _, ...act }) => act, 'label', /label: is missing/],
  'has a label of null': [(act) => ({ ...act, label: null }), 'label', /label: must be text in quotes, not null/],
  'has a label that cannot be stored': [(act) => ({ ...act, label: 'a\0b' }), 'label', /label: has a character that can't be stored/],
  'has an unknown shape': [(act) => ({ ...act, shape: 'half' }), 'shape', /shape: must be one of: together, each/],
  'has an unknown member': [(act) => ({ ...act, constructor: 1 }), 'act', /has no place for "constructor"/],
  'has no list of edits': [(act) => ({ ...act, edits: { 0: act.edits[0] } }), 'edits', /edits: must be a list, not an object/],
  'has an edit that is not an object': [(act) => ({ ...act, edits: [act.edits[0], 7] }), 'edits.1', /edits\.1: must be an object, not a number/],
  'has an edit of a record without an id': [(act) => withEdit(act, { id: 'mine' }), 'edits.0.id', /edits\.0\.id: /],
  'has a change without its from': [(act) => ({ ...act, edits: [{ id: w.id(), entity: 'crm/deal', seen: 0, fields: { name: 'New' } }] }), 'edits.0.fields.name', /edits\.0\.fields\.name: must be a list, not text in quotes/],
  'has half of a surrogate pair in a field': [(act) => withEdit(act, { create: { fields: { name: '\ud83d' } } }), 'edits.0.create.fields.name', /can't be stored/],
  'is shared with too many': [(act) => withEdit(act, { create: { fields: {}, ownerId: null, teamId: null, schema: 1, sharedWith: Array.from({ length: 501 }, () => w.id()) } }), 'edits.0.create.sharedWith', /at most 100 people/],
}; // prettier-ignore

describe.each(Object.entries(wrongs))('an act of a push that %s', (_, [spoil, path, message]) => {
  it.each([
    ['a small body', 0],
    ['a large one', smallBody],
  ])('[S-2, S-5] is refused under its own id, and the others of %s are decided', async (_body, padding) => {
    const twin = ada.twin();
    const ids = [w.id(), w.id(), w.id()];
    const note = 'x'.repeat(padding);
    const acts = ids.map((id) => twin.act([w.deal(id, { name: `Deal ${note}`.slice(0, 200) })]));
    const large = twin.act(Array.from({ length: padding === 0 ? 1 : 400 }, () => w.deal(w.id())));
    const [one, two, three] = acts;
    const answers = await decided([one, two && spoil(two), three, large], twin.device);
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'refused', 'accepted', 'accepted']);
    expect(answers[1]).toMatchObject({ act: two?.id, versions: {}, superseded: {}, refused: { [two?.id ?? '']: { code: 'act/invalid', details: { path } } } }); // prettier-ignore
    expect(answers[1]?.refused[two?.id ?? '']?.message).toMatch(message);
    const stored = await w.tenant.rows<{ id: string }>('select id from store.crm_deal where org_id = $1 and id = any($2::uuid[])', [w.tenant.orgId, ids]); // prettier-ignore
    expect(new Set(stored.map(({ id }) => id))).toEqual(new Set([ids[0], ids[2]]));
  });
});

describe('an unreadable act of a push', () => {
  it('[S-2] uses its number and its id: the next act is in order, and a repetition gets the same answer', async () => {
    const twin = ada.twin();
    const [bad, next] = [twin.act([w.deal(w.id())]), twin.act([w.deal(w.id())])];
    const first = await decided([{ ...bad, label: 5 }], twin.device);
    expect((await decided([next], twin.device))[0]?.status).toBe('accepted');
    expect(await decided([{ ...bad, label: 5 }], twin.device)).toEqual(first);
    expect(await decided([bad], twin.device)).toEqual(first); // corrected under the same id, it is still that act (S-2)
    const journal = await w.tenant.rows<{ kind: string }>('select kind from store.journal where org_id = $1 and act = $2', [w.tenant.orgId, bad.id]); // prettier-ignore
    expect(journal).toEqual([{ kind: 'decided' }]);
  });

  it('[S-2b] must have the next number', async () => {
    const twin = ada.twin();
    const [one, two, three] = [0, 0, 0].map(() => twin.act([w.deal(w.id())]));
    const { body } = await push([one, { ...three, label: 5 }, two], twin.device);
    expect(body).toMatchObject({ stopped: { act: three?.id, code: 'sync/gap' } });
  });

  it.each([
    ['no id', 'id', { id: undefined }],
    ['an invalid id', 'id', { id: 'mine' }],
    ['no number', 'number', { number: undefined }],
    ['the number 0', 'number', { number: 0 }],
  ])('[S-2] with %s: nothing is decided, and the refusal names its place', async (_, path, more) => {
    const twin = ada.twin();
    const [one, two] = [twin.act([w.deal(w.id())]), twin.act([w.deal(w.id())])];
    const { status, body } = await push([one, { ...two, ...more }], twin.device);
    expect([status, body['code'], body['details']]).toEqual([400, 'request/invalid', { path: `body.acts.1.${path}` }]);
    expect((await decided([one], twin.device))[0]?.status).toBe('accepted');
  });

  it('[S-2] that is null: nothing is decided, and the refusal names its place', async () => {
    const twin = ada.twin();
    const { status, body } = await push([twin.act([w.deal(w.id())]), null], twin.device);
    expect([status, body['details']]).toEqual([400, { path: 'body.acts.1' }]);
  });

  it('[E-2] in a request of a program refuses the whole request', async () => {
    const acts = [
      { label: 'Fine', shape: 'together', edits: [w.deal(w.id())] },
      { shape: 'together', edits: [] },
    ];
    const reply = await given.test.fetch('/acts', { token, body: { acts } });
    expect([reply.status, ((await reply.json()) as { details: unknown }).details]).toEqual([400, { path: 'body.acts.1.label' }]); // prettier-ignore
  });
});
