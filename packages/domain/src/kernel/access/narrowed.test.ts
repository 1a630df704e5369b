import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { actions, type Grant, scopes } from '../catalogue/role.ts';
import { can } from './access.ts';
import { narrowedTo } from './narrowed.ts';

const grant: fc.Arbitrary<Grant> = fc.record({
  resource: fc.constantFrom('**', '*', 'crm/*', 'crm/deal', 'crm/task', 'crm/contact'),
  action: fc.constantFrom('*', ...actions),
  scope: fc.constantFrom(...scopes),
});
const [me, other, team, otherTeam] = [1, 2, 3, 4].map((n) => `0190b1f2-7c00-7000-8000-00000000000${n}`) as [string, string, string, string]; // prettier-ignore
const record = fc.record({
  ownerId: fc.constantFrom(null, me, other),
  teamId: fc.constantFrom(null, team, otherTeam),
  sharedWith: fc.constantFrom([], [me], [other]),
});

const asking = fc.record({
  held: fc.array(grant, { maxLength: 3 }),
  asked: fc.array(grant, { maxLength: 3 }),
  name: fc.constantFrom('crm/deal', 'crm/task', 'crm/contact'),
  action: fc.constantFrom(...actions),
  one: record,
});

describe('narrowed memberships', () => {
  it('[A-1] allow only actions that both the memberships and the grants allow', () => {
    let allowed = 0;
    fc.assert(
      fc.property(asking, ({ held, asked, name, action, one }) => {
        const entity = installedCatalogue.entities.get(name);
        if (!entity || entity.audience === 'own') return;
        const membership = { role: 'r', teamId: team, portal: false };
        const seen = { ...one, entity: name, inherited: null, fields: {} };
        const may = (grants: readonly Grant[]) => can({ userId: me, memberships: [{ ...membership, grants }] }, action, entity, seen);
        const narrowed = narrowedTo([{ ...membership, grants: held }], asked, installedCatalogue);
        const isAllowed = can({ userId: me, memberships: narrowed }, action, entity, seen);
        allowed += isAllowed ? 1 : 0;
        expect(isAllowed && !(may(held) && may(asked))).toBe(false);
      }),
      { numRuns: 5_000 },
    ); // prettier-ignore
    expect(allowed).toBeGreaterThan(20);
  });

  it('keep the narrower of two grants', () => {
    const narrow = (held: Grant, asked: Grant) =>
      narrowedTo([{ role: 'r', teamId: null, portal: false, grants: [held] }], [asked], installedCatalogue)[0]?.grants;
    const deal = { resource: 'crm/deal', action: 'read', scope: 'org' } as const;
    expect(narrow({ resource: '**', action: '*', scope: 'org' }, deal)).toEqual([deal]);
    expect(narrow({ resource: 'crm/*', action: '*', scope: 'team' }, deal)).toEqual([{ ...deal, scope: 'team' }]);
    expect(narrow({ ...deal, scope: 'own' }, { ...deal, scope: 'shared' })).toEqual([{ ...deal, scope: 'own' }]);
    expect(narrow({ ...deal, scope: 'own' }, { ...deal, scope: 'team' })).toEqual([]);
    expect(narrow({ ...deal, action: 'update' }, deal)).toEqual([]);
  });
});
