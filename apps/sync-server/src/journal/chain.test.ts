import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chain, saltedDigestOf, genesis, type JournalPayload, linkOf, saltSource } from './chain.ts';

it('[P-5] every row gets 32 random bytes of its own, also from few draws', () => {
  const asked: number[] = [];
  const counting = (size: number): Uint8Array => {
    const from = asked.reduce((sum, bytes) => sum + bytes, 0);
    asked.push(size);
    return Uint8Array.from({ length: size }, (_, place) => Math.floor((from + place) / 32));
  };
  const salt = saltSource(counting);
  const salts = Array.from({ length: 100 }, () => salt());
  expect(salts).toEqual(Array.from({ length: 100 }, (_, place) => new Uint8Array(32).fill(place)));
  expect(asked.length).toBeLessThan(10);
});

it('[P-5] the chain produces the test vectors of docs/sync-protocol.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/sync-protocol.md'), 'utf8');
  const [, block = ''] = /```json vectors\n([^]*?)\n```/.exec(page) ?? [];
  const vectors = JSON.parse(block) as readonly Readonly<Record<'payload' | 'salt' | 'digest' | 'hash', string>>[]; // our own documentation
  expect(vectors.length).toBeGreaterThan(1);
  let before: string = genesis;
  for (const { payload, salt, digest, hash } of vectors) {
    const row = chain(before, JSON.parse(payload) as JournalPayload, Buffer.from(salt, 'hex')); // in the form of journal rows
    expect(row).toMatchObject({ text: payload, salt, digest, hash });
    expect([
      saltedDigestOf(Buffer.from(salt, 'hex'), payload).toString('hex'),
      linkOf(before, Buffer.from(digest, 'hex')),
    ]).toEqual([digest, hash]);
    before = hash;
  }
});

it('[P-5] the hash before the first row is the ASCII bytes of "genesis"', () => {
  const digest = Buffer.alloc(32, 7);
  const ofBytes = linkOf(Buffer.from('genesis', 'ascii').toString('hex'), digest);
  expect(linkOf(genesis, digest)).toBe(ofBytes);
});
