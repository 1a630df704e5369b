import { describe, expect, it } from 'vitest';
import { seededBytes } from '../../testing/seeded-bytes.ts';
import { unwrapKey, wrapKey } from './file-key.ts';

const random = seededBytes(1);
const cost = { memoryKib: 64, passes: 1 };

describe('the key of a file', () => {
  it('[D-4] is unwrapped only by its password', async () => {
    const key = random(32);
    const wrapped = await wrapKey(key, { keyStore: null, password: 'correct horse', random, cost });
    expect(JSON.stringify(wrapped)).not.toContain(Buffer.from(key).toString('base64'));
    const right = await unwrapKey(wrapped, { keyStore: null, password: 'correct horse' });
    expect(right.ok && Buffer.from(right.value).equals(key)).toBe(true);
    const wrong = await unwrapKey(wrapped, { keyStore: null, password: 'correct house' });
    expect(wrong.ok ? '' : wrong.code).toBe('replica/wrong-key');
  });

  it('[D-4] accepts a password however its accents were typed', async () => {
    const key = random(32);
    const wrapped = await wrapKey(key, { keyStore: null, password: 'caf\u00e9', random, cost });
    expect((await unwrapKey(wrapped, { keyStore: null, password: 'cafe\u0301' })).ok).toBe(true);
  });

  it('[D-4] is wrapped by the key store where there is one', async () => {
    const keyStore = {
      wrap: async (key: Uint8Array) => `os:${Buffer.from(key).toString('hex')}`,
      unwrap: async (text: string) => Buffer.from(text.slice(3), 'hex'),
    };
    const key = random(32);
    const wrapped = await wrapKey(key, { keyStore, password: 'unused', random, cost });
    expect(wrapped.kind).toBe('os');
    const back = await unwrapKey(wrapped, { keyStore, password: null });
    expect(back.ok && Buffer.from(back.value).equals(key)).toBe(true);
    const without = await unwrapKey(wrapped, { keyStore: null, password: 'unused' });
    expect(without.ok ? '' : without.code).toBe('replica/no-key-store'); // the password is not the cause
  });
});
