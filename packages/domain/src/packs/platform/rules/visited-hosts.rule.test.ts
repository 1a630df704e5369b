import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../../testing/given-record.ts';
import { organisation } from '../entities/organisation.entity.ts';
import { visitedHostsAreNames } from './visited-hosts.rule.ts';

const breach = (visitedHosts?: readonly string[]) =>
  visitedHostsAreNames.check({ record: givenRecord(organisation, { name: 'Fenwright Systems', currency: 'USD', timeZone: 'UTC', ...(visitedHosts ? { visitedHosts } : {}) }) })?.message; // prettier-ignore
const many = (count: number) => Array.from({ length: count }, (_, n) => `w${n}.example.com`);

describe('[MSG-80] the websites whose visits are noted', () => {
  it.each([[undefined], [[]], [['example.com', 'www.example.com', 'a-b.example', 'xn--mnchen-3ya.de']], [many(20)]])(
    'may be %j',
    (hosts) => {
      expect(breach(hosts)).toBeUndefined();
    },
  );

  it.each([
    'https://example.com', 'example.com/', 'example.com:8443', 'Example.com', 'example', 'localhost', '127.0.0.1', '[::1]', '*.example.com', 'example..com',
    '-a.example', 'a-.example', '.example.com', 'example.com.', 'münchen.de', 'a b.example', 'user@example.com', `${'a'.repeat(64)}.example`, '',
  ])('may not be "%s", and the message says what would be right', (host) => {
    expect(breach(['www.example.com', host])).toContain(`“${host}” is no name of a website. Write it as in the address line`);
  }); // prettier-ignore

  it('are 20 at most', () => {
    expect(breach(many(21))).toBe('Visits of at most 20 websites are noted.');
  });
});
