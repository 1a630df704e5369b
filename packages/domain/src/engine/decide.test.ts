import { mostShared, type Principal } from '../kernel/access/access.ts';
import type { Act, Edit } from '../kernel/acts/act.ts';
import type { JsonValue } from '../kernel/json.ts';
import type { Decision } from '../sync/protocol.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  actId,
  ann,
  at,
  before,
  ben,
  DecisionWorld,
  holding,
  make,
  north,
  record,
  set,
} from '../testing/decision-world.ts';
import { outOfSight } from './decide.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [south, deal, other, note, account] = [4, 5, 6, 7, 8].map(idOf) as [string, string, string, string, string];
const inherited = { ownerId: ann, teamId: north, sharedWith: [] };
const aDeal = { name: 'Acme', stage: 'prospecting' };
const aNote = { about: `crm/deal:${deal}`, kind: 'note', subject: 'Hello' };
const own = holding('*:read@own', '*:create@own', '*:update@own', '*:delete@own');
const all = holding('*:*@org');
type Fields = Readonly<Record<string, JsonValue>>;

let world: DecisionWorld;
let records: DecisionWorld['records'];
const decide = (...asked: Parameters<DecisionWorld['decide']>) => world.decide(...asked);
const said = (...asked: Parameters<DecisionWorld['decide']>) => world.said(...asked);
const did = (...asked: Parameters<DecisionWorld['did']>) => world.did(...asked);
const message = (...asked: Parameters<typeof decide>) => [...decide(...asked).refused.values()][0]?.message;
const left = (id: string, ...asked: Parameters<typeof decide>) => decide(...asked).records.find((one) => one.record.id === id); // prettier-ignore

beforeEach(() => {
  world = new DecisionWorld();
  ({ records } = world);
  for (const one of [
    record(deal, 'crm/deal', aDeal),
    record(other, 'crm/deal', { ...aDeal, name: 'Beta' }),
    record(note, 'crm/activity', aNote, { ownerId: null, teamId: null, inherited }),
    record(ann, 'platform/person', { name: 'Ann', status: 'active' }, { ownerId: null, teamId: null }),
    record(ben, 'platform/person', { name: 'Ben', status: 'active' }, { ownerId: null, teamId: null }),
    record(south, 'platform/team', { name: 'South' }, { ownerId: null, teamId: null }),
  ])
    records.set(one.id, one);
  world.writers.set(`${other} name`, { by: ben, at: before, n: 3 });
});

