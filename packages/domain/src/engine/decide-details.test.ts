import { installedCatalogue } from '../installed-packs.ts';
import { entityOf } from '../kernel/catalogue/catalogue.ts';
import { number, ref } from '../kernel/entities/fields.ts';
import type { RecordOf } from '../kernel/entities/typed-record.ts';
import type { deal as dealKind } from '../packs/crm/entities/deal.entity.ts';
import { AccountId } from '../packs/crm/ids.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Draft } from './act/draft.ts';
import { actId, ann, ben, DecisionWorld, holding, make, north, record, set } from '../testing/decision-world.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [deal, other, third, note, target] = [5, 6, 7, 8, 60].map(idOf) as [string, string, string, string, string];
const aDeal = { name: 'Acme', stage: 'prospecting' };
const about = (id: string) => `crm/deal:${id}`;
const inherited = { ownerId: ann, teamId: north, sharedWith: [] };
const own = holding('*:read@own', '*:create@own', '*:update@own', '*:delete@own');

let world: DecisionWorld;
type Asked = Parameters<DecisionWorld['decide']>;
const said = (...asked: Asked) => world.said(...asked);
const details = (id: string, ...asked: Asked) => world.decide(...asked).refused.get(id)?.details;
const message = (id: string, ...asked: Asked) => world.decide(...asked).refused.get(id)?.message;
const left = (id: string, ...asked: Asked) => world.decide(...asked).records.find((one) => one.record.id === id);

beforeEach(() => {
  world = new DecisionWorld();
  for (const one of [
    record(deal, 'crm/deal', aDeal),
    record(other, 'crm/deal', { ...aDeal, name: 'Beta' }),
    record(third, 'crm/deal', { ...aDeal, name: 'Gamma' }),
    record(note, 'crm/activity', { about: about(deal), kind: 'note', subject: 'Hello' }, { inherited }),
    record(ann, 'platform/person', { name: 'Ann', status: 'active' }, { ownerId: null, teamId: null }),
  ])
    world.records.set(one.id, one);
});

describe('[E-1] the details of a refusal', () => {
  it('contain the part of the act', () => {
    expect(details(actId, [], { madeAt: 'x' })).toEqual({ path: 'madeAt' });
    expect(details(actId, [], { undoes: target })).toEqual({ act: target });
    const rename = set(deal, { name: ['Acme', 'x'] });
    expect(details(deal, [{ ...rename, after: [{ act: idOf(70), record: deal }] }])).toBeUndefined();
    world.acts.set(idOf(70), { answer: { refused: { [deal]: {} } } as never });
    expect(details(deal, [{ ...rename, after: [{ act: idOf(70), record: deal }] }])).toEqual({ act: idOf(70) });
    world.undoneGroups.add(`${idOf(80)} ${ann}`);
    expect(details(deal, [rename], { group: idOf(80) })).toEqual({ group: idOf(80) });
  });
  it('contain the record and the field', () => {
    const nobody = idOf(99);
    const cases: readonly (readonly [Asked[0], string, object])[] = [
      [[set(nobody, { name: ['a', 'b'] })], nobody, { id: nobody }],
      [[set(deal, { life: ['alive', 'half'] })], deal, { field: 'life' }],
      [[set(deal, { ownerId: [ann, 'half'] })], deal, { field: 'ownerId' }],
      [[set(deal, { account: [null, 'half'] })], deal, { field: 'account' }],
      [[set(deal, { account: [null, nobody] })], deal, { id: nobody }],
      [[set(deal, { life: ['alive', `merged:${deal}`] })], deal, { id: deal }],
      [[set(note, { about: [about(deal), about(nobody)] }, 'crm/activity')], note, { id: nobody }],
      [[make(deal, 'crm/deal', aDeal)], deal, { id: deal }],
      [[make(nobody, 'crm/deal', { ...aDeal, unheard: 1 })], nobody, { field: 'unheard' }],
      [[make(nobody, 'crm/deal', aDeal, { schema: 9 })], nobody, { most: 1, yours: 9 }],
      [[make(nobody, 'crm/deal', aDeal, { sharedWith: Array.from({ length: 101 }, () => ann) })], nobody, { field: 'sharedWith' }], // prettier-ignore
    ];
    for (const [edits, id, expected] of cases) expect([edits, details(id, edits)]).toEqual([edits, expected]);
    expect(message(nobody, [make(nobody, 'crm/deal', aDeal, { schema: 9 })])).toMatch(/^This deal was made by a newer/);
    expect(message(deal, [set(deal, { account: [null, 'half'] })])).toMatch(/^Account must name one record/);
    world.records.set(deal, record(deal, 'crm/deal', aDeal, { life: 'deleted' }));
    expect(details(deal, [set(deal, { name: ['Acme', 'x'] })])).toEqual({ id: deal });
    const reads = holding('*:read@org', 'crm/activity:*@org');
    world.records.set(deal, record(deal, 'crm/deal', aDeal));
    expect(details(nobody, [make(nobody, 'crm/activity', { about: about(deal), kind: 'note' })], { by: reads })).toEqual({ action: 'update' }); // prettier-ignore
  });
  it('[A-2] contain the kind of record: the device and the server use the same text', () => {
    world.records.set(deal, record(deal, 'crm/deal', aDeal, { life: 'deleted' }));
    expect(message(deal, [set(deal, { name: ['Acme', 'x'] })])).toBe('This deal was deleted. Restore it first.');
    const reads = { by: holding('*:read@org', 'crm/activity:*@org') };
    const noteOn = (id: string) => make(idOf(99), 'crm/activity', { about: about(id), kind: 'note' });
    expect(message(idOf(99), [noteOn(other)], reads)).toBe('You may not change this deal.');
    expect(message(other, [set(other, { life: ['alive', `merged:${other}`] })])).toBe("A record can't be merged into itself."); // prettier-ignore
  });
});

