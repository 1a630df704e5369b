import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { installedPacks } from '../../installed-packs.ts';
import { can, type Membership, type Principal } from './access.ts';
import { catalogueOf, entityOf } from '../catalogue/catalogue.ts';
import { holdsAll as holdsAllIn } from './holds-all.ts';
import { closedPack } from '../../testing/packs/closed-pack.ts';
import type { StoredRecord } from '../entities/record.ts';
import { actions, parseGrant, scopes } from '../catalogue/role.ts';

const me = '00000000-0000-7000-8000-000000000001';
const other = '00000000-0000-7000-8000-000000000002';
const [north, south, east] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b', '00000000-0000-7000-8000-00000000000c'] as const; // prettier-ignore

const catalogue = catalogueOf([...installedPacks, closedPack]);
const holdsAll = (
  held: readonly Membership[],
  given: readonly Membership[],
  guarded: ReadonlySet<string> = new Set(),
): boolean => holdsAllIn(held, given, { entities: catalogue.entities, guarded });

const grants = (...written: readonly string[]) => written.flatMap((one) => parseGrant(one) ?? []);
const holding = (teamId: string | null, ...written: readonly string[]): Membership => ({
  role: 'made',
  teamId,
  portal: false,
  grants: grants(...written),
});

const membershipsOf = (resources: readonly string[]): fc.Arbitrary<readonly Membership[]> =>
  fc.array(
    fc.record({
      role: fc.constantFrom('owner', 'admin', 'made'),
      teamId: fc.constantFrom(null, north, south),
      portal: fc.boolean(),
      grants: fc.array(
        fc.record({
          resource: fc.constantFrom(...resources),
          action: fc.constantFrom('*' as const, 'approve', ...actions),
          scope: fc.constantFrom(...scopes),
        }),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 3 },
  );
const memberships = membershipsOf([
  '**',
  '*',
  'crm/*',
  'payroll/*',
  'payroll/slip',
  'platform/*',
  'crm/deal',
  'crm/account',
  'platform/person',
]);

type Seen = Pick<StoredRecord, 'entity' | 'ownerId' | 'teamId' | 'sharedWith' | 'inherited'>;
/**
 * Returns every relation that a record can have to a person and their teams, both as a record of its own and as a
 * child.
 */
const places = (entity: string): readonly Seen[] =>
  [me, other, null].flatMap((ownerId) =>
    [north, south, east, null].flatMap((teamId) =>
      [[], [me]].flatMap((sharedWith): readonly Seen[] => {
        const record = { entity, ownerId, teamId, sharedWith };
        return [
          { ...record, inherited: null },
          ...[me, null].map((assignee) => ({
            entity,
            ownerId: assignee,
            teamId: null,
            sharedWith: [],
            inherited: { ownerId, teamId, sharedWith },
          })),
        ];
      }),
    ),
  );
const kinds = ['payroll/slip', 'crm/deal', 'crm/account', 'crm/product', 'platform/person', 'platform/role'];

/** Returns the actions that the first memberships allow a person and the second do not. */
function differences(more: readonly Membership[], less: readonly Membership[], names: readonly string[]) {
  const by = (held: readonly Membership[]): Principal => ({ userId: me, memberships: held });
  return names.flatMap((name) => {
    const entity = entityOf(catalogue, name);
    return places(name).flatMap((record) =>
      [...actions, 'approve'].flatMap((action) =>
        can(by(more), action, entity, record) && !can(by(less), action, entity, record) ? [{ name, action, record }] : [],
      ),
    );
  }); // prettier-ignore
}

describe('the test whether memberships contain others', () => {
  it('[A-1] is true only where the others allow the same person nothing more', () => {
    let held = 0;
    fc.assert(
      fc.property(memberships, memberships, (holder, given) => {
        if (!holdsAll(holder, given)) return;
        held += given.length > 0 ? 1 : 0;
        expect(differences(given, holder, kinds)).toEqual([]);
      }),
      { seed: 7, numRuns: 4_000 },
    );
    expect(held).toBeGreaterThan(50);
  });

  it('[A-1] finds all memberships that allow nothing more, for one kind of record', () => {
    const ofDeals = membershipsOf(['crm/deal']).map((list) => list.map((one) => ({ ...one, portal: false })));
    let less = 0;
    fc.assert(
      fc.property(ofDeals, ofDeals, (holder, given) => {
        if (holder.length === 0 || holdsAll(holder, given)) return;
        less += 1;
        expect(differences(given, holder, ['crm/deal'])).not.toEqual([]);
      }),
      { seed: 7, numRuns: 2_000 },
    );
    expect(less).toBeGreaterThan(50);
  });

  it('[A-1] is reflexive, holds for smaller rights, and is transitive', () => {
    const guarded = new Set(['owner']);
    fc.assert(
      fc.property(memberships, memberships, memberships, (a, b, c) => {
        expect(holdsAll(a, a, guarded)).toBe(true);
        expect(holdsAll(a, [], guarded)).toBe(true);
        if (holdsAll(a, b, guarded)) {
          expect(b.every((one) => holdsAll(a, [one], guarded))).toBe(true);
          expect(holdsAll([...a, ...c], b, guarded)).toBe(true);
          if (holdsAll(b, c, guarded)) expect(holdsAll(a, c, guarded)).toBe(true);
        }
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });

  it.each([
    ['all of a pack', ['crm/*:*@org'], ['crm/deal:update@team'], true],
    ['every pack, one by one', ['crm/*:*@org', 'platform/*:*@org', 'own/*:*@org'], ['*:read@own'], false],
    ['a prefix that is not a pack', ['crm/*:*@org'], ['crm-more/deal:read@org'], false],
    [
      'each usual action by itself, where named actions count too',
      actions.map((action) => `crm/deal:${action}@org`),
      ['crm/deal:*@org'],
      false,
    ],
    ['each usual action by itself', ['crm/deal:*@org'], actions.map((action) => `crm/deal:${action}@org`), true],
    ['a named action', ['crm/deal:update@org'], ['crm/deal:approve@org'], false],
    ['a kind that wildcards reach', ['*:read@org'], ['crm/deal:read@team'], true],
    ['a kind that no wildcard reaches', ['*:*@org'], ['payroll/slip:read@own'], false],
    ['a kind of another build', ['*:*@org'], ['crm/unheard:read@own'], false],
    ["a tenant's own kind", ['*:*@org'], ['own/boat:read@own'], true],
    ["all of the tenant's own kinds", ['*:*@org'], ['own/*:read@own'], true],
    ['a pack, of which a later kind may exclude wildcards', ['*:*@org'], ['crm/*:read@own'], false],
    ['every kind', ['**:*@org'], ['**:*@team', '*:*@org', 'payroll/*:approve@own', 'crm/unheard:read@org'], true],
    ['every kind, where wildcards are held', ['*:*@org', 'payroll/*:*@org'], ['**:read@own'], false],
    ['one action too few', actions.slice(1).map((action) => `crm/deal:${action}@org`), ['crm/deal:*@org'], false],
    ["shared records, where one's own are asked for", ['crm/deal:read@shared'], ['crm/deal:read@own'], true],
    ["one's own, where shared records are asked for", ['crm/deal:read@own'], ['crm/deal:read@shared'], false],
    ["the team's, where one's own are asked for", ['crm/deal:read@team'], ['crm/deal:read@own'], false],
    ["the team's, where all are asked for", ['crm/deal:read@team'], ['crm/deal:read@org'], false],
  ])('[A-1] compares %s', (_, held, given, holds) => {
    expect(holdsAll([holding(north, ...held)], [holding(north, ...given)])).toBe(holds);
  });

  it('[A-1] keeps teams apart', () => {
    const lead = [holding(north, 'crm/deal:*@team')];
    expect(holdsAll(lead, [holding(north, 'crm/deal:read@team')])).toBe(true);
    expect(holdsAll(lead, [holding(south, 'crm/deal:read@team')])).toBe(false);
    expect(holdsAll(lead, [holding(null, 'crm/deal:read@team')])).toBe(true); // reaches nothing
  });

  it('[A-1] gives nobody a team to create in where the giver cannot create', () => {
    const giver = [holding(north, 'crm/deal:create@own')];
    expect(holdsAll(giver, [holding(north, 'crm/deal:create@own')])).toBe(true);
    expect(holdsAll(giver, [holding(null, 'crm/deal:create@own'), holding(south)])).toBe(false);
    expect(holdsAll([holding(null, 'crm/*:create@org')], [holding(south, 'crm/deal:create@own')])).toBe(true);
  });

  it('[A-1] lets only their holders assign guarded roles; other roles of the giver do not help', () => {
    const all = holding(null, '*:*@org');
    const owner = { ...all, role: 'owner' };
    expect(holdsAll([{ ...all, role: 'admin' }], [owner], new Set(['owner']))).toBe(false);
    expect(holdsAll([owner], [{ ...all, role: 'admin' }, owner], new Set(['owner']))).toBe(true);
  });

  it('[A-1] lets nobody outside the organisation give somebody a role inside it', () => {
    const outside = { ...holding(null, '*:*@org'), portal: true };
    expect(holdsAll([outside], [outside])).toBe(true);
    expect(holdsAll([outside], [holding(null)])).toBe(false);
  });
});