describe('an act', () => {
  it('[S-2] leaves the records as it asks for, lists each record once, and weighs its edits', () => {
    const decided = decide([set(deal, { name: ['Acme', 'Acme 2'] }), set(deal, { source: [null, 'Call'] })]);
    expect(decided).toMatchObject({ status: 'accepted', asked: [deal], weighed: 2 });
    expect(decided.records).toMatchObject([{ record: { id: deal, fields: { name: 'Acme 2', source: 'Call' } }, superseded: {}, expanded: false }]); // prettier-ignore
  });
  it('[E-2] contains the time at which it was made', () => {
    expect(said([set(deal, { name: ['Acme', 'x'] })], { madeAt: 'today' })).toEqual({ status: 'refused', [deal]: 'act/invalid' }); // prettier-ignore
    expect(said([], { madeAt: 'today' })).toEqual({ status: 'refused', [actId]: 'act/invalid' });
    expect(decide([set(deal, {}), set(deal, {})], { madeAt: 'today' })).toMatchObject({ asked: [deal], records: [] });
  });
  it('[E-3] is refused where it changes more than one act may', () => {
    const edits = [set(deal, { name: ['Acme', 'x'] }), set(other, { name: ['Beta', 'x'] })];
    expect(said(edits, { changes: 2 })).toEqual({ status: 'accepted' });
    expect(said(edits, { changes: 1 })).toEqual({
      status: 'refused',
      [deal]: 'act/too-large',
      [other]: 'act/too-large',
    });
    expect(said(edits, { changes: 1, shape: 'each' })).toMatchObject({ status: 'refused' });
  });
  it('[S-2] is accepted or refused as a whole, or record by record', () => {
    const edits = [set(deal, { name: ['Acme', 'x'] }), set(other, { name: ['Beta', ''] })];
    expect(said(edits)).toEqual({ status: 'refused', [deal]: 'act/refused-whole', [other]: 'records/invalid' });
    expect(decide(edits).records).toEqual([]);
    expect(decide(edits).refused.get(deal)).toMatchObject({ details: { because: 'records/invalid' } });
    const each = decide(edits, { shape: 'each' });
    expect(each.status).toBe('merged');
    expect([...each.refused.keys()]).toEqual([other]);
    expect(each.records.map((one) => one.record.id)).toEqual([deal]);
    expect(said([edits[1] as Edit], { shape: 'each' })).toEqual({ status: 'refused', [other]: 'records/invalid' });
  });
  it('[S-2] record by record, refuses a record at its first refused edit, with the edits that depend on it', () => {
    const mine = idOf(50);
    const edits = [
      make(mine, 'crm/deal', aDeal, { ownerId: ann }),
      make(idOf(51), 'crm/activity', { ...aNote, about: `crm/deal:${mine}` }),
      set(mine, { name: ['Acme', ''] }),
      set(mine, { source: [null, 'x'] }),
      set(deal, { name: ['Acme', 'x'] }),
    ];
    const decided = decide(edits, { shape: 'each' });
    expect([...decided.refused].map(([id, { code }]) => [id, code])).toEqual([[mine, 'records/invalid'], [idOf(51), 'records/parent-gone']]); // prettier-ignore
    expect(decided.records.map((one) => one.record.id)).toEqual([deal]);
    expect(decided.status).toBe('merged');
  });
  it('[S-4b] is refused if an act on which it depends is refused', () => {
    const refused = { [deal]: { code: 'x' } };
    world.acts.set(idOf(70), { answer: { refused } as unknown as Decision });
    const edit = (after: Edit['after']): Edit => ({ ...set(deal, { name: ['Acme', 'x'] }), after });
    expect(said([edit([{ act: idOf(70), record: deal }])])).toEqual({
      status: 'refused',
      [deal]: 'sync/ground-refused',
    });
    expect(said([edit([{ act: idOf(70), record: other }, { act: idOf(71), record: deal }])])).toEqual({ status: 'accepted' }); // prettier-ignore
  });
  it('[S-4c] of a group that its author has undone is refused, except an undo', () => {
    const group = idOf(80);
    world.undoneGroups.add(`${group} ${ann}`);
    const edits = [set(deal, { name: ['Acme', 'x'] })];
    expect(said(edits, { group })).toEqual({ status: 'refused', [deal]: 'undo/group-undone' });
    expect(said(edits, { group: idOf(81) })).toEqual({ status: 'accepted' });
    did(idOf(60), [{ record: deal, entity: 'crm/deal', changed: { name: ['Old', 'Acme'] } }]);
    expect(said([], { group, undoes: idOf(60) })).toEqual({ status: 'accepted' });
  });
  it('[K-3] is refused for an unknown kind of record', () => {
    expect(said([set(deal, { name: ['Acme', 'x'] }, 'crm/ship')])).toEqual({ status: 'refused', [deal]: 'records/unknown-entity' }); // prettier-ignore
  });
  it('[A-5] discloses neither which records are out of sight nor how many', () => {
    const act = { id: actId } as Act;
    expect(outOfSight(act, 'refused').message).toBe('The record of this change is gone, or not shared with you.');
    expect(outOfSight(act, 'merged')).toMatchObject({ code: 'records/not-found', details: { id: actId }, message: expect.stringMatching(/^Some records/) as string }); // prettier-ignore
  });
});

