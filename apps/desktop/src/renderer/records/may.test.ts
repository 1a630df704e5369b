import type { Principal } from '@outpost/domain/kernel/access/access';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { describe, expect, it } from 'vitest';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { installedEntity } from './entity-shape.ts';
import { mayCreate, mayHandOver, ownersOfNew, readOnlyReason, refusalOf } from './may.ts';

const holding = (...written: string[]): Principal => ({
  userId: me,
  memberships: [
    { role: 'x', teamId: null, portal: false, grants: written.flatMap((grant) => parseGrant(grant) ?? []) },
  ],
});
const member = holding('*:read@shared', '*:create@own', '*:update@shared', '*:assign@own');
const viewer = holding('*:read@org');
const deal = installedEntity('crm/deal');
const nameOf = (id: string) => (id === dana ? 'Dana Rehmark' : undefined);
const danas = givenShownRecord({ ownerId: dana });

describe('the rights to change records', () => {
  it('[A-2] give no reason if the person may', () => {
    expect(refusalOf(member, 'update', deal, { record: givenShownRecord(), nameOf })).toBeUndefined();
    expect(
      readOnlyReason(member, deal, {
        record: givenShownRecord({ ownerId: dana, sharedWith: [me] }),
        nameOf,
        field: 'stage',
      }),
    ).toBeUndefined();
  });

  it('[A-2] names who can help if the record is another person’s', () => {
    expect(refusalOf(member, 'update', deal, { record: danas, nameOf })).toBe(
      "This deal is Dana Rehmark's. Dana Rehmark, their manager or an administrator can change it, or share it with you.",
    );
  });

  it('[A-2] explains read-only roles, and governed records reserved for administrators', () => {
    expect(readOnlyReason(viewer, deal, { record: danas, nameOf, field: 'value' })).toContain(
      'Your role reads deals and may not change them.',
    );
    expect(
      refusalOf(member, 'update', installedEntity('crm/product'), {
        record: givenShownRecord({ entity: 'crm/product' }),
        nameOf,
      }),
    ).toBe('Only administrators change products.');
  });

  it('[A-2] distinguishes reassigning from changing', () => {
    expect(
      readOnlyReason(member, deal, {
        record: givenShownRecord({ ownerId: dana, sharedWith: [me] }),
        nameOf,
        field: 'ownerId',
      }),
    ).toContain('can hand it on');
  });

  it('[A-2] let a manager create and hand over records of other people in a team, and an administrator everywhere', () => {
    const team = givenShownRecord().id;
    const manager: Principal = {
      userId: me,
      memberships: holding('*:create@team', '*:assign@team').memberships.map((one) => ({ ...one, teamId: team })),
    };
    const ofDana = { ownerId: dana, teams: [team] };
    const [admin, task] = [holding('*:*@org'), installedEntity('crm/task')];
    expect(ownersOfNew(manager, task, ofDana)).toEqual({ ownerId: dana, teamId: team });
    expect(ownersOfNew(admin, task, ofDana)).toEqual({ ownerId: dana, teamId: null });
    expect(ownersOfNew(member, task, ofDana)).toBeUndefined();
    expect([manager, admin, member].map((one) => mayHandOver(one, task, ofDana))).toEqual([true, true, false]);
  });

  it('explains why formulas, fixed fields and deleted records cannot be edited', () => {
    const lead = givenShownRecord({ entity: 'crm/lead' });
    expect(readOnlyReason(member, installedEntity('crm/lead'), { record: lead, nameOf, field: 'score' })).toBe(
      'Computed from the other fields.',
    );
    expect(
      readOnlyReason(member, installedEntity('crm/activity'), {
        record: givenShownRecord({ entity: 'crm/activity' }),
        nameOf,
        field: 'kind',
      }),
    ).toContain('and kept');
    expect(
      readOnlyReason(member, deal, { record: givenShownRecord({ life: 'deleted' }), nameOf, field: 'name' }),
    ).toContain('Restore it first');
  });

  it('[A-2] allow members to create records, but not viewers', () => {
    expect([
      mayCreate(member, deal),
      mayCreate(viewer, deal),
      mayCreate(member, installedEntity('crm/product')),
    ]).toEqual([true, false, false]);
  });
});
