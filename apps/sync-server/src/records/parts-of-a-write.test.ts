import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Act, Edit } from '@outpost/domain/kernel/acts/act';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { describe, expect, it } from 'vitest';
import { authorOf } from '@outpost/domain/engine/act/author';
import { holdersKey } from '@outpost/domain/engine/reads/look';
import { columnsOf } from './write/columns-of.ts';
import { Filing } from './decide/feed-rows.ts';
import { firstNeeds, nextNeeds } from './load/first-needs.ts';
import { groupKey, groupOf, hasNeeds, newChildKey, noNeeds, nothingLoaded } from './load/loaded.ts';
import { restOf, Slices } from '../sharing/loop-share.ts';
import { nameOfPerson, nameOfToken, readNotice } from '../journal/news.ts';
import { piecesOf, weighedPieces } from './load/pieces-of.ts';
import type { Run } from './decide/run.ts';
import { mostEditsPerTransaction, takeBatch } from './load/weigh-acts.ts';
import { concernedBy } from './write/write-run.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [ann, ben, north, deal, other, note] = [1, 2, 3, 4, 5, 6].map(idOf) as [string, string, string, string, string, string]; // prettier-ignore
type Fields = Readonly<Record<string, JsonValue>>;
const record = (id: string, entity: string, fields: Fields, more: Partial<StoredRecord> = {}): StoredRecord => ({
  id, entity, schema: 1, version: 3, life: 'alive', ownerId: null, teamId: null, sharedWith: [], inherited: null, fields,
  createdAt: '', createdBy: ben, updatedAt: '', updatedBy: ben, ...more,
}); // prettier-ignore
const aDeal = (more: Partial<StoredRecord> = {}) => record(deal, 'crm/deal', { name: 'Acme' }, more);
const author = (...grants: readonly string[]) =>
  authorOf({ userId: ann, memberships: [{ role: 'r', teamId: north, portal: false, grants: grants.flatMap((one) => parseGrant(one) ?? []) }] }, installedCatalogue); // prettier-ignore
const tenant = {
  orgId: idOf(9),
  installed: installedCatalogue,
  catalogue: installedCatalogue,
  definitions: [],
  filedByMonth: {},
};
const actOf = (edits: readonly Edit[], more: Partial<Act> = {}): Act => ({ id: idOf(80), number: 1, label: 'x', shape: 'together', madeAt: '', edits: [...edits], ...more }); // prettier-ignore
const set = (id: string, fields: Record<string, [JsonValue, JsonValue]>, entity = 'crm/deal'): Edit => ({ id, entity, seen: 0, fields }); // prettier-ignore

describe('[A-3] [A-4] the feed rows of a batch', () => {
  const at = (filing: Filing) => Object.fromEntries(filing.rows.map(({ token, n, gone, gained }) => [token, [n, gone, gained]])); // prettier-ignore
  const [org, mine, his] = ['crm/deal@org', `crm/deal@user:${ann}`, `crm/deal@user:${ben}`] as const;
  it('file a new record under its tokens, from its number on', () => {
    const filing = new Filing({ catalogue: installedCatalogue, filedByMonth: {} });
    filing.file(5, undefined, aDeal({ ownerId: ann }));
    expect([at(filing), filing.count, filing.past]).toEqual([{ [org]: [5, false, 5], [mine]: [5, false, 5] }, 2, []]);
    filing.file(6, undefined, undefined);
    expect(filing.count).toBe(2);
  });
  it('[S-9] end the filing of a record that leaves a token, at the end of that act', () => {
    const filing = new Filing({ catalogue: installedCatalogue, filedByMonth: {} });
    filing.file(5, aDeal({ ownerId: ann }), aDeal({ ownerId: ben }));
    filing.file(6, undefined, record(other, 'crm/deal', {}));
    filing.endAct(6);
    expect(at(filing)).toMatchObject({ [mine]: [5, true, 5], [his]: [5, false, 5] });
    expect(filing.rows.find(({ token, id }) => token === org && id === deal)).toMatchObject({ gained: null, n: 5 });
    expect(filing.past).toEqual([{ token: mine, id: deal, since: null, until: 6 }]);
    filing.file(7, aDeal({ ownerId: ben }), aDeal({ ownerId: ann }));
    filing.endAct(7);
    expect(filing.past[1]).toEqual({ token: his, id: deal, since: 5, until: 7 });
    expect(at(filing)).toMatchObject({ [mine]: [7, false, 7], [his]: [7, true, 7] });
  });
  it('keep no past filing that began and ended within one act', () => {
    const filing = new Filing({ catalogue: installedCatalogue, filedByMonth: {} });
    filing.endAct(4);
    filing.file(5, undefined, aDeal({ ownerId: ann }));
    filing.file(6, aDeal({ ownerId: ann }), aDeal({ ownerId: ben }));
    filing.endAct(6);
    expect(filing.past).toEqual([]);
    expect(at(filing)).toMatchObject({ [mine]: [6, true, 6], [his]: [6, false, 5], [org]: [6, false, 5] });
  });
  it('report an erased record as gone, and its filings as past', () => {
    const filing = new Filing({ catalogue: installedCatalogue, filedByMonth: {} });
    filing.file(5, aDeal({ ownerId: ann }), undefined);
    filing.endAct(5);
    expect(at(filing)).toEqual({ [org]: [5, true, 5], [mine]: [5, true, 5] });
    expect(filing.past.toSorted((a, b) => (a.token < b.token ? -1 : 1))).toEqual(
      [org, mine].sort().map((token) => ({ token, id: deal, since: null, until: 5 })),
    );
  });
  it('file a record late in a batch under its own number', () => {
    const filing = new Filing({ catalogue: installedCatalogue, filedByMonth: {} });
    filing.file(8, undefined, aDeal());
    filing.file(5, aDeal(), aDeal());
    expect(at(filing)).toEqual({ [org]: [8, false, 8] });
  });
});