describe('an undo', () => {
  const target = idOf(60);
  const rename = { record: deal, entity: 'crm/deal', changed: { name: ['Old', 'Acme'] } } as const;
  it('[S-4c] reverses the rows of the journal, the newest change first, and keeps later changes', () => {
    did(target, [rename, { record: other, entity: 'crm/deal', changed: { name: ['Old', 'Other'] } }]);
    const decided = decide([], { undoes: target });
    expect(decided).toMatchObject({ status: 'merged', asked: [other, deal] });
    expect(decided.records.find((one) => one.record.id === deal)).toMatchObject({ record: { fields: { name: 'Old' } }, superseded: {} }); // prettier-ignore
    expect(decided.records.find((one) => one.record.id === other)).toMatchObject({
      record: { fields: { name: 'Beta' } },
      superseded: { name: { value: 'Old', by: ann, at } },
    });
  });
  it('[S-4c] does nothing where the act was undone before, or refused', () => {
    for (const known of [{ undoneBy: idOf(61) }, { status: 'refused' as const }]) {
      did(target, [rename], known);
      expect(decide([], { undoes: target })).toMatchObject({ status: 'accepted', asked: [deal], records: [] });
    }
  });
  it('[A-5] finds an act that its author made, or of which its author sees a record', () => {
    expect(said([], { undoes: target })).toEqual({ status: 'refused', [actId]: 'undo/unknown' });
    did(target, [rename], { author: ben });
    expect(said([], { undoes: target, by: own })).toEqual({ status: 'accepted' });
    records.set(deal, record(deal, 'crm/deal', aDeal, { ownerId: ben, teamId: south }));
    expect(said([], { undoes: target, by: own })).toEqual({ status: 'refused', [actId]: 'undo/unknown' });
    did(target, [rename], { author: ann });
    expect(said([], { undoes: target, by: own })).toEqual({ status: 'refused', [deal]: 'records/not-found' });
    did(target, [{ ...rename, record: idOf(55) }], { author: ben });
    expect(said([], { undoes: target })).toEqual({ status: 'refused', [actId]: 'undo/unknown' });
    expect(said([], { undoes: target, by: 'server' })).toEqual({ status: 'refused', [idOf(55)]: 'records/not-found' });
  });
  it('[S-4c] of a creation deletes the record, and loses where the record or its children changed since', () => {
    const made = { record: deal, entity: 'crm/deal', kind: 'created' } as const;
    did(target, [made]);
    expect(left(deal, [], { undoes: target })?.record.life).toBe('deleted');
    did(target, [{ ...made, n: 2 }]);
    const since = { record: { life: 'alive' }, superseded: { life: { value: 'deleted', by: ann, at } } };
    expect(left(deal, [], { undoes: target })).toMatchObject(since);
    did(target, [made]);
    world.hasNewChild = true;
    expect(left(deal, [], { undoes: target })).toMatchObject(since);
  });
  it('[S-4c] restores a record before others refer to it again', () => {
    records.set(deal, record(deal, 'crm/deal', aDeal, { life: 'deleted' }));
    records.set(note, record(note, 'crm/activity', aNote, { life: 'deleted', inherited }));
    did(target, [
      { record: deal, entity: 'crm/deal', changed: { life: ['alive', 'deleted'] } },
      { record: note, entity: 'crm/activity', changed: { life: ['alive', 'deleted'] } },
    ]);
    expect(decide([], { undoes: target })).toMatchObject({ status: 'accepted', asked: [deal, note] });
    did(target, [
      { record: deal, entity: 'crm/deal', changed: { life: ['alive', 'deleted'] } },
      { record: other, entity: 'crm/deal', changed: { life: ['deleted', 'alive'] } },
    ]);
    expect(decide([], { undoes: target }).asked).toEqual([deal, other]);
  });
  it('[K-5] skips fields of an older build, and writes no field that only the server writes', () => {
    did(target, [{ record: deal, entity: 'crm/deal', changed: { ofOld: ['a', 'b'] } }]);
    expect(said([], { undoes: target })).toMatchObject({ status: 'merged' });
    did(target, [{ record: note, entity: 'crm/activity', changed: { deliveryError: [null, 'x'] } }]);
    expect(said([], { undoes: target })).toEqual({ status: 'refused', [note]: 'access/denied' });
    did(target, [{ record: note, entity: 'crm/activity', changed: { kind: ['call', 'note'] } }]);
    expect(left(note, [], { undoes: target })?.record.fields['kind']).toBe('call');
  });
});

