import { expect, it } from 'vitest';
import { certificateText, providerEntryOf, readCertificates, readEntry } from './provider-entry.ts';

it('[PLT-32] an entry reads certificates with their frames and without', () => {
  const framed = '-----BEGIN CERTIFICATE-----\nAAAA\nBBBB\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nCCCC\n-----END CERTIFICATE-----'; // prettier-ignore
  expect(readCertificates(framed)).toEqual(['AAAABBBB', 'CCCC']);
  expect(readCertificates('AAAA\nBBBB\n \nCCCC\n')).toEqual(['AAAABBBB', 'CCCC']);
  expect(readCertificates(certificateText(['AAAA', 'CCCC']))).toEqual(['AAAA', 'CCCC']);
  expect(readCertificates(' \n\n ')).toEqual([]);
});

it('[PLT-32] an entry names its missing values', () => {
  const saml = { ...providerEntryOf(undefined), kind: 'saml' as const, name: 'ID', issuer: 'urn:idp', entryPoint: 'https://idp.example', certificates: 'AAAA' }; // prettier-ignore
  expect(readEntry(saml)).toMatchObject({ provider: { kind: 'saml', saml: { certificates: ['AAAA'], emailClaim: null } } }); // prettier-ignore
  for (const lacks of [
    { name: ' ' },
    { issuer: '' },
    { entryPoint: '' },
    { certificates: '' },
    { groups: 'x' },
    { certificates: 'A\n\nB\n\nC\n\nD\n\nE' },
  ])
    // prettier-ignore
    expect(readEntry({ ...saml, ...lacks })).toHaveProperty('problem');
});
