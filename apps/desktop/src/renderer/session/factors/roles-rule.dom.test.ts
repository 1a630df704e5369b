import { expect, it } from 'vitest';
import { factorRuleOf } from './roles-rule.tsx';

const role = (label: string, secondFactor: string | null) => ({ fields: { label, secondFactor } });
const kinds = (...all: readonly string[]) => all.map((kind) => ({ kind }));

it('[PLT-18] the strictest rule of several roles counts, and is met by a factor of the right kind', () => {
  const roles = [role('Member', 'any'), role('Admin', 'app'), role('Viewer', null)];
  expect(factorRuleOf(roles, kinds('email', 'backup-codes'))).toEqual({
    rule: 'app',
    roles: ['Admin'],
    isMet: false,
  });
  expect(factorRuleOf(roles, kinds('totp'))).toMatchObject({ isMet: true });
  expect(factorRuleOf(roles, kinds('passkey'))).toMatchObject({ isMet: true });
});

it('[PLT-18] any factor but backup codes meets the rule for any', () => {
  const roles = [role('Member', 'any')];
  expect(factorRuleOf(roles, kinds('sms'))).toEqual({ rule: 'any', roles: ['Member'], isMet: true });
  expect(factorRuleOf(roles, kinds('backup-codes'))).toMatchObject({ isMet: false });
  expect(factorRuleOf([role('Viewer', null)], [])).toBeUndefined();
});

it('[PLT-18] a rule for a passkey is the strictest one, and no other factor meets it', () => {
  const roles = [role('Admin', 'app'), role('Owner', 'passkey')];
  expect(factorRuleOf(roles, kinds('totp', 'backup-codes'))).toEqual({
    rule: 'passkey',
    roles: ['Owner'],
    isMet: false,
  });
  expect(factorRuleOf(roles, kinds('totp', 'passkey'))).toMatchObject({ isMet: true });
});
