import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import type { Principal } from './access.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import { denialOf, denied, writtenByServer } from './denial.ts';
import { actions, parseGrant } from '../catalogue/role.ts';

describe('the reason of a refused action', () => {
  it('[A-2] names the action and the kind of record, refused by the device or by the server', () => {
    const deal = { label: { one: 'Deal', many: 'Deals' } };
    expect(actions.map((action) => denied(deal, action).message)).toEqual([
      'You may not see this deal.',
      'You may not add this deal.',
      'You may not change this deal.',
      'You may not hand on or share this deal.',
      'You may not delete or restore this deal.',
      'You may not export this deal.',
      'You may not administer this deal.',
    ]);
  });
});

describe('the explanation why a person may not do something, and who can help', () => {
  const deal = entityOf(installedCatalogue, 'crm/deal');
  const nameOf = (id: string) => (id === 'ben' ? 'Ben' : undefined);
  type Seen = Parameters<typeof denialOf>[3]['record'];
  const record: Seen = { entity: deal.name, ownerId: 'ben', teamId: null, sharedWith: [], inherited: null };
  const holding = (...memberships: readonly (readonly string[])[]): Principal => ({
    userId: 'ann',
    memberships: memberships.map((grants) => ({
      role: 'own',
      teamId: null,
      portal: false,
      grants: grants.flatMap((grant) => parseGrant(grant) ?? []),
    })),
  });
  const said = (principal: Principal, about = record, entity = deal) =>
    denialOf(principal, 'update', entity, { record: about, nameOf });
  const ann = holding(['crm/deal:read@org'], ['crm/deal:read@org', 'crm/deal:update@own']);

  it('[A-2] gives no reason where they may', () => {
    expect(said(ann, { ...record, ownerId: 'ann' })).toBeUndefined();
  });
  it('[A-2] names the owner, if the person may see who that is', () => {
    expect(said(ann)).toBe(
      "This deal is Ben's. Ben, their manager or an administrator can change it, or share it with you.",
    );
    const nameless = "This deal isn't yours. Its owner, their manager or an administrator can change it.";
    expect(said(ann, { ...record, ownerId: 'max' })).toBe(nameless);
    expect(said(ann, { ...record, ownerId: null })).toBe(nameless);
  });
  it('[A-2] names the owner of the parent for a child', () => {
    const child = { ...record, ownerId: 'max', inherited: { ownerId: 'ben', teamId: null, sharedWith: [] } };
    expect(said(ann, child)).toContain("is Ben's");
  });
  it('[A-2] states where no role allows it for any record, or only administrators may', () => {
    expect(said(holding(['crm/deal:read@org']))).toBe(
      'Your role reads deals and may not change them. An administrator can grant more.',
    );
    const product = entityOf(installedCatalogue, 'crm/product');
    expect(said(ann, { ...record, entity: product.name }, product)).toBe('Only administrators change products.');
  });
  it('[T-15] uses the words of a named action', () => {
    const toFund = (principal: Principal) => denialOf(principal, 'fund', deal, { record, nameOf });
    expect(toFund(ann)).toBe('Your role reads deals and may not fund them. An administrator can grant more.');
    expect(toFund(holding(['crm/deal:fund@own']))).toContain('can fund it');
    expect(denied(deal, 'send-back').message).toBe('You may not send back this deal.');
  });
  it('states whether a field that people cannot fill in is computed', () => {
    expect(writtenByServer({ label: 'Sum', merge: 'derived' }, 'sum')).toMatchObject({
      message: 'Sum is computed from the other fields. Leave it out.',
      details: { action: 'update', field: 'sum' },
    });
    expect(writtenByServer({ label: 'Sent at', merge: 'server' }, 'sentAt').message).toBe(
      'Sent at is written by the server alone.',
    );
  });
});
