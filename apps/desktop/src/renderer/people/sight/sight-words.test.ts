import type { AccessReason } from '@outpost/domain/kernel/access/explain';
import { describe, expect, it } from 'vitest';
import { lookedAt, isAllowed, nearestReason, rulesOf } from './sight-words.ts';

const read = { resource: 'crm/deal', action: 'read', scope: 'team' } as const;
const grant = { role: 'member', teamId: null, grant: read, until: null };
const because = (change: Partial<Extract<AccessReason, { by: 'grant' }>> = {}): AccessReason => ({
  by: 'grant',
  role: 'member',
  teamId: null,
  grant: read,
  reach: 'team',
  ...change,
});

describe('[A-2] the words of a look at the rights of others', () => {
  it('lists each grant once, those that decide first, with the actions that they allow', () => {
    const other = { ...grant, role: 'viewer' };
    const actions = [
      { action: 'read', may: true, reasons: [because(), because()] },
      { action: 'export', may: true, reasons: [because()] },
      { action: 'delete', may: false, reasons: [] },
    ];
    expect(lookedAt({ actions, grants: [other, grant, grant] })).toEqual([
      { ...grant, allows: ['read', 'export'] },
      { ...other, allows: [] },
    ]);
    expect([isAllowed(actions, 'read'), isAllowed(actions, 'delete'), isAllowed(actions, 'assign')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('lists only the rules of a kind that allow reading', () => {
    const everyone = { by: 'everyone' } as const;
    expect(rulesOf({ actions: [{ action: 'read', may: true, reasons: [everyone, because()] }] })).toEqual([everyone]);
    expect(rulesOf({ actions: [{ action: 'update', may: true, reasons: [everyone] }] })).toEqual([]);
  });

  it('names the nearest reason, with the role of its grant', () => {
    expect(nearestReason([because({ reach: 'everything', role: 'admin' }), because()])).toEqual({ reason: 'team', role: 'member' }); // prettier-ignore
    expect(nearestReason([because(), because({ reach: 'owner' })]).reason).toBe('owner');
    expect(nearestReason([because({ reach: 'everything', role: 'admin' })])).toEqual({ reason: 'role', role: 'admin' });
    expect(nearestReason([{ by: 'open' }])).toEqual({ reason: 'everyone', role: undefined });
    expect(nearestReason([{ by: 'open-reach', reach: 'shared' }]).reason).toBe('shared');
  });
});
