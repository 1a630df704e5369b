import { describe, expect, it } from 'vitest';
import { dkimRecordOf, dkimStateOf } from './dkim-record.ts';

const key = { domain: 'fenwright.example', selector: 'outpost-abc', publicKey: 'MIIBIjAN+/8=' };
const { name, text } = dkimRecordOf(key);

describe('[MSG-49] the record of a DKIM key', () => {
  it('is named by the selector and the domain', () => {
    expect([name, text]).toEqual(['outpost-abc._domainkey.fenwright.example', 'v=DKIM1; k=rsa; p=MIIBIjAN+/8=']);
  });

  it.each([
    [[], 'not-published'],
    [['v=spf1 -all'], 'not-published'],
    [[text], 'published'],
    [['v=DKIM1;k=rsa;p=MIIBIj AN+/8=;'], 'published'],
    [['p = MIIBIjAN+/8='], 'published'],
    [['v=DKIM1; k=rsa; p='], 'another-key'],
    [['v=DKIM1; k=rsa; p=MIIBIjAN'], 'another-key'],
    [[text, 'v=DKIM1; k=rsa; p=other'], 'another-key'],
  ] as const)('%j is %s', (texts, state) => {
    expect(dkimStateOf(key, texts)).toBe(state);
  });
});