describe('[E-3] [A-5] the number of changes of an act', () => {
  const undo = (count: number, ids: readonly string[], by = holding('*:*@org'), as: Asked[1] = {}) => {
    world.did(target, ids.map((id) => ({ record: id, entity: 'crm/deal', changed: { name: ['Old', 'x'] } }))); // prettier-ignore
    return said([], { undoes: target, changes: count, by, ...as })['status'];
  };
  it('of an undo counts the changes that its author sees', () => {
    expect([undo(3, [deal, other, third]), undo(2, [deal, other, third]), undo(2, [deal, other])]).toEqual(['merged', 'refused', 'merged']); // prettier-ignore
    world.records.set(third, record(third, 'crm/deal', aDeal, { ownerId: ben, teamId: null }));
    world.did(target, [deal, other, third].map((id) => ({ record: id, entity: 'crm/deal', changed: { name: ['Old', 'x'] } }))); // prettier-ignore
    expect(details(deal, [], { undoes: target, changes: 1, by: own })).toEqual({ what: 'changes', limit: 1 });
    expect(details(deal, [], { undoes: target, changes: 2, by: own })).toMatchObject({ because: 'records/not-found' });
    expect(details(deal, [], { undoes: target, changes: 2, by: 'server' })).toEqual({ what: 'changes', limit: 2 });
    world.did(target, [deal, idOf(98), idOf(99)].map((id) => ({ record: id, entity: 'crm/deal', changed: { name: ['Old', 'x'] } }))); // prettier-ignore
    expect(details(deal, [], { undoes: target, changes: 1 })).toMatchObject({ because: 'records/not-found' });
  });
  it('counts the changes that follow from a merge, and names none of them', () => {
    const merge = world.decide([set(deal, { life: ['alive', `merged:${other}`] })], { changes: 1 });
    expect([merge.status, merge.asked, [...merge.refused.keys()]]).toEqual(['refused', [deal], [deal]]);
  });
  it('does not disclose that hidden records alone make a merge, or its undo, exceed the limit', () => {
    const [gone, kept] = [idOf(10), idOf(11)];
    for (const id of [gone, kept]) world.records.set(id, record(id, 'crm/account', { name: 'Acme' }));
    const hold = (id: string, ownerId: string) =>
      world.records.set(id, record(id, 'crm/deal', { ...aDeal, account: gone }, { ownerId, teamId: null }));
    for (const id of [deal, other]) hold(id, ben);
    const edits = [set(gone, { life: ['alive', `merged:${kept}`] }, 'crm/account')];
    expect(left(other, edits, { by: own, changes: 3 })?.record.fields['account']).toBe(kept); // hidden references are updated, too
    const hidden = world.decide(edits, { by: own, changes: 2 });
    expect([hidden.status, hidden.asked, hidden.records]).toEqual(['refused', [gone], []]);
    expect([...hidden.refused]).toMatchObject([[gone, { code: 'records/not-found', details: { id: actId } }]]);
    expect(hidden.refused.get(gone)?.message).toBe('The record of this change is gone, or not shared with you.');
    const tooLarge = { what: 'changes', limit: 2 };
    expect(details(gone, edits, { changes: 2 })).toEqual(tooLarge); // Ann, who sees all of them
    expect(details(gone, edits, { by: 'server', changes: 2 })).toEqual(tooLarge);
    hold(deal, ann);
    expect(details(gone, edits, { by: own, changes: 2 })).toEqual({ id: actId });
    hold(other, ann);
    expect(details(gone, edits, { by: own, changes: 2 })).toEqual(tooLarge);
    for (const id of [deal, other]) hold(id, ben);
    world.did(target, [
      { record: gone, entity: 'crm/account', changed: { life: [`merged:${kept}`, 'alive'] } },
      ...[deal, other].map((id) => ({ record: id, entity: 'crm/deal', expanded: true, changed: { account: [kept, gone] as [string, string] } })),
    ]); // prettier-ignore
    expect(details(gone, [], { undoes: target, by: own, changes: 2 })).toEqual({ id: actId });
    expect(details(gone, [], { undoes: target, changes: 2 })).toEqual(tooLarge);
  });
});

