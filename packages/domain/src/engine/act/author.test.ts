import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { ann, ben, holding, north, record } from '../../testing/decision-world.ts';
import { authorOf, serverAuthor, systemUserId } from './author.ts';

const deal = (ownerId: string | null = null) => record(ann, 'crm/deal', {}, { ownerId, teamId: null });
const authorBy = (...grants: readonly string[]) => authorOf(holding(...grants), installedCatalogue);

describe('the author of an act', () => {
  it('[A-2] sees and changes the records that the roles cover', () => {
    const author = authorBy('crm/deal:read@own', 'crm/deal:update@own');
    expect(author).toMatchObject({ userId: ann, isServer: false, teams: new Set([north]) });
    expect(author.memberships).toHaveLength(1);
    expect([author.sees(deal(ann)), author.sees(deal(ben))]).toEqual([true, false]);
    expect([author.may('update', deal(ann)), author.may('update', deal(ben))]).toEqual([true, false]);
    expect(author.may('delete', deal(ann))).toBe(false);
  });
  it('[A-3] sees all records of a kind that the roles let them read in the whole organisation', () => {
    const author = authorBy('crm/deal:read@org');
    expect([author.sees(deal()), author.sees(record(ann, 'crm/lead', {}))]).toEqual([true, false]);
  });
  it('[A-1] is in no team without a membership', () => {
    const memberships = [{ role: 'reader', teamId: null, portal: false, grants: [] }];
    expect(authorOf({ userId: ann, memberships }, installedCatalogue).teams).toEqual(new Set());
  });
  it('may be the server itself, which holds no role and needs no permission', () => {
    expect(serverAuthor).toMatchObject({ userId: systemUserId, isServer: true, memberships: [], teams: new Set() });
    expect([serverAuthor.sees(deal()), serverAuthor.may('delete', deal())]).toEqual([true, true]);
  });
});
