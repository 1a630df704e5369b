import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../kernel/json.ts';
import { changesBetween } from './merge/changes-between.ts';
import { actId, ann, ben, DecisionWorld, holding, make, record, set } from '../testing/decision-world.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [kept, gone, third, sequence, version] = [5, 6, 7, 8, 9].map((n) => idOf(n + 100)) as [string, string, string, string, string]; // prettier-ignore
const [ofKept, ofGone, ofThird, text, elsewhere] = [20, 21, 22, 23, 24].map(idOf) as [string, string, string, string, string]; // prettier-ignore
const about = (deal: string) => `crm/deal:${deal}`;
const intoKept = (id: string) => set(id, { life: ['alive', `merged:${kept}`] });

let world: DecisionWorld;
const has = (id: string, kind: string, fields: Readonly<Record<string, JsonValue>>): void =>
  void world.records.set(id, record(id, kind, fields));
const enrolment = (deal: string, of = sequence): Readonly<Record<string, JsonValue>> => ({ name: 'After the fair', about: about(deal), sequence: of, sequenceVersion: version, letters: {}, status: 'active', place: 0 }); // prettier-ignore

beforeEach(() => {
  world = new DecisionWorld();
  for (const deal of [kept, gone, third]) has(deal, 'crm/deal', { name: 'Acme', stage: 'prospecting' });
  has(sequence, 'crm/sequence', { name: 'After the fair', about: 'crm/deal' });
  has(version, 'crm/sequence-version', { name: 'Version 1', sequence, steps: [] });
  has(ofKept, 'crm/enrolment', enrolment(kept));
  has(ofGone, 'crm/enrolment', enrolment(gone));
  has(text, 'crm/activity', { kind: 'text', subject: 'One', about: about(gone), enrolment: ofGone });
});

/** Decides an act, and writes what it did into the world and its journal. */
function does(act: string, ...asked: Parameters<DecisionWorld['decide']>): void {
  const [edits, how] = asked;
  const decided = world.decide(edits, { id: act, ...how });
  expect([...decided.refused]).toEqual([]);
  const changes = decided.records.map(({ record: now, expanded }) => {
    const changed = changesBetween(world.records.get(now.id), now);
    return { record: now.id, entity: now.entity, expanded, changed: Object.fromEntries(Object.entries(changed).filter(([name]) => name !== 'inherited')), act }; // prettier-ignore
  });
  for (const { record: now } of decided.records) world.records.set(now.id, now);
  world.did(act, changes, { undoes: how?.undoes ?? null });
}
const livesOf = (...ids: readonly string[]) => ids.map((id) => world.records.get(id)?.life);
const fieldsOf = (id: string) => world.records.get(id)?.fields;

describe('[S-4f] a merge that makes two records equal by a unique set', () => {
  it('merges them too, and points what refers to the one to the other', () => {
    does(actId, [intoKept(gone)]);
    expect(livesOf(gone, ofGone, ofKept, text)).toEqual([`merged:${kept}`, `merged:${ofKept}`, 'alive', 'alive']);
    expect(fieldsOf(ofGone)).toMatchObject({ about: about(kept) });
    expect(fieldsOf(text)).toMatchObject({ about: about(kept), enrolment: ofKept });
  });

  it('leaves alone what differs in another field of the set, and what is deleted', () => {
    has(elsewhere, 'crm/sequence', { name: 'Another', about: 'crm/deal' });
    has(ofGone, 'crm/enrolment', enrolment(gone, elsewhere));
    does(actId, [intoKept(gone)]);
    expect(livesOf(ofGone, ofKept)).toEqual(['alive', 'alive']);
    world.records.set(ofThird, record(ofThird, 'crm/enrolment', enrolment(third), { life: 'deleted' }));
    does(idOf(40), [intoKept(third)]);
    expect(livesOf(ofThird, ofKept)).toEqual(['deleted', 'alive']);
  });

  it('merges those of several merged records into one, even where the survivor had none', () => {
    world.records.delete(ofKept);
    has(ofThird, 'crm/enrolment', enrolment(third));
    does(actId, [intoKept(gone), intoKept(third)]);
    expect(livesOf(ofGone, ofThird)).toEqual(['alive', `merged:${ofGone}`]);
    expect(fieldsOf(ofGone)).toMatchObject({ about: about(kept) });
  });

  it('is undone whole: each is its own again, with what referred to it', () => {
    const before = new Map(world.records);
    does(actId, [intoKept(gone)]);
    does(idOf(40), [], { undoes: actId });
    for (const id of [gone, kept, ofGone, ofKept, text])
      expect([world.records.get(id)?.life, fieldsOf(id)]).toEqual([before.get(id)?.life, before.get(id)?.fields]);
    does(idOf(41), [], { undoes: idOf(40) });
    expect(livesOf(gone, ofGone)).toEqual([`merged:${kept}`, `merged:${ofKept}`]);
    expect(fieldsOf(text)).toMatchObject({ about: about(kept), enrolment: ofKept });
  });

  it('is made again without it, where the other one was deleted meanwhile', () => {
    does(actId, [intoKept(gone)]);
    does(idOf(40), [], { undoes: actId });
    does(idOf(42), [set(ofKept, { life: ['alive', 'deleted'] }, 'crm/enrolment')]);
    does(idOf(41), [], { undoes: idOf(40) });
    expect(livesOf(gone, ofGone, ofKept)).toEqual([`merged:${kept}`, 'alive', 'deleted']);
    expect(fieldsOf(ofGone)).toMatchObject({ about: about(kept) });
  });

  it('counts what refers to them in the limit of the act, and names none of what its author does not see', () => {
    const hold = (ownerId: string) => {
      for (let n = 0; n < 5; n += 1)
        world.records.set(idOf(60 + n), record(idOf(60 + n), 'crm/activity', { kind: 'note', subject: 'x', about: about(third), enrolment: ofGone }, { ownerId, teamId: null, inherited: { ownerId, teamId: null, sharedWith: [] } })); // prettier-ignore
    };
    const own = holding('*:read@own', '*:update@own', '*:delete@own');
    hold(ann);
    expect(world.said([intoKept(gone)], { changes: 9 })).toEqual({ status: 'accepted' });
    expect(world.said([intoKept(gone)], { changes: 8 })).toEqual({ status: 'refused', [gone]: 'act/too-large' });
    hold(ben);
    expect(world.said([intoKept(gone)], { changes: 9, by: own })).toEqual({ status: 'accepted' });
    expect(world.said([intoKept(gone)], { changes: 8, by: own })).toEqual({
      status: 'refused',
      [gone]: 'records/not-found',
    });
  });

  it('is not made by a person who points one of them there by hand: the values are taken', () => {
    const again = make(idOf(50), 'crm/enrolment', enrolment(kept));
    expect(world.said([again])).toMatchObject({ [idOf(50)]: 'records/taken' });
  });
});
