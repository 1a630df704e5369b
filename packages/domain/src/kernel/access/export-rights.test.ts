import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import { parseGrant } from '../catalogue/role.ts';
import type { Principal } from './access.ts';
import { exportableBy, mayExportAllSeen, mayExportSome } from './export-rights.ts';

const [north, south] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'];
const [mia, max] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];
const as = (...grants: readonly string[]): Principal => ({
  userId: mia,
  memberships: [{ role: 'made', teamId: north, portal: false, grants: grants.flatMap((one) => parseGrant(one) ?? []) }],
});
const kind = (name: string) => entityOf(installedCatalogue, name);
const record = (ownerId: string, teamId: string | null, sharedWith: readonly string[] = []) => ({
  ownerId,
  teamId,
  sharedWith,
  inherited: null,
});
const exported = (principal: Principal, ...of: Parameters<typeof record>) => {
  const which = exportableBy(principal, kind('crm/deal'));
  return which === 'all' || which(record(...of));
};

describe('the right to take data out of the app in a file', () => {
  it('[A-1] is a separate right: the right to read does not include it', () => {
    expect(mayExportSome(as('*:read@org'), kind('crm/deal'))).toBe(false);
    expect(exported(as('*:read@org'), mia, north)).toBe(false);
    expect(mayExportSome(as('crm/deal:export@own'), kind('crm/deal'))).toBe(true);
  });
  it('[A-1] reaches as the grant says; a grant of any scope covers own and shared records', () => {
    const own = as('crm/deal:export@own');
    expect([exported(own, mia, south), exported(own, max, south, [mia]), exported(own, max, north)]).toEqual([true, true, false]); // prettier-ignore
    const team = as('crm/deal:export@team');
    expect([exported(team, max, north), exported(team, max, south), exported(team, mia, south)]).toEqual([true, false, true]); // prettier-ignore
    expect(exportableBy(as('crm/deal:export@org'), kind('crm/deal'))).toBe('all');
  });
  it('[A-3a] covers a child by its parent and by its own assignee', () => {
    const which = exportableBy(as('crm/activity:export@own'), kind('crm/activity'));
    const child = (assignee: string | null, parent: string) =>
      which !== 'all' &&
      which({
        ownerId: assignee,
        teamId: null,
        sharedWith: [],
        inherited: { ownerId: parent, teamId: south, sharedWith: [] },
      });
    expect([child(null, mia), child(mia, max), child(null, max)]).toEqual([true, true, false]);
  });
  it('[A-1] covers all or none of the kinds that everybody in the organisation sees, and all of one’s own', () => {
    expect(exportableBy(as('crm/product:export@own'), kind('crm/product'))).toBe('all');
    expect(mayExportSome(as('*:read@org'), kind('crm/product'))).toBe(false);
    expect(exportableBy(as(), kind('platform/my-notifications'))).toBe('all');
  });
  it('[A-1] covers all that the person sees where no grant of reading reaches further', () => {
    const all = (...grants: readonly string[]) => mayExportAllSeen(as(...grants), installedCatalogue, kind('crm/deal'));
    expect(all('*:read@org', 'crm/deal:export@org')).toBe(true);
    expect(all('crm/deal:read@team', 'crm/deal:export@team')).toBe(true);
    expect(all('crm/deal:read@own', 'crm/deal:export@own')).toBe(true);
    expect(all('crm/deal:read@team', 'crm/deal:export@own')).toBe(false);
    expect(all('*:read@org', 'crm/deal:export@team')).toBe(false);
    expect(all('crm/deal:read@own')).toBe(false);
    const [own] = as('crm/deal:read@team', 'crm/deal:export@team').memberships;
    const other = { ...as('crm/deal:read@team').memberships[0], teamId: south };
    const inTwoTeams = { userId: mia, memberships: [own, other] } as Principal;
    expect(mayExportAllSeen(inTwoTeams, installedCatalogue, kind('crm/deal'))).toBe(false);
  });
});
