import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashedId, sha256Hex } from './hashed-id.ts';
import { isId } from './ids.ts';

const ofNode = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a hashed id', () => {
  it('is made from the SHA-256 that Node computes, for texts of every length up to three blocks', () => {
    const texts = Array.from({ length: 200 }, (_, length) =>
      'Müller 🚀 & Co. '
        .repeat(20)
        .slice(0, length)
        .replace(/[\uD800-\uDBFF]$/, ''),
    );
    expect(texts.map(sha256Hex)).toEqual(texts.map(ofNode));
  });

  it('[T-26] [T-27] stays what it was: records of tenants have such ids', () => {
    expect(hashedId('0190b1f2-7c00-7000-8000-000000000001', 'role', 'admin', '1')).toBe(
      '0de1cfaf-428e-8aee-8f98-0ea2f6fddc94',
    );
    const ids = Array.from({ length: 500 }, (_, place) => hashedId('a', `${place}`));
    expect(new Set(ids).size).toBe(500);
    expect(ids.every((id) => isId(id) && id.charAt(14) === '8' && '89ab'.includes(id.charAt(19)))).toBe(true);
  });
});
