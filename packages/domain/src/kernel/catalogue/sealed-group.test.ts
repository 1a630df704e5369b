import { describe, expect, it } from 'vitest';
import { canSee, type Principal, tokensOfPrincipal } from '../access/access.ts';
import { blankRecord, type StoredRecord } from '../entities/record.ts';
import { entity } from '../entities/entity.ts';
import { companionId, isSealedField, masked } from '../entities/sealed.ts';
import { ref, tags, text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import { columnOf } from '../query/plans/index-plan.ts';
import { catalogueOf } from './catalogue.ts';
import { keysOf, searchTokensOf, titleOf } from './record-rules.ts';
import { grantCovers, parseGrant } from './role.ts';
import { sealedGroup, sealedGroupsOf, withoutSealed } from './sealed-group.ts';

const PatientId = idOf('clinic/patient');
const SecretId = idOf('clinic/patient-secret');
const label = { one: 'Secret', many: 'Secrets' };
const describes = 'Data that nobody else may know.';
const patient = entity(PatientId, {
  label: { one: 'Patient', many: 'Patients' },
  title: 'name',
  byWildcard: true,
  fields: { name: text({ searched: true }) },
});
const secret = sealedGroup(SecretId, {
  of: PatientId,
  label,
  describes,
  fields: { number: text(), code: text() },
  shown: { code: 2 },
});
const pack = { name: 'clinic', version: 1, entities: [patient, secret], roles: [] };
const catalogue = catalogueOf([pack]);

const team = '0190b1f2-7c00-7000-8000-0000000000t1';
const person = (grants: readonly string[], teamId: string | null = team): Principal => ({
  userId: 'me',
  memberships: [{ role: 'r', teamId, portal: false, grants: grants.flatMap((one) => parseGrant(one) ?? []) }],
});
const companion = (inherited: StoredRecord['inherited']): StoredRecord => ({
  ...blankRecord('c', secret.name),
  inherited,
});

describe('a group of sealed fields', () => {
  it('[K-4] has no keys, no words, no columns, and no title of its values', () => {
    const fields = { record: 'r', number: '12-345-678' };
    expect(keysOf(secret, fields)).toEqual({ record: 'r' });
    expect(searchTokensOf(secret, fields)).toEqual([]);
    expect(columnOf(secret, 'number')).toBeUndefined();
    expect(columnOf(secret, 'record')).toBeDefined();
    expect(titleOf(secret, { fields })).toBe('Secret');
    expect(['number', 'record', 'ownerId'].map((name) => isSealedField(secret, name))).toEqual([true, false, false]);
  });

  it('[K-4] [T-15] is covered by its own name and by **, by no other wildcard', () => {
    const covers = (grant: string): boolean => {
      const one = parseGrant(grant);
      return one !== undefined && grantCovers(one, secret, 'read');
    };
    expect(['clinic/patient-secret:read@org', '**:*@org'].map(covers)).toEqual([true, true]);
    expect(['clinic/*:*@org', '*:*@org', 'clinic/patient:read@org'].map(covers)).toEqual([false, false, false]);
  });

  it('[K-4] [A-3] is shown to those who see its record and hold the right, and reaches no further than both', () => {
    const tokens = (...grants: string[]) =>
      tokensOfPrincipal(person(grants), catalogue).filter((token) => token.startsWith(secret.name));
    expect(tokens('clinic/patient:read@org')).toEqual([]);
    expect(tokens('clinic/patient-secret:read@org')).toEqual([]);
    expect(tokens('clinic/patient:read@org', 'clinic/patient-secret:read@org')).toContain(`${secret.name}@org`);
    expect(tokens('clinic/patient:read@team', 'clinic/patient-secret:read@org')).toEqual([`${secret.name}@team:${team}`, `${secret.name}@user:me`]); // prettier-ignore
    expect(tokens('clinic/patient:read@org', 'clinic/patient-secret:read@own')).toEqual([`${secret.name}@user:me`]);
    const mine = person(['clinic/patient:read@own', 'clinic/patient-secret:read@org']);
    const of = (ownerId: string) => companion({ ownerId, teamId: null, sharedWith: [] });
    expect([of('me'), of('you')].map((one) => canSee(mine, catalogue, one))).toEqual([true, false]);
  });

  it('[K-4] has one companion for each record, with the same id everywhere', () => {
    expect(companionId(secret.name, 'r1')).toBe(companionId(secret.name, 'r1'));
    expect(companionId(secret.name, 'r1')).not.toBe(companionId(secret.name, 'r2'));
  });

  it('[K-4] is not a kind for lists, files and programs', () => {
    expect([...withoutSealed(catalogue).entities.keys()]).toEqual([patient.name]);
    expect(withoutSealed(catalogue)).toBe(withoutSealed(catalogue));
    expect(sealedGroupsOf(catalogue, patient.name)).toEqual([catalogue.entities.get(secret.name)]);
  });

  it('refuses fields at start that other records find, or that merge in parts', () => {
    const group = (fields: Parameters<typeof sealedGroup>[1]['fields']) => () =>
      sealedGroup(SecretId, { of: PatientId, label, describes, fields });
    expect(group({ doctor: ref(PatientId) })).toThrow('"doctor" can\'t be sealed');
    expect(group({ words: tags() })).toThrow('"words" can\'t be sealed');
    expect(group({ number: text({ searched: true }) })).toThrow('"number" is searched');
    expect(group({ number: text({ required: true }) })).toThrow('"number" is required');
    expect(group({ notes: text({ multiline: true }) })).toThrow('"notes" does not merge by the later value');
    expect(group({ record: text() })).toThrow('"record" is the name of its link');
  });
});

describe('a masked value', () => {
  it('[K-4] shows its last characters, none of a short value, and never its length', () => {
    expect(masked('123-45-6789', 4)).toBe('••••6789');
    expect(masked('1234567', 4)).toBe('••••');
    expect(masked('123-45-6789', 0)).toBe('••••');
    expect(masked('1'.repeat(300), 4)).toBe('••••1111');
    expect([masked('', 4), masked(null, 4), masked(undefined, 4)]).toEqual(['', '', '']);
    expect(masked({ city: 'Bern' }, 4)).toBe('••••');
  });
});
