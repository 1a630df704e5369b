import { expect, it } from 'vitest';
import { phoneLink, webLink } from './outside-links.ts';

it.each([
  ['+14155550142', 'tel:+14155550142'],
  ['+4315877470;ext=12', 'tel:+4315877470;ext=12'],
])('[E-2] the number %s is called by %s', (stored, link) => {
  expect(phoneLink(stored)).toBe(link);
});

it.each(['ask Dana', '555-0142', '', '+1415555014212345678', '+14155550142;ext=1;tsub=2', '+14155550142\n', '*21*1#'])(
  '[E-2] %j is not a number to call',
  (stored) => {
    expect(phoneLink(stored)).toBeUndefined();
  },
);

it.each([
  ['https://example.com', 'https://example.com'],
  ['HTTPS://example.com/a?b=c#d', 'HTTPS://example.com/a?b=c#d'],
  ['https://bücher.example:8443/x', 'https://bücher.example:8443/x'],
  ['https://[::1]/', 'https://[::1]/'],
])('[E-2] %s is a link in any field', (text, link) => {
  expect(webLink(text, { isWebsite: false })).toBe(link);
});

it('[E-2] a host without a scheme is a link only in a field for websites', () => {
  expect(webLink('www.example.com/about', { isWebsite: true })).toBe('https://www.example.com/about');
  expect(webLink(' example.com ', { isWebsite: true })).toBe('https://example.com');
  expect(webLink('www.example.com', { isWebsite: false })).toBeUndefined();
});

it.each([
  'http://example.com',
  'javascript:alert(1)',
  'file:///etc/hosts',
  'outpost://open/x',
  'https://bank.example@evil.example/',
  'https://',
  'https:// example.com',
  'https://example.com/\u202Egpj.exe',
  'https:\\\\example.com',
  'see https://example.com',
  'none',
  'v1.2',
  `https://example.com/${'a'.repeat(2_000)}`,
])('[E-2] %j is not a link, even in a field for websites', (text) => {
  expect(webLink(text, { isWebsite: true })).toBeUndefined();
});