describe('[S-4f] an update that follows a merge', () => {
  it('is not an edit of the same field in the act', () => {
    const merge = set(deal, { life: ['alive', `merged:${other}`] });
    const moved = world.decide([merge, set(note, { about: [about(deal), about(third)] }, 'crm/activity')]);
    expect(moved.records.find((one) => one.record.id === note)?.record.fields['about']).toBe(about(third));
    const renamed = world.decide([merge, set(note, { subject: ['Hello', 'x'] }, 'crm/activity')]);
    expect(renamed.records.find((one) => one.record.id === note)?.record.fields).toMatchObject({ about: about(other), subject: 'x' }); // prettier-ignore
    const alike = world.decide([merge, set(third, { about: [null, 'x'] })]);
    expect(alike.records.find((one) => one.record.id === note)?.record.fields['about']).toBe(about(other));
  });
});

describe('a new record', () => {
  it('[A-3a] is checked for its parent before anything else that it names', () => {
    const nobody = idOf(99);
    const child = (fields: Parameters<typeof make>[2]) =>
      said([make(idOf(50), 'crm/activity', { kind: 'note', ...fields })]);
    expect(child({ with: nobody, about: about(nobody) })).toEqual({
      status: 'refused',
      [idOf(50)]: 'records/parent-gone',
    });
    expect(child({ about: about(nobody), with: nobody })).toEqual({
      status: 'refused',
      [idOf(50)]: 'records/parent-gone',
    });
    expect(child({ with: '', about: about(deal) })).toEqual({ status: 'accepted' });
  });
  it('[A-2] is refused where a person who may not administer fills in an administered field', () => {
    const person = make(idOf(50), 'platform/person', { name: 'New', status: 'active', memberships: [] });
    expect(said([person])).toEqual({ status: 'accepted' });
    const creates = holding('platform/person:create@org', 'platform/person:read@org');
    expect(said([person], { by: creates })).toMatchObject({ [idOf(50)]: 'access/denied' });
  });
});

describe('an error that a record had before', () => {
  it('[K-3] refuses only edits by people', () => {
    world.records.set(note, record(note, 'crm/activity', { about: about(deal), kind: 'unheard' }, { inherited }));
    const edit = set(note, { deliveryError: [null, 'x'] }, 'crm/activity');
    expect(said([edit], { by: 'server' })).toEqual({ status: 'accepted' });
    expect(said([set(note, { subject: [null, 'x'] }, 'crm/activity')])).toEqual({ status: 'refused', [note]: 'records/invalid' }); // prettier-ignore
    world.records.set(note, record(note, 'crm/activity', { about: about(deal), kind: 'note' }, { inherited }));
    expect(said([set(note, { kind: ['note', 'unheard'] }, 'crm/activity')], { by: 'server' })).toEqual({ status: 'refused', [note]: 'records/invalid' }); // prettier-ignore
  });
});

