import { beforeEach, describe, expect, it } from 'vitest';
import { ann, ben, DecisionWorld, holding, make, record, set } from '../testing/decision-world.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [deal, other, note, role, act, group] = [5, 6, 7, 20, 40, 41].map(idOf) as [string, string, string, string, string, string]; // prettier-ignore
const ofNobody = { ownerId: null, teamId: null };
const aNote = { about: `crm/deal:${other}`, kind: 'note', subject: 'Hello' };

let world: DecisionWorld;
const said = (...asked: Parameters<DecisionWorld['said']>) => world.said(...asked);
/** Returns the answers while the look does not hold these records, and while it holds that there are none. */
const saidOf = (what: readonly string[], ...asked: Parameters<DecisionWorld['said']>) => {
  const known = said(...asked);
  for (const one of what) world.unheld.add(one);
  return [said(...asked), known];
};

beforeEach(() => {
  world = new DecisionWorld();
  world.records.set(deal, record(deal, 'crm/deal', { name: 'Acme', stage: 'prospecting' }));
});

describe('[T-8] [T-9] data that a look does not hold refuses nothing', () => {
  it('a changed record: nothing is done to it either', () => {
    const edit = set(other, { name: ['a', 'b'] });
    expect(saidOf([other], [edit])).toEqual([{ status: 'accepted' }, { status: 'refused', [other]: 'records/not-found' }]); // prettier-ignore
    expect(world.decide([edit])).toMatchObject({ records: [], asked: [other] });
  });
  it('an id that may have been used, a parent, and other records that a record names', () => {
    world.used.add(note);
    expect(saidOf([note, other], [make(note, 'crm/activity', aNote)])).toEqual([{ status: 'accepted' }, { status: 'refused', [note]: 'records/parent-gone' }]); // prettier-ignore
    expect(world.decide([make(note, 'crm/activity', aNote)]).records[0]?.record.inherited).toEqual({ ...ofNobody, sharedWith: [] }); // prettier-ignore
    expect(saidOf([idOf(60)], [set(deal, { account: [null, idOf(60)] })])).toEqual([{ status: 'accepted' }, { status: 'refused', [deal]: 'records/not-found' }]); // prettier-ignore
    world.unheld.delete(other);
    expect(said([make(note, 'crm/activity', { ...aNote, about: `crm/deal:${deal}` })])).toEqual({ status: 'accepted' });
  });
  it('the survivor of a merge', () => {
    const merge = set(deal, { life: ['alive', `merged:${other}`] });
    expect(saidOf([other], [merge])).toEqual([{ status: 'accepted' }, { status: 'refused', [deal]: 'records/parent-gone' }]); // prettier-ignore
    expect(world.decide([merge]).records[0]?.record.life).toBe(`merged:${other}`);
  });
  it('a person or team, in an act that is sent again or not', () => {
    const give = [set(deal, { ownerId: [ann, other] })];
    expect(saidOf([other], give)).toEqual([{ status: 'accepted' }, { status: 'refused', [deal]: 'records/unknown-person' }]); // prettier-ignore
    world.used.add(other);
    expect(said(give, { again: true })).toEqual({ status: 'accepted' });
  });
  it('an act that is undone, its group, and later children of a record', () => {
    expect(saidOf([act], [], { undoes: act })).toEqual([{ status: 'accepted' }, { status: 'refused', [idOf(9)]: 'undo/unknown' }]); // prettier-ignore
    world.undoneGroups.add(`${group} ${ann}`);
    const edits = [set(deal, { name: ['Acme', 'Beta'] })];
    expect(saidOf([group], edits, { group })).toEqual([{ status: 'accepted' }, { status: 'refused', [deal]: 'undo/group-undone' }]); // prettier-ignore
    world.hasNewChild = true;
    world.did(act, [{ record: deal, entity: 'crm/deal', kind: 'created', changed: { name: [null, 'Acme'] } }]);
    expect(saidOf([act, `children of ${deal}`], [], { undoes: act })).toEqual([{ status: 'accepted' }, { status: 'merged' }]); // prettier-ignore
  });
  it('the refusal of an earlier act on which an edit depends', () => {
    world.acts.set(act, { id: act, answer: { refused: { [deal]: {} } } as never });
    const edits = [{ ...set(deal, { name: ['Acme', 'Beta'] }), after: [{ act, record: deal }] }];
    expect(saidOf([act], edits)).toEqual([{ status: 'accepted' }, { status: 'refused', [deal]: 'sync/ground-refused' }]); // prettier-ignore
  });
  it('rights and administrators, while roles and people are not all held', () => {
    const admin = record(role, 'platform/role', { key: 'admin', label: 'Admin', grants: ['*:*@org'], builtIn: false, portal: false }, ofNobody); // prettier-ignore
    const person = record(ben, 'platform/person', { name: 'Ben', status: 'active', email: 'ben@example.com', memberships: [{ role: 'admin', teamId: null }] }, ofNobody); // prettier-ignore
    for (const one of [admin, person]) world.records.set(one.id, one);
    world.addresses.set(ben, 'ben@example.com');
    const suspend = [set(ben, { status: ['active', 'suspended'] }, 'platform/person')];
    expect(said(suspend)).toEqual({ status: 'refused', [ben]: 'access/last-administrator' });
    world.unheld.add('platform/person');
    expect(said(suspend)).toEqual({ status: 'accepted' });
    world.unheld.delete('platform/person');
    const zoe = record(ann, 'platform/person', { ...person.fields, name: 'Zoe' }, ofNobody);
    world.records.set(ann, zoe); // also an administrator, with no known account
    expect(saidOf(['addresses'], suspend)).toEqual([{ status: 'accepted' }, { status: 'refused', [ben]: 'access/last-administrator' }]); // prettier-ignore
    const widen = [set(role, { grants: [['*:*@org'], ['**']] }, 'platform/role')];
    expect(saidOf(['platform/role'], widen, { by: holding('platform/*:*@org') })).toEqual([{ status: 'accepted' }, { status: 'refused', [role]: 'access/denied' }]); // prettier-ignore
  });
  it('a field of a new record, while definitions may be missing', () => {
    const made = [make(other, 'crm/deal', { name: 'Acme', stage: 'prospecting', region: 'North' })];
    expect(saidOf(['definitions'], made)).toEqual([{ status: 'accepted' }, { status: 'refused', [other]: 'records/unknown-field' }]); // prettier-ignore
  });
  it('the author of a replaced value: the last writer of the record is notified', () => {
    world.writers.set(`${deal} name`, { by: ann, at: '2026-11-18T08:00:00.000Z', n: 2 });
    const by = () => world.decide([set(deal, { name: ['Before', 'Beta'] })]).records[0]?.superseded['name']?.by;
    expect(by()).toBe(ann);
    world.unheld.add('journal');
    expect(by()).toBe(ben);
  });
});
