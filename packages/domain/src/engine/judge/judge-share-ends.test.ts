import { beforeEach, describe, expect, it } from 'vitest';
import { shareEndFields } from '../../kernel/access/share-ends.ts';
import type { Principal } from '../../kernel/access/access.ts';
import type { Edit } from '../../kernel/acts/act.ts';
import { ann, ben, DecisionWorld, holding, make, north, record, set } from '../../testing/decision-world.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [deal, end, other, cat] = [40, 41, 42, 43].map(idOf) as [string, string, string, string];
const kind = 'platform/share-end';
const monday = '2026-11-23T08:00:00.000Z';
const tuesday = '2026-11-24T08:00:00.000Z';

let world: DecisionWorld;
const said = (...asked: Parameters<DecisionWorld['said']>) => world.said(...asked);
const fieldsOf = (endsAt: string, person = ben) => shareEndFields({ entity: 'crm/deal', record: deal, person, endsAt });
const until = (endsAt: string, { id = end, person = ben } = {}): Edit => make(id, kind, fieldsOf(endsAt, person));
const share = (person = ben, before: readonly string[] = []): Edit =>
  set(deal, { sharedWith: [[...before], [...before, person]] });
const renew = (endsAt: string, before = monday): Edit => set(end, { endsAt: [before, endsAt] }, kind);
const drop = (id = end): Edit => set(id, { life: ['alive', 'deleted'] }, kind);
/** Gives the world a deal that is shared with Ben until a time. */
const isShared = (endsAt: string) => {
  const inherited = { ownerId: ann, teamId: north, sharedWith: [ben] };
  const dealRecord = world.records.get(deal);
  if (dealRecord) world.records.set(deal, { ...dealRecord, sharedWith: [ben] });
  world.records.set(end, record(end, kind, fieldsOf(endsAt), { ownerId: null, teamId: null, inherited }));
};
const heldUntil = (endsAt: string, ...grants: readonly string[]): Principal => {
  const held = holding(...grants);
  return { ...held, memberships: held.memberships.map((one) => ({ ...one, until: endsAt })) };
};
const member = ['*:read@shared', '*:create@own', '*:update@shared', '*:assign@own', '*:delete@own'];

beforeEach(() => {
  world = new DecisionWorld();
  for (const [id, name] of [[ann, 'Ann'], [ben, 'Ben'], [cat, 'Cat']] as const)
    world.records.set(id, record(id, 'platform/person', { name, status: 'active' }, { ownerId: null, teamId: null })); // prettier-ignore
  world.records.set(deal, record(deal, 'crm/deal', { name: 'Acme', stage: 'prospecting' }));
});

describe('[PLT-43] the end of a share', () => {
  it('may be set and changed by a person who may share the record, in the act that shares or later', () => {
    const by = holding(...member);
    expect(said([share(), until(monday)], { by })).toEqual({ status: 'accepted' });
    isShared(monday);
    expect(said([renew(tuesday)], { by })).toEqual({ status: 'accepted' });
    expect(said([drop()], { by })).toEqual({ status: 'accepted' });
  });

  it('may not be changed by the person whose share ends, even if they may change the record', () => {
    isShared(monday);
    const shared = { ...holding(...member, '*:delete@shared'), userId: ben };
    for (const edit of [renew(tuesday), drop()])
      expect(said([edit], { by: shared })).toEqual({ status: 'refused', [end]: 'access/denied' });
    const third = until(tuesday, { id: other, person: cat });
    expect(said([third], { by: shared })).toEqual({ status: 'refused', [other]: 'access/denied' });
  });

  it('may not be set or removed by a person who may change the record but not share it', () => {
    const reader = holding('*:read@org', '*:update@org', '*:create@org', '*:delete@org');
    expect(said([until(monday)], { by: reader })).toEqual({ status: 'refused', [end]: 'access/denied' });
    isShared(monday);
    expect(said([drop()], { by: reader })).toEqual({ status: 'refused', [end]: 'access/denied' });
    expect(said([drop()], { by: 'server' })).toEqual({ status: 'accepted' });
  });

  it('exists once for each record and person: a second one is refused', () => {
    isShared(monday);
    expect(said([until(tuesday, { id: other })])).toEqual({ status: 'refused', [other]: 'records/taken' });
  });

  it('must have the key of its own share: another key would disclose whether another record is shared [A-5]', () => {
    isShared(monday);
    const mine = make(idOf(44), 'crm/deal', { name: 'Mine', stage: 'prospecting' });
    const probe = { ...fieldsOf(monday), about: `crm/deal:${idOf(44)}` };
    for (const key of [`${deal} ${ben}`, `${idOf(44)} ${ann}`])
      expect(said([mine, make(other, kind, { ...probe, key })])).toMatchObject({ [other]: 'records/invalid' });
  });

  it('may not be made by a person who does not see the record [A-5]', () => {
    const own = holding('*:read@own', '*:create@own', '*:update@own', '*:assign@own');
    expect(said([until(monday)], { by: own })).toEqual({ status: 'accepted' });
    const stranger = { ...own, userId: cat };
    expect(said([until(monday)], { by: stranger })).toEqual({ status: 'refused', [end]: 'records/parent-gone' });
  });
});

describe('[PLT-43] a person whose right to share ends', () => {
  const by = heldUntil(monday, ...member);
  it('shares until then, not longer, and not without an end', () => {
    expect(said([share(), until(monday)], { by })).toEqual({ status: 'accepted' });
    expect(said([share()], { by })).toEqual({ status: 'refused', [deal]: 'access/denied' });
    expect(said([share(), until(tuesday)], { by })).toMatchObject({ status: 'refused', [end]: 'access/denied' });
    const made = make(other, 'crm/deal', { name: 'New', stage: 'prospecting' }, { ownerId: ann, sharedWith: [ben] });
    expect(said([made], { by })).toEqual({ status: 'refused', [other]: 'access/denied' });
  });

  it('neither prolongs a share beyond that nor removes its end, and may stop it', () => {
    isShared(monday);
    expect(said([renew(tuesday)], { by })).toEqual({ status: 'refused', [end]: 'access/denied' });
    expect(said([renew('2026-11-22T08:00:00.000Z')], { by })).toEqual({ status: 'accepted' });
    expect(said([drop()], { by })).toEqual({ status: 'refused', [end]: 'access/denied' });
    expect(said([set(deal, { sharedWith: [[ben], []] }), drop()], { by })).toEqual({ status: 'accepted' });
  });

  it('shares without an end where another role gives the right permanently', () => {
    const both = { ...by, memberships: [...by.memberships, ...holding(...member).memberships] };
    expect(said([share()], { by: both })).toEqual({ status: 'accepted' });
  });

  it('may have it by a share that ends', () => {
    isShared(monday);
    const sharer: Principal = { ...holding('*:read@shared', '*:update@shared', '*:assign@shared'), userId: ben };
    expect(said([share(cat, [ben])], { by: sharer })).toEqual({ status: 'refused', [deal]: 'access/denied' });
    const late = until(tuesday, { id: other, person: cat });
    expect(said([share(cat, [ben]), late], { by: sharer })).toMatchObject({ status: 'refused', [other]: 'access/denied' }); // prettier-ignore
    const inTime = until(monday, { id: other, person: cat });
    expect(said([share(cat, [ben]), inTime], { by: sharer })).toEqual({ status: 'accepted' });
  });
});
