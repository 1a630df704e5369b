import { beforeEach, describe, expect, it } from 'vitest';
import { ann, ben, DecisionWorld, holding, record, set } from '../../testing/decision-world.ts';

const member = holding('*:read@shared', '*:update@shared');
const person = 'platform/person';

let world: DecisionWorld;
const codeOf = (id: string, ...asked: Parameters<DecisionWorld['decide']>) =>
  world.decide(...asked).refused.get(id)?.code;
beforeEach(() => {
  world = new DecisionWorld();
  const nobodys = { ownerId: null, teamId: null };
  for (const one of [
    record(ann, person, { name: 'Ann', status: 'active', memberships: [] }, nobodys),
    record(ben, person, { name: 'Ben', status: 'active', memberships: [] }, nobodys),
  ])
    world.records.set(one.id, one);
});

describe('[PLT-45] the profile of a person', () => {
  const picture = { id: ann, name: 'me.png', mediaType: 'image/png', sizeBytes: 9_000, sha256: 'a'.repeat(64) };
  it('is changed by that person without a right to people', () => {
    const edits = [
      set(ann, { name: ['Ann', 'Anne'], timeZone: [null, 'Asia/Tokyo'], picture: [null, picture] }, person),
    ];
    const { refused, records } = world.decide(edits, { by: member });
    expect([...refused]).toEqual([]);
    expect(records[0]?.record.fields).toMatchObject({ name: 'Anne', timeZone: 'Asia/Tokyo', picture });
  });

  it('is not changed by a colleague', () => {
    expect(codeOf(ben, [set(ben, { name: ['Ben', 'Benny'] }, person)], { by: member })).toBe('access/denied');
  });

  it('does not include the fields that give rights: one of these refuses the whole change', () => {
    const roles = [{ role: 'admin', teamId: null }];
    for (const fields of [{ memberships: [[], roles] }, { status: ['active', 'suspended'] }, { life: ['alive', 'deleted'] }, { email: [null, 'a@example.com'] }]) // prettier-ignore
      expect(codeOf(ann, [set(ann, { name: ['Ann', 'Anne'], ...(fields as object) }, person)], { by: member })).toBe('access/denied'); // prettier-ignore
  });

  it('is not changed by a program of that person', () => {
    const program = { ...member, isProgram: true as const };
    expect(codeOf(ann, [set(ann, { name: ['Ann', 'Anne'] }, person)], { by: program })).toBe('access/denied');
  });
});
