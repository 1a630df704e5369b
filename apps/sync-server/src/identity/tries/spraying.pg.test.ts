import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword } from '../../testing/test-server.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { blockOf } from './spraying.ts';

const given = givenServer();
const tenMinutes = 10 * 60_000;

type From = { readonly email: string; readonly address: string; readonly password?: string; readonly key?: string; readonly id?: string }; // prettier-ignore
const tryOne = async ({ email, address, password = 'not the right one', key, id = randomUUID() }: From) => {
  const seen = { kind: null, address };
  const device = { id, name: 'A device', seen, ...(key === undefined ? {} : { key }) };
  const answer = await signIn({ email, password, device }, given.test.server.tenancy.identity);
  return answer.ok ? answer.value : answer.code;
};
const stranger = () => `nobody-${randomUUID()}@fenwright.example`;

describe('[PLT-28] wrong passwords over many accounts', () => {
  it('make new devices of their block of addresses wait, not those elsewhere and not known ones', async () => {
    const tenant = await given.test.tenant();
    const email = `ann-${randomUUID()}@fenwright.example`;
    await tenant.person('Ann', 'member', { email });
    const id = randomUUID();
    const known = await tryOne({ email, address: '203.0.113.7', password: testPassword, id });
    const key = typeof known === 'string' ? '' : (known.deviceKey ?? '');
    for (let tries = 0; tries < 30; tries += 1)
      expect(await tryOne({ email: stranger(), address: `203.0.113.${tries + 1}` })).toBe('access/bad-credentials');
    expect(await tryOne({ email: stranger(), address: '203.0.113.99' })).toBe('access/locked-out');
    expect(await tryOne({ email, address: '203.0.113.99', password: testPassword })).toBe('access/locked-out');
    expect(await tryOne({ email, address: '203.0.113.7', password: testPassword, key, id })).toMatchObject({ person: { email } }); // prettier-ignore
    expect(await tryOne({ email, address: '198.51.100.4', password: testPassword })).toMatchObject({
      person: { email },
    });
    given.test.advance(tenMinutes);
    expect(await tryOne({ email, address: '203.0.113.99', password: testPassword })).toMatchObject({
      person: { email },
    });
  });
  it('are not counted where the password is right', async () => {
    const tenant = await given.test.tenant();
    const email = `ben-${randomUUID()}@fenwright.example`;
    await tenant.person('Ben', 'member', { email });
    for (let times = 0; times < 35; times += 1)
      expect(await tryOne({ email, address: '192.0.2.1', password: testPassword })).toMatchObject({
        person: { email },
      });
  });
  it('are counted by 24 bits of an address of IPv4, and 64 of one of IPv6', () => {
    expect(['203.0.113.7', '::ffff:203.0.113.9'].map(blockOf)).toEqual(['203.0.113', '203.0.113']);
    expect(['2001:db8:1:2:3:4:5:6', '2001:0db8:1:2::9', '2001:DB8:1:2:ffff::%eth0'].map(blockOf)).toEqual(Array.from({ length: 3 }, () => '2001:db8:1:2')); // prettier-ignore
    expect(['::1', '2001:db8::1'].map(blockOf)).toEqual(['0:0:0:0', '2001:db8:0:0']);
  });
});
