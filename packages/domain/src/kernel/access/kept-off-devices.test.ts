import { describe, expect, it } from 'vitest';
import { installedPacks } from '../../installed-packs.ts';
import { dispatchPack, myDispatch, visit } from '../../testing/packs/dispatch-pack.ts';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { parseGrant } from '../catalogue/role.ts';
import { type Principal, tokensOfPrincipal } from './access.ts';
import {
  canBeKeptOff,
  keptOffFrom,
  keptOffIn,
  keptOffText,
  kindsKeptOff,
  kindsNotHeld,
  withoutKinds,
} from './kept-off-devices.ts';

const catalogue = catalogueOf([...installedPacks, dispatchPack]);
const mia = '00000000-0000-7000-8000-000000000001';
const as = (...roles: readonly string[]): Principal => ({
  userId: mia,
  memberships: roles.map((role) => ({
    role,
    teamId: mia,
    portal: false,
    grants: ['*:read@org', '*:read@team'].flatMap((grant) => parseGrant(grant) ?? []),
  })),
});
const kinds = (lines: readonly string[], ...roles: readonly string[]) => [
  ...kindsKeptOff(as(...roles), catalogue, keptOffIn(lines)),
];

describe('[PLT-44] the lines of data that an organisation keeps off devices', () => {
  it.each([
    ['crm/deal', { kind: 'crm/deal', role: null }],
    ['crm/deal@member', { kind: 'crm/deal', role: 'member' }],
    ['own/site-visit@field-staff', { kind: 'own/site-visit', role: 'field-staff' }],
  ])('are read and written as %s', (text, line) => {
    expect(keptOffFrom(text)).toEqual(line);
    expect(keptOffText(line)).toBe(text);
  });

  it.each(['', 'deal', 'crm/', 'crm/deal@', 'crm/deal@two words', 'crm/deal@a@b', 'Crm/Deal'])(
    'are not "%s"',
    (text) => {
      expect(keptOffFrom(text)).toBe(undefined);
      expect(keptOffIn([text, 7, null])).toEqual([]);
    },
  );

  it('keep nothing off where the setting has no value', () => {
    expect([keptOffIn(undefined), keptOffIn(null), keptOffIn('crm/deal')]).toEqual([[], [], []]);
  });
});

describe('[A-6] the kinds that the devices of a person do not hold', () => {
  it('are those of lines for everyone, and of lines for one of their roles', () => {
    expect(kinds(['crm/deal'], 'member')).toEqual(['crm/deal']);
    expect(kinds(['crm/deal@viewer'], 'member')).toEqual([]);
    expect(kinds(['crm/deal@viewer', 'crm/lead@member'], 'member', 'viewer')).toEqual(['crm/deal', 'crm/lead']);
    expect(kinds([], 'member')).toEqual([]);
  });

  it('are never kinds with which the app itself works, settings, or kinds that do not exist', () => {
    const never = ['platform/person', 'platform/role', 'platform/organisation', 'platform/file', 'platform/saved-view', myDispatch.name, 'crm/nothing']; // prettier-ignore
    expect(never.map((kind) => canBeKeptOff(catalogue, kind))).toEqual(never.map(() => false));
    expect(kinds(never, 'member')).toEqual([]);
    expect(['crm/deal', 'crm/task', 'crm/product', visit.name].map((kind) => canBeKeptOff(catalogue, kind))).toEqual([true, true, true, true]); // prettier-ignore
  });

  it('include groups of sealed fields, which have no line of their own', () => {
    const sealed = [...catalogue.entities.values()].find((entity) => entity.sealed !== undefined);
    expect(sealed).toBeDefined();
    expect(kinds([sealed?.sealed?.of ?? ''], 'member')).toContain(sealed?.name);
    expect(canBeKeptOff(catalogue, sealed?.name ?? '')).toBe(false);
  });

  it('lose all their tokens, and no other token is lost', () => {
    const tokens = tokensOfPrincipal(as('member'), catalogue);
    const held = withoutKinds(tokens, new Set(['crm/deal']));
    const gone = tokens.filter((token) => !held.includes(token));
    expect(gone.length).toBeGreaterThan(2);
    expect(gone.every((token) => token.startsWith('crm/deal@'))).toBe(true);
    expect(withoutKinds(tokens, new Set())).toBe(tokens);
  });

  it('are recognised by a device from the tokens that it holds', () => {
    const all = new Set(tokensOfPrincipal(as('member'), catalogue).map((token) => token.split('@')[0] ?? ''));
    expect(kindsNotHeld(as('member'), catalogue, all)).toEqual([]);
    const some = new Set([...all].filter((kind) => kind !== 'crm/task' && kind !== 'crm/deal'));
    expect(kindsNotHeld(as('member'), catalogue, some)).toEqual(['crm/deal', 'crm/task']);
    expect(kindsNotHeld(as(), catalogue, new Set())).toEqual([]); // nothing that the person may not read
  });
});
