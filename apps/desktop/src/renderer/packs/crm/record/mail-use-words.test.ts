import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { mailUseWords } from './mail-use-words.ts';

const times = { count: 1, machines: 0, firstAt: '2026-11-20T14:03:00.000Z', lastAt: '2026-11-20T14:03:00.000Z' };
const click = (to: string, more: object = {}) => ({ to, ...times, ...more });
const words = (uses?: JsonValue) =>
  mailUseWords(givenShownRecord({ entity: 'crm/activity', fields: { kind: 'email', ...(uses === undefined ? {} : { uses }) } }), { textOf: () => '14:03' }); // prettier-ignore

describe('[MSG-47] the uses of an e-mail in words', () => {
  it('say how often it was opened, when first, and which links were used', () => {
    expect(words({ opens: { ...times, count: 3 }, clicks: [click('example.com/prices', { count: 2 })] })).toBe('Opened 3 times, first 14:03. Clicked example.com/prices twice.'); // prettier-ignore
    expect(words({ opens: times, clicks: [] })).toBe('Opened once, first 14:03.');
    expect(words({ opens: null, clicks: [click('a.example')] })).toBe('Clicked a.example once.');
  });

  it('say that a machine may have done it', () => {
    expect(words({ opens: { ...times, count: 2, machines: 2 }, clicks: [] })).toBe('Opened twice, first 14:03 (may be a machine).'); // prettier-ignore
    expect(words({ opens: { ...times, count: 3, machines: 1 }, clicks: [] })).toBe('Opened 3 times, first 14:03 (one of them may be a machine).'); // prettier-ignore
    expect(words({ opens: { ...times, count: 5, machines: 3 }, clicks: [] })).toBe('Opened 5 times, first 14:03 (3 of them may be a machine).'); // prettier-ignore
  });

  it('name three links, and the number of the others', () => {
    expect(words({ opens: null, clicks: ['a', 'b', 'c', 'd'].map((one) => click(`${one}.example`)) })).toBe('Clicked a.example once, b.example once, c.example once, and 1 more link.'); // prettier-ignore
  });

  it('say nothing where nothing is known, or a newer server has written it', () => {
    expect([words(), words({ opens: null, clicks: [] }), words({ other: 1 })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
