import { can } from '@outpost/domain/kernel/access/access';
import { installedCatalogue as catalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type actions, parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { describe, expect, it } from 'vitest';
import {
  canSpellOut,
  cellOf,
  reachChoicesOf,
  grantColumnsOf,
  draftTo,
  linesOf,
  reaches,
  spelledOut,
  whyFixed,
  withDraft,
  withReach,
} from './grant-table.ts';

const grantsOf = (key: string) => catalogue.roles.find((role) => role.key === key)?.grants ?? [];
const deal = { resource: 'crm/deal', entity: entityOf(catalogue, 'crm/deal') };
const role = { resource: 'platform/role', entity: entityOf(catalogue, 'platform/role') };
const every = { resource: '*' };
const [me, you, north, south] = ['me', 'you', 'north', 'south'];

/** Returns the records, of five, on which `can` allows an action by these grants in the team North. */
const allowed = (written: readonly string[], action: (typeof actions)[number]) => {
  const grants = written.flatMap((one) => parseGrant(one) ?? []);
  const principal = { userId: me, memberships: [{ role: 'x', teamId: north, grants, portal: false }] };
  const seen = { entity: 'crm/deal', ownerId: you, teamId: null, sharedWith: [], inherited: null };
  const records = {
    own: { ...seen, ownerId: me },
    shared: { ...seen, sharedWith: [me] },
    team: { ...seen, teamId: north },
    other: { ...seen, teamId: south },
  };
  return Object.entries(records).flatMap(([name, record]) =>
    can(principal, action, deal.entity, record) ? [name] : [],
  );
};

describe('the table of a role', () => {
  it('[A-2] shows the reach that `can` gives, for each shipped role', () => {
    const expected = {
      none: [],
      own: ['own'],
      shared: ['own', 'shared'],
      'only-team': ['team'],
      team: ['own', 'team'],
      'team-shared': ['own', 'shared', 'team'],
      org: ['own', 'shared', 'team', 'other'],
    };
    for (const { key, grants } of catalogue.roles)
      for (const action of ['read', 'update', 'assign', 'delete'] as const)
        expect([key, action, allowed(grants, action)]).toEqual([
          key,
          action,
          expected[cellOf(grants, deal, action).reach],
        ]);
  });

  it('writes each reach so that the cell shows it again, and `can` follows it', () => {
    const own = ['own', 'own', 'shared', 'team', 'team-shared', 'org'] as const;
    for (const reach of own) {
      const next = withReach(['crm/deal:update@own', 'crm/lead:read@org'], { line: deal, action: 'update', reach });
      expect(cellOf(next, deal, 'update')).toMatchObject({ reach, floor: 'none' });
      expect(next).toContain('crm/lead:read@org');
    }
    expect(withReach(['crm/deal:update@org'], { line: deal, action: 'update', reach: 'none' })).toEqual([]);
  });

  it('adds on a kind only rights that the line of every kind does not give, and offers no less than that line', () => {
    const member = grantsOf('member'); // reads shared
    const next = withReach(member, { line: deal, action: 'read', reach: 'team-shared' });
    expect(next.filter((grant) => !member.includes(grant))).toEqual(['crm/deal:read@team']);
    expect(withReach(next, { line: deal, action: 'read', reach: 'shared' })).toEqual([...member].sort());
    const offered = reachChoicesOf(member, deal, 'read');
    expect(offered.filter(({ why }) => why === undefined).map(({ reach }) => reach)).toEqual([
      'shared',
      'team-shared',
      'org',
    ]);
    expect(offered.find(({ reach }) => reach === 'none')?.why).toBe('The line of every kind gives shared already.');
    expect(reachChoicesOf(member, every, 'read').every(({ why }) => why === undefined)).toBe(true);
  });

  it('offers for new records and for governed kinds only reaches that mean something there', () => {
    const names = (line: typeof deal, action: 'create' | 'administer') =>
      reachChoicesOf([], line, action).map(({ reach }) => reach);
    expect(names(deal, 'create')).toEqual(['none', 'own', 'team', 'org']);
    expect(names(role, 'administer')).toEqual(['none', 'org']);
    expect(whyFixed(catalogue, role, 'update')).toBe('People who administer roles may do this.');
    expect(whyFixed(catalogue, role, 'read')).toBe('Everybody in the organisation sees roles.');
    expect(whyFixed(catalogue, deal, 'administer')).toBe('Nothing of deals is administered.');
    expect(whyFixed(catalogue, deal, 'read')).toBeUndefined();
  });

  it('[A-1] writes a line of wildcards out for each kind, so that single kinds can be lowered, and changes no right', () => {
    for (const key of ['member', 'manager', 'viewer', 'admin']) {
      const grants = grantsOf(key);
      let next: readonly string[] = grants;
      for (const resource of ['**', '*'])
        if (canSpellOut(next, { resource })) next = spelledOut(catalogue, next, { resource });
      expect(next.some((grant) => grant.startsWith('*'))).toBe(false);
      for (const line of linesOf(catalogue, grants))
        for (const action of line.entity ? grantColumnsOf(catalogue) : [])
          if (whyFixed(catalogue, line, action) === undefined)
            expect([key, line.resource, action, cellOf(next, line, action).reach]).toEqual([key, line.resource, action, cellOf(grants, line, action).reach]); // prettier-ignore
    }
    const spelled = spelledOut(catalogue, grantsOf('member'), every);
    expect(reachChoicesOf(spelled, deal, 'read').every(({ why }) => why === undefined)).toBe(true);
    expect(canSpellOut(spelled, every)).toBe(false);
    expect(spelledOut(catalogue, ['crm/deal:read@org', '*:delete@own'], every)).toContain('crm/deal:read@org');
  });

  it('a draft is the difference from the stored grants, and stays right when somebody else changes others', () => {
    const stored = ['crm/deal:read@own', 'crm/lead:read@own'];
    const draft = draftTo(stored, ['crm/deal:read@org', 'crm/lead:read@own']);
    expect(draft).toEqual({ added: ['crm/deal:read@org'], removed: ['crm/deal:read@own'] });
    expect(withDraft([...stored, 'crm/task:read@org'], draft)).toEqual(['crm/deal:read@org', 'crm/lead:read@own', 'crm/task:read@org']); // prettier-ignore
    expect(reaches).toHaveLength(7);
  });
});