describe('a piece of work', () => {
  it('[E-3] contains acts up to the weight of a transaction, or one that is too large', () => {
    const acts = [1, 2, 3].map((n) => actOf([], { id: idOf(n) }));
    const taken = (...weights: readonly number[]) => {
      const { batch, weight } = takeBatch(acts, (act) => weights[acts.indexOf(act)] ?? 0);
      return [batch.length, weight];
    };
    const most = mostEditsPerTransaction;
    expect(taken(1, 1, 1)).toEqual([3, 3]);
    expect(taken(1, most - 1, 1)).toEqual([2, most]);
    expect(taken(most + 5, 1, 1)).toEqual([1, most + 5]);
    expect(takeBatch([], () => 1)).toEqual({ batch: [], weight: 0 });
  });
  it('contains rows in their order', () => {
    const rows = [1, 2, 3, 4, 5];
    expect([...piecesOf(rows, 2)]).toEqual([[1, 2], [3, 4], [5]]);
    expect([...piecesOf(rows, 5)][0]).toBe(rows);
    expect([...piecesOf([])]).toEqual([]);
    const weighed = (room: number) => [...weighedPieces(rows, room, (row) => row)];
    expect(weighed(5)).toEqual([[1, 2], [3], [4], [5]]);
    expect(weighed(6)).toEqual([[1, 2, 3], [4], [5]]);
    expect(weighed(1)).toEqual([[1], [2], [3], [4], [5]]);
    expect([...weighedPieces([], 1, () => 1)]).toEqual([]);
  });
  it('is done in slices, one in each turn of the event loop, in order of arrival', async () => {
    const rest = restOf(idOf(1));
    const slices = new Slices(10, rest);
    expect([slices.did(4), slices.did(5)]).toEqual([undefined, undefined]);
    const next = slices.did(1);
    expect(next).toBeInstanceOf(Promise);
    const order: string[] = [];
    const first = rest().then(() => order.push('first'));
    const second = rest().then(() => order.push('second'));
    setImmediate(() => order.push('something else'));
    await Promise.all([next, first, second]);
    expect(order).toEqual(['something else', 'first', 'second']);
    expect(slices.did(9)).toBeUndefined();
  });
  it('is sent as one array for each column of its rows', () => {
    expect(columnsOf([{ a: 1, b: 2 }, { a: 3, b: 4 }], ['b', 'a'])).toEqual([[2, 4], [1, 3]]); // prettier-ignore
  });
});

describe('[S-3] the news of a batch', () => {
  const run = (tokens: readonly string[], waiting: readonly string[] = []) =>
    ({ filing: { tokens: new Set(tokens) }, waiting: new Map(waiting.map((id) => [id, {}])) }) as unknown as Run; // prettier-ignore
  const device = { id: idOf(70), userId: ann, last: 1 };
  it('concerns the authors, and the tokens under which rows were filed', () => {
    expect(concernedBy([run(['a', 'b']), run(['b'])], [device])).toEqual(new Set([nameOfPerson(ann), nameOfToken('a'), nameOfToken('b')])); // prettier-ignore
    expect(concernedBy([run([])], [])).toEqual(new Set());
  });
  it('concerns everyone where Postgres files the children of a parent itself', () => {
    expect(concernedBy([run(['a']), run([], [deal])], [device])).toBe('everyone');
  });
});

