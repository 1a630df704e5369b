import { expect, it } from 'vitest';
import { email } from '../entities/fields.ts';
import { valueSchema } from '../entities/field-types.ts';
import { emailKeyOf, isOneAddress, mailLink } from './email-address.ts';

it.each(['ada@example.com', "o'neil+crm@example.co.uk", 'zoë@bücher.example', 'a@b'])(
  '[K-2] %s is one address',
  (text) => {
    expect([isOneAddress(text), valueSchema(email()).safeParse(text).success]).toEqual([true, true]);
  },
);

it.each([
  'a@b.c,d@e.f',
  'a@b.c;d@e.f',
  'a@b.c d@e.f',
  'Ada <ada@example.com>',
  'a@b@c',
  'a@b.c\r\nBcc: d@e.f',
  'a@b.c\u0000',
  '"a,b"@c.d',
  'group:a@b.c;',
  'ada',
  '@example.com',
  `${'a'.repeat(320)}@b.c`,
])('[K-2] %j is not an address, and no field accepts it', (text) => {
  expect([isOneAddress(text), valueSchema(email()).safeParse(text).success]).toEqual([false, false]);
});

it('[E-2] a link to an address contains only the address', () => {
  expect(mailLink('ada@example.com')).toBe('mailto:ada@example.com');
  expect(mailLink('a?bcc=x@b.c&body=%0A')).toBe('mailto:a%3Fbcc%3Dx@b.c%26body%3D%250A');
});

it('[A-5] an address has one key, however it is written; other accents are other mailboxes', () => {
  expect([' Ada@Example.com ', 'ada@example.com', 'ａda@example.com'].map(emailKeyOf)).toEqual(Array(3).fill('ada@example.com')); // prettier-ignore
  expect(emailKeyOf('zoë@example.com')).not.toBe(emailKeyOf('zoe@example.com'));
});
