import { describe, expect, it } from 'vitest';
import { readDurableCommand, readHeadsFile } from './read-command.ts';

const tenant = '0190b1f2-7c00-7000-8000-000000000001';
const read = (line: string) => readDurableCommand(line.split(' ').filter(Boolean));

describe('the command of a backup job', () => {
  it('[E-2] reads each of its forms', () => {
    expect(read('heads')).toEqual({ kind: 'heads' });
    expect(read('mark heads.json')).toEqual({ kind: 'mark-file', file: 'heads.json' });
    expect(read('mark -')).toEqual({ kind: 'mark-file', file: '-' });
    expect(read(`mark --tenant ${tenant} --up-to 12`)).toEqual({ kind: 'mark', tenant, upTo: 12 });
    expect(read('mark --now')).toEqual({ kind: 'mark', tenant: null, upTo: 'head' });
    expect(read(`mark --now --tenant ${tenant}`)).toEqual({ kind: 'mark', tenant, upTo: 'head' });
  });

  it.each([
    '',
    'heads more',
    'heads --now',
    'heads --up-to 3',
    `heads --tenant ${tenant}`,
    'mark',
    'mark --up-to 3',
    `mark --tenant ${tenant}`,
    `mark --tenant ${tenant} --up-to -1`,
    `mark --tenant ${tenant} --up-to 1.5`,
    `mark --tenant me --up-to 3`,
    `mark --tenant ${tenant} --up-to 3 --now`,
    'mark heads.json --now',
    'mark heads.json --up-to 3',
    `mark heads.json --tenant ${tenant}`,
    'mark one.json two.json',
    'mark --everything',
    'marks --now',
  ])('[E-2] refuses "%s", so that a typing error marks nothing', (line) => {
    expect(read(line)).toBeUndefined();
  });

  it('[E-2] accepts the output of heads, and reports errors of other texts', () => {
    const written = { heads: [{ tenant, n: 3, hash: 'ab' }] };
    expect(readHeadsFile(JSON.stringify(written))).toEqual(written);
    expect(() => readHeadsFile('no JSON')).toThrow(/not the output of/);
    expect(() => readHeadsFile('no JSON')).toThrow(
      expect.objectContaining({ cause: expect.any(SyntaxError) as Error }),
    );
    expect(() => readHeadsFile(JSON.stringify({ heads: [{ tenant, n: -3, hash: 'ab' }] }))).toThrow(/heads\[0\]\.n/);
  });
});
