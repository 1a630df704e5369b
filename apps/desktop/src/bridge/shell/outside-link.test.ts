import { expect, it } from 'vitest';
import { outsideLinkProblem } from './outside-link.ts';

it.each([
  'https://example.com/',
  `http://127.0.0.1:4000/sign-in/${'a'.repeat(43)}`, // a trial server
  'https://xn--bcher-kva.example:8443/a?b=c#d',
  'mailto:ada@example.com',
  'mailto:o%27neil%2Bcrm@example.co.uk',
  'tel:+14155550142;ext=12',
])('[E-2] %s is opened outside of the app', (link) => {
  expect(outsideLinkProblem(link)).toBeUndefined();
});

it.each([
  ['http://example.com/', 'scheme'],
  [`http://example.com/sign-in/${'a'.repeat(43)}`, 'scheme'],
  [`http://127.0.0.1:4000@evil.example/sign-in/${'a'.repeat(43)}`, 'scheme'],
  ['http://127.0.0.1:4000/sign-in/short', 'scheme'],
  ['file:///etc/hosts', 'scheme'],
  ['javascript:alert(1)', 'scheme'],
  ['smb://host/share', 'scheme'],
  ['ms-msdt:/id', 'scheme'],
  ['outpost://app/', 'scheme'],
  ['constructor:x', 'scheme'],
  ['', 'scheme'],
  ['https://', 'host'],
  ['https://bank.example@evil.example/', 'host'],
  ['https://user:secret@example.com/', 'host'],
  ['mailto:a@b.c?attach=/etc/passwd', 'recipient'],
  ['mailto:a@b.c,d@e.f', 'recipient'],
  ['mailto:', 'recipient'],
  ['tel:*21*0123%23', 'number'],
  ['tel:+1;phone-context=x', 'number'],
  ['https://example.com/ --flag', 'odd-characters'],
  ['https://example.com/\n', 'odd-characters'],
  [`https://example.com/${'a'.repeat(3_000)}`, 'too-long'],
])('[E-2] %j is refused: %s', (link, why) => {
  expect(outsideLinkProblem(link)).toBe(why);
});