describe('a change', () => {
  it('[A-5] [A-2] requires an existing record, of this kind, in sight, that the author may change, in this order', () => {
    const gone = { status: 'refused', [idOf(50)]: 'records/not-found' };
    expect(said([set(idOf(50), { name: ['a', 'b'] })])).toEqual(gone);
    expect(said([set(deal, { name: ['a', 'b'] }, 'crm/lead')])).toEqual({
      status: 'refused',
      [deal]: 'records/not-found',
    });
    records.set(other, record(other, 'crm/deal', aDeal, { ownerId: ben, teamId: south }));
    expect(said([set(other, { name: ['a', 'b'] })], { by: own })).toEqual({ status: 'refused', [other]: 'records/not-found' }); // prettier-ignore
    expect(said([set(deal, { name: ['Acme', 'b'] })], { by: holding('*:read@org') })).toEqual({ status: 'refused', [deal]: 'access/denied' }); // prettier-ignore
    expect(said([set(deal, { ownerId: [ann, ben] })], { by: own })).toEqual({
      status: 'refused',
      [deal]: 'access/denied',
    });
    records.set(deal, record(deal, 'crm/deal', aDeal, { life: 'deleted' }));
    expect(said([set(deal, { name: ['Acme', 'b'] })])).toEqual({ status: 'refused', [deal]: 'records/deleted' });
    expect(said([set(deal, { life: ['deleted', 'alive'], name: ['Acme', 'b'] })])).toEqual({ status: 'accepted' });
    records.set(deal, record(deal, 'crm/deal', aDeal, { life: 'deleted' }));
    expect(said([set(deal, { source: [null, 'b'] })], { by: 'server' })).toEqual({ status: 'accepted' });
  });
  it('[A-3a] is refused where the parent is deleted, unless the act restores the parent', () => {
    records.set(deal, record(deal, 'crm/deal', aDeal, { life: 'deleted' }));
    const edit = set(note, { subject: ['Hello', 'x'] }, 'crm/activity');
    expect(said([edit])).toEqual({ status: 'refused', [note]: 'records/parent-gone' });
    expect(said([set(deal, { life: ['deleted', 'alive'] }), edit])).toEqual({ status: 'accepted' });
    expect(said([edit], { by: 'server' })).toEqual({ status: 'accepted' });
    records.set(deal, record(deal, 'crm/deal', aDeal));
    expect(said([set(deal, { life: ['alive', 'deleted'] }), edit])).toEqual({ status: 'accepted' });
  });
  it('[A-2] is judged by the record as it was before the act', () => {
    const gives = [set(deal, { ownerId: [ann, ben] }), set(deal, { name: ['Acme', 'x'] })];
    const byOwner = holding('*:read@own', '*:update@own', '*:assign@own');
    expect(said(gives, { by: byOwner })).toEqual({ status: 'accepted' });
    const makes = [make(idOf(50), 'crm/deal', aDeal, { ownerId: ann }), set(idOf(50), { name: ['Acme', 'x'] })];
    expect(said(makes, { by: own })).toEqual({ status: 'accepted' });
  });
  it('writes existing fields, except those that are written once, computed or written by the server', () => {
    const refusals = (fields: Parameters<typeof set>[1], id = note, entity = 'crm/activity') => said([set(id, fields, entity)]); // prettier-ignore
    expect(refusals({ unheard: [null, 1] })).toEqual({ status: 'refused', [note]: 'records/unknown-field' });
    expect(refusals({ ['toString' as string]: [null, 1] })).toEqual({
      status: 'refused',
      [note]: 'records/unknown-field',
    });
    expect(refusals({ kind: ['note', 'call'] })).toEqual({ status: 'refused', [note]: 'records/fixed' });
    expect(refusals({ deliveryError: [null, 'x'] })).toEqual({ status: 'refused', [note]: 'access/denied' });
    expect(said([set(note, { deliveryError: [null, 'x'] }, 'crm/activity')], { by: 'server' })).toEqual({
      status: 'accepted',
    });
    expect(message([set(note, { kind: ['note', 'call'] }, 'crm/activity')])).toMatch(/is given once and stays/);
  });
  it('[T-23] by a pack’s service is an outcome of its own intents and nothing else, also of a deleted record', () => {
    const service = { by: { outcomesOf: 'crm' } } as const;
    const outcome = set(note, { deliveryStatus: [null, 'sent'], deliveryDecision: ['again', null] }, 'crm/activity');
    expect(said([outcome], service)).toEqual({ status: 'accepted' });
    records.set(note, record(note, 'crm/activity', aNote, { life: 'deleted' }));
    expect(said([outcome], service)).toEqual({ status: 'accepted' });
    const others: readonly (readonly [Edit, string?])[] = [
      [outcome, 'platform'],
      [set(note, { deliveryDecision: [null, 'again'] }, 'crm/activity')],
      [set(note, { kind: ['note', null] }, 'crm/activity')],
      [set(note, { subject: ['Hello', 'x'] }, 'crm/activity')],
      [set(note, { life: ['deleted', 'alive'] }, 'crm/activity')],
      [set(note, { ownerId: [ann, null] }, 'crm/activity')],
      [set(note, { unheard: [null, null] }, 'crm/activity')],
      [set(deal, { name: ['Acme', null] })],
      [make(idOf(50), 'crm/activity', { about: `crm/deal:${deal}`, kind: 'note', deliveryStatus: 'sent' })],
    ];
    for (const [edit, outcomesOf = 'crm'] of others)
      expect(said([edit], { by: { outcomesOf } })).toEqual({ status: 'refused', [edit.id]: 'records/invalid' });
  });
  it('[S-4] keeps the replaced value, with its author', () => {
    const late = left(other, [set(other, { name: ['Old', 'Mine'] })]);
    expect(late).toMatchObject({ record: { fields: { name: 'Mine' } }, superseded: { name: { value: 'Beta', by: ben, at: before } } }); // prettier-ignore
    const unknown = left(deal, [set(deal, { name: ['Old', 'Mine'] })]);
    expect(unknown?.superseded).toEqual({ name: { value: 'Acme', by: ben, at: before } });
    expect(decide([set(deal, { name: ['Old', 'Mine'] })]).status).toBe('merged');
    const again = left(other, [set(other, { name: ['Old', 'Mine'] })], { again: true });
    expect(again).toMatchObject({ record: { fields: { name: 'Beta' } }, superseded: { name: { value: 'Mine', by: ann, at } } }); // prettier-ignore
    const twice = left(other, [set(other, { name: ['Old', 'Mine'] }), set(other, { source: [null, 'x'] })]);
    expect(twice).toMatchObject({ record: { fields: { name: 'Mine', source: 'x' } }, superseded: { name: { value: 'Beta' } } }); // prettier-ignore
  });
  it.each([
    ['ownerId', 'nobody'],
    ['teamId', 7],
    ['sharedWith', 'nobody'],
    ['sharedWith', ['nobody']],
    ['life', 'half'],
    ['life', `xmerged:${'a'.repeat(36)}`],
    ['life', `merged:${'a'.repeat(37)}`],
  ] as const)('accepts no envelope of another form: %s %s', (name, value) => {
    expect(said([set(deal, { [name]: [null, value as JsonValue] })])).toEqual({ status: 'refused', [deal]: 'records/invalid' }); // prettier-ignore
  });
  it('[A-5] [E-3] gives a record to people and teams of the tenant, and shares it with a bounded number of people', () => {
    const share = (...ids: readonly string[]) => said([set(deal, { sharedWith: [[], [...ids]] })]);
    expect(said([set(deal, { ownerId: [ann, ben], teamId: [north, south], sharedWith: [[], [ann, ben]] })])).toEqual({ status: 'accepted' }); // prettier-ignore
    expect(share(ben, idOf(50))).toEqual({ status: 'refused', [deal]: 'records/unknown-person' });
    expect(share(south)).toEqual({ status: 'refused', [deal]: 'records/unknown-person' });
    expect(said([set(deal, { teamId: [north, ben] })])).toEqual({ status: 'refused', [deal]: 'records/unknown-team' });
    expect(said([set(deal, { teamId: [null, north] })])).toEqual({ status: 'accepted' }); // their own team, although it has no record
    expect(share(...Array.from({ length: mostShared + 1 }, (_, n) => idOf(1_000 + n)))).toEqual({ status: 'refused', [deal]: 'records/invalid' }); // prettier-ignore
    expect(said([set(deal, { ownerId: [ann, idOf(50)] })], { again: true })).toEqual({ status: 'accepted' });
    world.used.add(idOf(50));
    expect(said([set(deal, { ownerId: [ann, idOf(50)] })], { again: true })).toEqual({ status: 'refused', [deal]: 'records/unknown-person' }); // prettier-ignore
    expect(said([set(deal, { ownerId: [ann, idOf(51)] })], { by: 'server' })).toEqual({ status: 'accepted' });
    records.set(ben, record(ben, 'platform/person', { name: 'Ben' }, { life: 'deleted' }));
    expect(share(ben)).toEqual({ status: 'refused', [deal]: 'records/unknown-person' });
    expect(said([set(deal, { sharedWith: [[], [ben]] })], { again: true })).toEqual({ status: 'accepted' });
    did(idOf(60), [{ record: deal, entity: 'crm/deal', changed: { ownerId: [ben, ann] } }]);
    expect(left(deal, [], { undoes: idOf(60) })?.record.ownerId).toBe(ben); // the value of the journal, not the author's
  });
  it('[P-3] keeps an empty value in the form that its field has for it', () => {
    expect(left(deal, [set(deal, { closesOn: [null, ''] })])?.record.fields).toEqual(aDeal);
    expect(said([set(deal, { value: [null, 7] })])).toEqual({ status: 'refused', [deal]: 'records/invalid' });
  });
});

