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
  kindsByMonth,
  kindsKeptByAge,
  kindsKeptOff,
  kindsNotHeld,
  partsHeld,
  withoutKinds,
  withoutOldRecords,
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
    ['crm/deal', { kind: 'crm/deal', role: null, olderThan: null }],
    ['crm/deal@member', { kind: 'crm/deal', role: 'member', olderThan: null }],
    ['own/site-visit@field-staff', { kind: 'own/site-visit', role: 'field-staff', olderThan: null }],
    ['crm/deal@*>12', { kind: 'crm/deal', role: null, olderThan: 12 }],
    ['crm/deal@member>36', { kind: 'crm/deal', role: 'member', olderThan: 36 }],
  ])('are read and written as %s', (text, line) => {
    expect(keptOffFrom(text)).toEqual(line);
    expect(keptOffText(line)).toBe(text);
  });

  it.each([
    '',
    'deal',
    'crm/',
    'crm/deal@',
    'crm/deal@two words',
    'crm/deal@a@b',
    'Crm/Deal',
    'crm/deal>12',
    'crm/deal@member>37',
  ])('are not "%s"', (text) => {
    expect(keptOffFrom(text)).toBe(undefined);
    expect(keptOffIn([text, 7, null])).toEqual([]);
  });

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

  it('[A-6] are not those of which only old records are kept off', () => {
    expect(kinds(['crm/deal@*>12'], 'member')).toEqual([]);
    expect(kinds(['crm/deal@*>12', 'crm/deal@member'], 'member')).toEqual(['crm/deal']);
  });

  it('are recognised by a device from the tokens that it holds', () => {
    const all = new Set(tokensOfPrincipal(as('member'), catalogue).map((token) => token.split('@')[0] ?? ''));
    expect(kindsNotHeld(as('member'), catalogue, all)).toEqual([]);
    const some = new Set([...all].filter((kind) => kind !== 'crm/task' && kind !== 'crm/deal'));
    expect(kindsNotHeld(as('member'), catalogue, some)).toEqual(['crm/deal', 'crm/task']);
    expect(kindsNotHeld(as(), catalogue, new Set())).toEqual([]); // nothing that the person may not read
  });
});

describe('[A-6] the kinds of which the devices of a person hold only young records', () => {
  const byAge = (lines: readonly string[], ...roles: readonly string[]) =>
    Object.fromEntries(kindsKeptByAge(as(...roles), catalogue, keptOffIn(lines)));

  it('are those of the lines for everyone and for their roles, with the fewest months', () => {
    expect(byAge(['crm/deal@*>12', 'crm/task@viewer>3'], 'member')).toEqual({ 'crm/deal': 12 });
    expect(byAge(['crm/deal@*>12', 'crm/deal@member>6', 'crm/deal@viewer>3'], 'member')).toEqual({ 'crm/deal': 6 });
    expect(byAge(['crm/deal'], 'member')).toEqual({});
  });

  it('have the same months as their sealed fields, which the server files with their records', () => {
    expect(byAge(['crm/contact@*>12', 'crm/contact@member>6'], 'member')).toEqual({ 'crm/contact': 6, 'crm/contact-identity': 6 }); // prettier-ignore
    expect(byAge(['crm/contact-identity@*>12'], 'member')).toEqual({}); // sealed fields have no line of their own
    expect(kindsByMonth(catalogue, keptOffIn(['crm/contact@*>12', 'crm/deal@viewer>6', 'crm/deal@*>9', 'crm/contact-identity@*>1', 'crm/task']))).toEqual(['crm/contact', 'crm/deal']); // prettier-ignore
  });

  it('have the tokens of the last months once their records are filed by month', () => {
    const tokens = ['crm/deal@org', 'crm/deal@user:u', 'crm/task@org'];
    const kept = new Map([['crm/deal', 1]]);
    expect(withoutOldRecords(tokens, kept, new Map())).toBe(tokens);
    expect(withoutOldRecords(tokens, kept, new Map([['crm/deal', '2026-11']]))).toEqual([
      'crm/deal@org~2026-10',
      'crm/deal@org~2026-11',
      'crm/deal@org~2026-12',
      'crm/deal@user:u~2026-10',
      'crm/deal@user:u~2026-11',
      'crm/deal@user:u~2026-12',
      'crm/task@org',
    ]);
  });

  it('are recognised by a device from the tokens that it holds, with their first month', () => {
    const groups = [
      [
        ['crm/task', 'crm/deal'],
        ['org~2026-11', 'org~2026-10', 'user:u~2026-10'],
      ],
      [['crm/lead'], ['org']],
      [['crm/account'], ['org~2026-10', 'user:u']], // no such set is ever sent; the own records are whole
    ] as const;
    expect(partsHeld(groups)).toEqual([
      { kind: 'crm/deal', since: '2026-10' },
      { kind: 'crm/task', since: '2026-10' },
    ]);
  });
});
