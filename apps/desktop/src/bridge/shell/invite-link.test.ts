import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readInviteLink } from './invite-link.ts';

const code = 'K7PM-X2QD-9FGH-AB34-PQRS';
const link = `outpost://invited/https/crm.example.com/${code}`;

it.each([
  [link, 'https://crm.example.com'],
  [`${link}/`, 'https://crm.example.com'],
  [link.replace('outpost', 'OUTPOST').replace('K7PM', 'k7pm'), 'https://crm.example.com'],
  [link.replace('crm.example.com', 'crm.example.com:8443'), 'https://crm.example.com:8443'],
  [link.replace('https/crm.example.com', 'http/127.0.0.1:8420'), 'http://127.0.0.1:8420'],
  [link.replace('https/crm.example.com', 'http/localhost:8420'), 'http://localhost:8420'],
  [link.replace('https/crm.example.com', 'http/[::1]:8420'), 'http://[::1]:8420'],
])('[PLT-17] reads the link of an invitation: %s', (text, server) => {
  expect(readInviteLink(text)).toEqual({ server, code });
});

it.each([
  ['a server without https elsewhere', link.replace('https', 'http')],
  [
    'a name of this machine in front of another host',
    link.replace('https/crm.example.com', 'http/localhost.evil.example'),
  ],
  ['a name in front of the host', link.replace('crm.example.com', 'crm.example.com@evil.example')],
  ['a path in front of the code', link.replace('crm.example.com', 'evil.example/crm.example.com')],
  ['an encoded slash', link.replace('crm.example.com', 'evil.example%2fcrm.example.com')],
  ['a backslash', link.replace('crm.example.com', 'evil.example\\\\crm.example.com')],
  ['another protocol', link.replace('https', 'file')],
  ['a port that does not exist', link.replace('crm.example.com', 'crm.example.com:99999')],
  ['a code that is not complete', link.slice(0, -1)],
  ['a code with letters that no code has', link.replace('K7PM', 'IO01')],
  ['a further path', `${link}/accept`],
  ['a parameter', `${link}?password=x`],
  ['a fragment', `${link}#x`],
  ['two lines', `${link}\n${link}`],
  ['another host', link.replace('invited', 'open')],
  ['an empty text', ''],
  ['a huge text', `${link}${'/'.repeat(1_000_000)}`],
])('[E-2] the link of an invitation is refused: %s', (_name, text) => {
  expect(readInviteLink(text)).toBeUndefined();
});

it('[E-2] the server of a link is an origin alone, and its code has the form of a code', () => {
  const piece = fc.constantFrom('outpost://invited/', 'https/', 'http/', 'crm.example.com', 'localhost', ':8420', '/', code, '@', '#', '?', '%2f', '..', '[::1]'); // prettier-ignore
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 8 }), (parts) => {
      const read = readInviteLink(parts.join(''));
      if (!read) return;
      expect([new URL(read.server).host !== '', new URL(read.server).pathname]).toEqual([true, '/']);
      expect(read.code).toMatch(/^([A-Z2-9]{4}-){4}[A-Z2-9]{4}$/);
    }),
    { numRuns: 5_000 },
  );
});