describe('links', () => {
  const to = (id: string) => `crm/deal:${id}`;
  const about = (value: JsonValue, id = note) => said([set(id, { about: [to(deal), value] }, 'crm/activity')]);
  it('[A-3a] a child requires a living parent in sight that its author may change, and inherits from it', () => {
    records.set(other, record(other, 'crm/deal', aDeal, { ownerId: ben, teamId: south, sharedWith: [ann] }));
    expect(left(note, [set(note, { about: [to(deal), to(other)] }, 'crm/activity')])?.record.inherited).toEqual({ ownerId: ben, teamId: south, sharedWith: [ann] }); // prettier-ignore
    expect(about(to(idOf(50)))).toEqual({ status: 'refused', [note]: 'records/parent-gone' });
    expect(about(`crm/lead:${other}`)).toEqual({ status: 'refused', [note]: 'records/parent-gone' });
    for (const value of ['nothing', `crm/task:${other}`, 7]) expect(about(value)).toEqual({ status: 'refused', [note]: 'records/invalid' }); // prettier-ignore
    const mayRead = holding('*:read@org', 'crm/activity:*@org');
    expect(said([set(note, { about: [to(deal), to(other)] }, 'crm/activity')], { by: mayRead })).toEqual({ status: 'refused', [note]: 'access/denied' }); // prettier-ignore
    records.set(other, record(other, 'crm/deal', aDeal, { life: 'deleted' }));
    expect(about(to(other))).toEqual({ status: 'refused', [note]: 'records/parent-gone' });
    records.set(other, record(other, 'crm/deal', aDeal, { life: `merged:${deal}` }));
    expect(left(note, [set(note, { about: [to(idOf(50)), to(other)] }, 'crm/activity')])?.record.fields['about']).toBe(to(deal)); // prettier-ignore
  });
  it('[A-5] a new reference requires a record that its author sees; an existing one is kept', () => {
    records.set(account, record(account, 'crm/account', { name: 'Inc' }, { ownerId: ben, teamId: south }));
    const link = (by: Principal) => said([set(deal, { account: [null, account] })], { by });
    expect(link(all)).toEqual({ status: 'accepted' });
    expect(link(own)).toEqual({ status: 'refused', [deal]: 'records/not-found' });
    records.set(deal, record(deal, 'crm/deal', { ...aDeal, account }));
    expect(link(own)).toEqual({ status: 'accepted' });
    expect(said([set(deal, { account: [account, null] })], { by: own })).toEqual({ status: 'accepted' });
    expect(said([set(deal, { account: [null, other] })])).toEqual({ status: 'refused', [deal]: 'records/not-found' });
    did(idOf(60), [{ record: other, entity: 'crm/deal', changed: { account: [account, null] } }]);
    expect(left(other, [], { undoes: idOf(60), by: own })?.record.fields['account']).toBe(account);
  });
  it('[S-4f] references follow a merge of duplicates, also those that its author does not see, and return with its undo', () => {
    records.set(
      note,
      record(note, 'crm/activity', aNote, { inherited: { ownerId: ben, teamId: south, sharedWith: [] } }),
    );
    const merge = decide([set(deal, { life: ['alive', `merged:${other}`] })], { by: own });
    expect(merge).toMatchObject({ status: 'accepted', asked: [deal, note] });
    expect(merge.records.map((one) => [one.record.id, one.expanded])).toEqual([[deal, false], [note, true]]); // prettier-ignore
    expect(merge.records[1]?.record).toMatchObject({ fields: { about: to(other) }, inherited });
    records.set(deal, { ...record(deal, 'crm/deal', aDeal), life: `merged:${other}` });
    records.set(note, record(note, 'crm/activity', { ...aNote, about: to(other) }, { inherited }));
    did(idOf(60), [
      { record: deal, entity: 'crm/deal', changed: { life: ['alive', `merged:${other}`] } },
      { record: note, entity: 'crm/activity', changed: { about: [to(deal), to(other)] }, expanded: true },
    ]);
    expect(left(note, [], { undoes: idOf(60), by: own })?.record.fields['about']).toBe(to(deal));
    const nobody = holding('*:read@org');
    const no = decide([], { undoes: idOf(60), by: nobody, shape: 'each' });
    expect(no).toMatchObject({ status: 'refused', asked: [deal], records: [] });
  });
  it('[S-4f] a merge requires another living record of its kind as survivor, and skips references that an edit of its act changes', () => {
    const merge = (id: string) => said([set(deal, { life: ['alive', `merged:${id}`] })]);
    expect(merge(deal)).toMatchObject({ [deal]: 'records/circle' });
    expect(merge(idOf(50))).toMatchObject({ [deal]: 'records/parent-gone' });
    expect(merge(note)).toMatchObject({ [deal]: 'records/circle' }); // the survivor is a child of the record
    records.set(other, record(other, 'crm/deal', aDeal, { life: 'deleted' }));
    expect(merge(other)).toMatchObject({ [deal]: 'records/parent-gone' });
    records.set(other, record(other, 'crm/deal', aDeal));
    const named = decide([set(deal, { life: ['alive', `merged:${other}`] }), set(note, { about: [to(deal), to(other)] }, 'crm/activity')]); // prettier-ignore
    expect(named.records.map((one) => [one.record.id, one.expanded])).toEqual([[deal, false], [note, false]]); // prettier-ignore
  });
  it('[S-4f] a merge does not make the survivor refer to itself', () => {
    const [one, two] = [idOf(30), idOf(31)];
    records.set(one, record(one, 'crm/account', { name: 'A' }));
    records.set(two, record(two, 'crm/account', { name: 'B', parentAccount: one }));
    const merged = decide([set(one, { life: ['alive', `merged:${two}`] }, 'crm/account')]);
    expect(merged.records.find((each) => each.record.id === two)?.record.fields).toEqual({ name: 'B' });
  });
});

