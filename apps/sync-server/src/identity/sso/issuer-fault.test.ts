import { expect, it } from 'vitest';
import { issuerFault } from './presets.ts';

const privateAccounts = '9188040d-6c67-4c5b-b112-36a304b66dad';

it.each(['common', 'organizations', 'consumers', privateAccounts, privateAccounts.toUpperCase()])(
  '[PLT-51] refuses an issuer of Microsoft that everybody shares: %s',
  (tenant) => {
    expect(issuerFault(`https://login.microsoftonline.com/${tenant}/v2.0`)).toMatch(/all customers/);
  },
);

it('[PLT-51] accepts the issuer of one directory', () => {
  expect(issuerFault('https://login.microsoftonline.com/6f1d9d2b-0b8e-4b41-9c1c-1c8e5a1f0a11/v2.0')).toBeUndefined();
});
