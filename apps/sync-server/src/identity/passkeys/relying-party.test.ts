import { expect, it } from 'vitest';
import { relyingPartyOf } from './relying-party.ts';

it('[PLT-24] a server by https or at localhost is a relying party', () => {
  expect(relyingPartyOf('https://outpost.example.com')).toEqual({ id: 'outpost.example.com', origin: 'https://outpost.example.com' }); // prettier-ignore
  expect(relyingPartyOf('https://crm.example.com:8443')).toEqual({ id: 'crm.example.com', origin: 'https://crm.example.com:8443' }); // prettier-ignore
  expect(relyingPartyOf('http://localhost:20420')).toEqual({ id: 'localhost', origin: 'http://localhost:20420' });
});

it('[PLT-24] any other server says why it offers no passkeys', () => {
  for (const [address, why] of [
    ['http://127.0.0.1:20420', /127\.0\.0\.1.*domain name/],
    ['https://10.1.2.3', /10\.1\.2\.3.*domain name/],
    ['http://[::1]:20420', /\[::1\].*domain name/],
    ['http://outpost.example.com', /need https/],
    ['http://localhost.example.com', /need https/],
    ['outpost://signed-in', /need https/],
    ['no address', /does not know its own address/],
    [undefined, /does not know its own address/],
  ] as const) {
    const party = relyingPartyOf(address);
    expect('why' in party ? party.why : 'offered').toMatch(why);
  }
});