describe('a creation', () => {
  const id = idOf(50);
  it('[A-2] [K-1] makes a record owned by its author, under an id that was never used', () => {
    const deals = (more: object, fields: Fields = aDeal) => [make(id, 'crm/deal', fields, more)];
    const made = decide(deals({ ownerId: ann, teamId: north }), { by: own }).records[0];
    expect(made).toMatchObject({
      record: { id, entity: 'crm/deal', life: 'alive', ownerId: ann, teamId: north, createdBy: ann, createdAt: at, inherited: null }, // prettier-ignore
      superseded: {},
      expanded: false,
    });
    expect(said(deals({ ownerId: ben }), { by: own })).toEqual({ status: 'refused', [id]: 'access/denied' });
    expect(said(deals({ ownerId: idOf(51) }))).toEqual({ status: 'refused', [id]: 'records/unknown-person' });
    expect(said(deals({ teamId: ben }))).toEqual({ status: 'refused', [id]: 'records/unknown-team' });
    expect(said(deals({ sharedWith: [south] }))).toEqual({ status: 'refused', [id]: 'records/unknown-person' });
    expect(said(deals({ sharedWith: Array.from({ length: mostShared + 1 }, () => ben) }))).toEqual({ status: 'refused', [id]: 'records/invalid' }); // prettier-ignore
    expect(said(deals({ schema: 99 }))).toEqual({ status: 'refused', [id]: 'sync/client-too-new' });
    expect(said(deals({}, { name: 'x', stage: 'unheard' }))).toEqual({ status: 'refused', [id]: 'records/invalid' });
    expect(said(deals({}, { ...aDeal, unheard: 1 }))).toEqual({ status: 'refused', [id]: 'records/unknown-field' });
    world.used.add(id);
    expect(said(deals({}))).toEqual({ status: 'refused', [id]: 'records/exists' });
    expect(said([make(deal, 'crm/deal', aDeal)])).toEqual({ status: 'refused', [deal]: 'records/exists' });
    expect(said([make(actId, 'crm/deal', aDeal)])).toEqual({ status: 'refused', [actId]: 'records/exists' });
  });
  it('[P-3] keeps empty values in the form that their fields have for them', () => {
    const made = left(id, [make(id, 'crm/deal', { ...aDeal, closesOn: '', source: '' })]);
    expect(made?.record.fields['closesOn'] ?? null).toBeNull();
  });
  it('[A-3a] under a parent requires only rights on the parent, which is judged first', () => {
    const child = (value: JsonValue, fields: Fields = {}) =>
      make(id, 'crm/activity', { ...aNote, ...fields, about: value });
    expect(left(id, [child(`crm/deal:${deal}`)], { by: own })?.record.inherited).toEqual(inherited);
    expect(said([child(`crm/deal:${idOf(51)}`)])).toEqual({ status: 'refused', [id]: 'records/parent-gone' });
    expect(said([child('nothing')])).toEqual({ status: 'refused', [id]: 'records/invalid' });
    world.used.add(id);
    expect(said([child(`crm/deal:${idOf(51)}`)])).toEqual({ status: 'refused', [id]: 'records/parent-gone' });
    expect(said([child(`crm/deal:${deal}`, { with: idOf(52) })])).toEqual({
      status: 'refused',
      [id]: 'records/exists',
    });
    world.used.clear();
    expect(said([child(`crm/deal:${deal}`, { with: idOf(52) })])).toEqual({
      status: 'refused',
      [id]: 'records/not-found',
    });
  });
  it('writes no field that only the server writes, and no administered field without that right', () => {
    const sent = make(id, 'crm/activity', { ...aNote, deliveryError: 'x' });
    expect(said([sent])).toEqual({ status: 'refused', [id]: 'access/denied' });
    expect(said([sent], { by: 'server' })).toEqual({ status: 'accepted' });
    expect(said([make(id, 'crm/activity', { ...aNote, deliveryError: null })])).toEqual({ status: 'accepted' });
    expect(said([make(id, 'platform/person', { name: 'New', status: 'active' })], { by: own })).toEqual({ status: 'refused', [id]: 'access/denied' }); // prettier-ignore
  });
  it('[S-4e] is refused with a key of another living record, of the tenant or of the act', () => {
    const product = (of: string, sku: string) => make(of, 'crm/product', { name: 'Bolt', sku });
    expect(said([product(id, 'b-1'), product(idOf(51), 'B-1')], { shape: 'each' })).toEqual({ status: 'merged', [idOf(51)]: 'records/taken' }); // prettier-ignore
    records.set(idOf(40), record(idOf(40), 'crm/product', { name: 'Old', sku: 'b-1' }));
    expect(said([product(id, 'b-1')])).toEqual({ status: 'refused', [id]: 'records/taken' });
    expect(said([set(idOf(40), { sku: ['b-1', 'b-2'] }, 'crm/product'), product(id, 'b-1')])).toEqual({
      status: 'accepted',
    });
    expect(said([set(idOf(40), { name: ['Old', 'New'] }, 'crm/product')])).toEqual({ status: 'accepted' });
    records.set(idOf(40), record(idOf(40), 'crm/product', { name: 'Old', sku: 'b-1' }, { life: 'deleted' }));
    expect(said([product(id, 'b-1')])).toEqual({ status: 'accepted' });
  });
});