describe('a kind of record with a special field', () => {
  const withFields = (fields: Parameters<typeof Object.entries>[0]) => {
    const kind = entityOf(installedCatalogue, 'crm/deal');
    const entities = new Map([...installedCatalogue.entities, [kind.name, { ...kind, fields: { ...kind.fields, ...fields } }]]); // prettier-ignore
    world.installed = { ...installedCatalogue, entities };
  };
  const account = idOf(30);
  it('[S-4d] with `onDelete: refuse`, prevents the deletion of the target while the record itself is alive', () => {
    withFields({ account: { ...ref(AccountId, { onDelete: 'refuse', label: 'Customer' }) } });
    world.records.set(account, record(account, 'crm/account', { name: 'Inc' }));
    const remove = set(account, { life: ['alive', 'deleted'] }, 'crm/account');
    expect(said([remove])).toEqual({ status: 'accepted' });
    world.records.set(deal, record(deal, 'crm/deal', { ...aDeal, account }));
    expect(said([remove])).toEqual({ status: 'refused', [account]: 'records/invalid' });
    expect(message(account, [remove])).toBe('A deal still needs this as its customer. Change that first.');
    expect(details(account, [remove])).toEqual({ field: 'account' });
    expect(said([set(account, { name: ['Inc', 'Co'] }, 'crm/account')])).toEqual({ status: 'accepted' });
    expect(said([set(deal, { life: ['alive', 'deleted'] }), remove])).toEqual({ status: 'accepted' });
    // Judged at the act's end, in any order of its edits.
    const clear = set(deal, { account: [account, null] });
    for (const shape of ['together', 'each'] as const) {
      expect(said([clear, remove], { shape })).toEqual({ status: 'accepted' });
      expect(said([remove, clear], { shape })).toEqual({ status: 'accepted' });
      expect(said([remove, set(deal, { life: ['alive', 'deleted'] })], { shape })).toEqual({ status: 'accepted' });
    }
    // The deletion is refused where the clearing is refused.
    expect(said([set(deal, { account: [account, null], name: ['Acme', null] }), remove], { shape: 'each' })).toMatchObject({ status: 'refused', [account]: 'records/invalid' }); // prettier-ignore
    world.records.set(deal, record(deal, 'crm/deal', aDeal));
    expect(said([set(deal, { account: [null, account] }), remove])).toMatchObject({ status: 'refused', [account]: 'records/invalid' }); // prettier-ignore
    world.records.set(deal, record(deal, 'crm/deal', { ...aDeal, account }, { life: 'deleted' }));
    expect(said([remove])).toEqual({ status: 'accepted' });
    world.records.set(deal, record(deal, 'crm/deal', aDeal));
    world.records.set(idOf(31), record(idOf(31), 'crm/contact', { name: 'Zoe', account }));
    expect(said([remove])).toEqual({ status: 'accepted' }); // a contact's field has no such rule
  });
  it('[E-3] reads the records of an act that deletes many a few times each, not once for each other one', () => {
    withFields({ account: { ...ref(AccountId, { onDelete: 'refuse', label: 'Customer' }) } });
    const accounts = Array.from({ length: 200 }, (_, n) => idOf(1_000 + n));
    for (const id of accounts) world.records.set(id, record(id, 'crm/account', { name: 'Inc' }));
    const reads = vi.spyOn(Draft.prototype, 'present');
    expect(said(accounts.map((id) => set(id, { life: ['alive', 'deleted'] }, 'crm/account')))).toEqual({ status: 'accepted' }); // prettier-ignore
    expect(reads.mock.calls.length).toBeLessThan(20 * accounts.length);
    reads.mockRestore();
  });
  it('[T-16] that is derived, has it computed, also in an undo, and accepts no value for it', () => {
    withFields({ twice: { ...number({ label: 'Twice', merge: 'derived' }) } });
    const work = ({ record: { fields } }: { readonly record: RecordOf<typeof dealKind> }) => fields.name.length;
    world.installed = {
      ...world.installed,
      derived: new Map([['crm/deal', [{ on: 'crm/deal', field: 'twice', work }]]]),
    };
    world.did(target, [{ record: deal, entity: 'crm/deal', changed: { name: ['Old', 'Acme'], twice: [99, 4] } }]);
    expect(left(deal, [], { undoes: target })?.record.fields).toMatchObject({ name: 'Old', twice: 3 });
    expect(said([set(deal, { twice: [null, 7] })])).toEqual({ status: 'refused', [deal]: 'access/denied' });
    expect(left(deal, [set(deal, { twice: [null, 7], name: ['Acme', 'Longer'] })], { by: 'server' })?.record.fields).toMatchObject({ name: 'Longer', twice: 6 }); // prettier-ignore
  });
});

describe('an act that looks forbidden and is allowed', () => {
  it('[S-4e] deletes a record whose key another record holds, but makes no other change to it', () => {
    for (const id of [deal, other]) world.records.set(id, record(id, 'crm/deal', { ...aDeal, externalKey: 'K-1' }));
    expect(said([set(deal, { life: ['alive', 'deleted'] })])).toEqual({ status: 'accepted' });
    expect(said([set(deal, { source: [null, 'Fair'] })])).toEqual({ status: 'refused', [deal]: 'records/taken' });
  });
  it('[A-3a] adds a child to a record that the author may change, without a right to add its kind elsewhere', () => {
    const by = holding('*:read@org', 'crm/deal:update@org');
    const child = make(idOf(99), 'crm/activity', { about: about(deal), kind: 'note', subject: 'Hello' });
    expect(said([child], { by })).toEqual({ status: 'accepted' });
    expect(said([make(idOf(98), 'crm/deal', aDeal)], { by })).toEqual({ status: 'refused', [idOf(98)]: 'access/denied' }); // prettier-ignore
  });
});
