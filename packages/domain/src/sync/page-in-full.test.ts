import { describe, expect, it } from 'vitest';
import { type DevicePlace, pageInFull } from './page-in-full.ts';
import type { Page } from './protocol.ts';

const held: [string[], string[]][] = [[['crm/deal'], ['org']]];
const at = { n: 5, id: '', tokens: 'digest-of-held', gain: null, history: 0 };
const device: DevicePlace = { at, sets: { tokens: held, had: [] } };
const page = (more: Partial<Page> = {}): Page =>
  ({ kind: 'page', rows: [], history: [], done: true, next: { ...at, n: 6 }, ...more }) as unknown as Page; // parts that it reads

describe('[T-28] a page without its tokens', () => {
  it('is for a device whose checkpoint names the same tokens', () => {
    expect(pageInFull(page(), device)).toMatchObject({ tokens: held, changesTokens: false });
  });

  it('is faulty where its checkpoint names others, or where the device has no checkpoint', () => {
    expect(pageInFull(page({ next: { ...at, tokens: 'digest-of-others' } }), device)).toBeUndefined();
    expect(pageInFull(page(), { ...device, at: null })).toBeUndefined();
  });

  it('needs no checkpoint where it contains the tokens', () => {
    const answer = pageInFull(page({ tokens: held }), { at: null, sets: { tokens: [], had: [] } });
    expect(answer).toMatchObject({ tokens: held, changesTokens: true });
  });
});
