import { describe, expect, it } from 'vitest';
import {
  isAutomatic,
  isSenderForged,
  type MailHeaders,
  messageIdIn,
  recordOfMessageId,
  referencesIn,
} from './mail-heads.ts';

const heads = (headers: Readonly<Record<string, string>>): MailHeaders => new Map(Object.entries(headers));

describe('[MBX-2] the thread of an e-mail', () => {
  it('is its references, the nearest first and each once', () => {
    const headers = heads({ references: '<a@x>\r\n <b@x> <c@x>', 'in-reply-to': '<c@x>' });
    expect(referencesIn(headers)).toEqual(['c@x', 'b@x', 'a@x']);
  });
  it('is In-Reply-To alone where a program writes no References', () => {
    expect(referencesIn(heads({ 'in-reply-to': 'Your message of Monday <a@x>' }))).toEqual(['a@x']);
  });
  it('is empty where the headers are missing or broken', () => {
    for (const references of ['', 'a@x', '<a@x', '<>', '< a@x >'])
      expect(referencesIn(heads({ references }))).toEqual([]);
  });
  it('has at most 20 ids, the nearest ones', () => {
    const references = Array.from({ length: 50_000 }, (_, n) => `<${n}@x>`).join(' ');
    expect(referencesIn(heads({ references }))).toHaveLength(20);
  });
  it('names our record by the part before the @', () => {
    const id = '0190b1f2-7c00-7000-8000-0000000000bb';
    expect(recordOfMessageId(`${id}@fenwright.example`)).toBe(id);
    for (const other of ['x@y', `x${id}@y`, `${id}x@y`, '']) expect(recordOfMessageId(other)).toBeUndefined();
  });
  it('reads one Message-ID', () => {
    expect(messageIdIn(heads({ 'message-id': ' <a@x> ' }))).toBe('a@x');
    expect(messageIdIn(heads({ 'message-id': 'a@x' }))).toBeUndefined();
  });
});

describe('[MBX-3] an automatic e-mail', () => {
  it.each([
    { 'auto-submitted': 'auto-replied' },
    { 'auto-submitted': 'auto-generated; x=1' },
    { 'x-autoreply': 'yes' },
    { precedence: 'bulk' },
    { 'content-type': 'multipart/report; report-type=delivery-status' },
    { 'return-path': '<>' },
    { 'list-id': '<news.example.com>' },
  ])('%o', (headers) => expect(isAutomatic(heads(headers))).toBe(true)); // prettier-ignore
  it('is none that a person wrote', () => {
    expect(isAutomatic(heads({ 'auto-submitted': 'no', 'content-type': 'text/plain', 'return-path': '<a@x>' }))).toBe(false); // prettier-ignore
    expect(isAutomatic(heads({}))).toBe(false);
  });
});

describe('[MBX-5] a forged sender', () => {
  it.each([
    ['mx.example; dmarc=fail (p=reject) header.from=bank.example', true],
    ['mx.example; spf=fail smtp.mailfrom=a@b; dkim=none', true],
    ['mx.example; spf=fail; dkim=pass header.d=bank.example', false],
    ['mx.example; dkim=pass; spf=pass; dmarc=pass', false],
    ['mx.example; dmarc=none; spf=softfail', true],
    ['mx.example; none', false],
    ['', false],
  ])('%s: %s', (value, forged) => {
    expect(isSenderForged(heads({ 'authentication-results': value }))).toBe(forged);
  });
});