describe('the needs of a batch', () => {
  const needs = (...acts: readonly Act[]) =>
    Object.fromEntries(Object.entries(firstNeeds(tenant, acts, author('*:*@org'))).flatMap(([name, ids]) => (ids.size === 0 ? [] : [[name, [...ids]]]))); // prettier-ignore
  const made = (fields: Fields, more: object = {}): Edit => ({ id: note, entity: 'crm/activity', create: { fields, ownerId: null, teamId: null, sharedWith: [], schema: 1, ...more } }); // prettier-ignore
  it('[P-4] contain the act, its records, and the records that they name or depend on', () => {
    const act = idOf(80);
    expect(
      needs(
        actOf(
          [{ ...set(deal, { account: [other, note], name: ['a', 'b'] }), after: [{ act: idOf(70), record: deal }] }],
          { group: idOf(60), undoes: idOf(61) },
        ),
      ),
    ).toEqual({
      // prettier-ignore
      acts: [act, idOf(61), idOf(70)],
      groups: [groupKey(idOf(60), ann)],
      changes: [idOf(61)],
      records: [deal, note],
    });
    expect(groupOf(groupKey(idOf(60), ann))).toEqual([idOf(60), ann]);
    expect(needs(actOf([made({ about: `crm/deal:${deal}` }, { ownerId: ann, teamId: north, sharedWith: [ben] })]))).toEqual({ acts: [act, note], records: [note, ben, deal] }); // prettier-ignore
    expect(needs(actOf([set(deal, { name: ['a', 'b'] }, 'crm/unheard')]))).toEqual({ acts: [act], records: [deal] });
  });
  it('[S-4f] [A-3a] contain the survivor of a merge, the references to the merged record, and children that move', () => {
    expect(needs(actOf([set(deal, { life: ['alive', `merged:${other}`] })]))).toMatchObject({ records: [deal, other], references: [deal] }); // prettier-ignore
    expect(needs(actOf([set(deal, { life: ['alive', 'merged:nothing'] })]))).not.toHaveProperty('references');
    expect(needs(actOf([set(deal, { life: ['alive', 'deleted'] })]))).not.toHaveProperty('children');
    for (const name of ['ownerId', 'teamId', 'sharedWith'])
      expect(needs(actOf([set(deal, { [name]: [null, null] })]))['children']).toEqual([deal]);
    expect(needs(actOf([set(note, { about: [null, null] }, 'crm/activity')]))['children']).toEqual([note]);
  });
  it('[S-4e] contain the holders of a new record’s keys', () => {
    const product = entityOf(installedCatalogue, 'crm/product');
    const bolt = { id: other, entity: product.name, create: { fields: { name: 'Bolt', sku: 'B-1' }, ownerId: null, teamId: null, sharedWith: [], schema: 1 } }; // prettier-ignore
    expect(needs(actOf([bolt]))['holders']).toEqual([holdersKey(product.name, ['sku'], ['b-1'])]);
    expect(needs(actOf([{ ...bolt, create: { ...bolt.create, fields: { name: 'Bolt' } } }]))).not.toHaveProperty(
      'holders',
    );
  });
  it('[P-4] then contain the needs that follow from the loaded data', () => {
    const loaded = nothingLoaded();
    expect(nextNeeds(tenant, loaded)).toBeUndefined();
    loaded.records.set(deal, aDeal({ life: `merged:${other}` }));
    loaded.records.set(note, record(note, 'crm/activity', { about: `crm/deal:${idOf(20)}` }));
    loaded.records.set(idOf(21), null);
    expect([...(nextNeeds(tenant, loaded)?.records ?? [])]).toEqual([other, idOf(20)]);
    loaded.records.set(other, null);
    loaded.records.set(idOf(20), null);
    expect(nextNeeds(tenant, loaded)).toBeUndefined();
    const change = { n: 4, act: 'a', record: deal, entity: 'crm/deal', expanded: false } as const;
    loaded.changes.set('a', [
      { ...change, kind: 'created', changed: {} },
      { ...change, record: idOf(22), kind: 'changed', changed: { account: [idOf(23), null], ownerId: [null, ann] } },
      { ...change, record: idOf(24), entity: 'crm/unheard', kind: 'created', changed: {} },
    ]);
    const next = nextNeeds(tenant, loaded) ?? noNeeds();
    expect([...next.records]).toEqual([idOf(22), idOf(23), idOf(24)]);
    expect([...next.newChildren]).toEqual([newChildKey(deal, 4, 'a')]);
    expect([...next.children]).toEqual([idOf(22)]);
    loaded.newChildren.set(newChildKey(deal, 4, 'a'), 'many');
    loaded.children.set(idOf(22), []);
    for (const id of [22, 23, 24].map(idOf)) loaded.records.set(id, null);
    expect(nextNeeds(tenant, loaded)).toBeUndefined();
    expect(hasNeeds({ ...noNeeds(), acts: new Set(['a']) })).toBe(true);
  });
});

describe('[S-3] a notice of news', () => {
  it('contains the newest number, the names concerned, and the mark of the rights', () => {
    expect(readNotice(`org 12 mark ${nameOfToken('a')},${nameOfPerson('b')}`)).toEqual({ orgId: 'org', n: 12, mark: 'mark', names: new Set([nameOfToken('a'), nameOfPerson('b')]) }); // prettier-ignore
    expect(readNotice('org 12 mark *')).toMatchObject({ names: 'everyone' });
    expect(readNotice('org 12')).toMatchObject({ n: 12, mark: '', names: 'everyone' });
    for (const said of ['', 'org', 'org x', 'org 1x', 'org x1', 'session ended'])
      expect(readNotice(said)).toBeUndefined();
    expect(nameOfToken('a')).toHaveLength(8);
    expect(nameOfPerson('a')).not.toBe(nameOfToken('a'));
  });
});
