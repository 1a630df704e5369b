import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryKeyStore } from './key-store.ts';
import { localMasterKey, Unwrappable } from './master-key.ts';
import { sealedKeyStore } from './sealed-key-store.ts';

const text = '{"form":1,"attempt":"a secret of the server"}';
const [older, newer] = [randomBytes(32), randomBytes(32)];
const under = (...keys: readonly Uint8Array[]) => localMasterKey(keys, randomBytes);

describe('the keys of the server at rest', () => {
  it('are read with the master key alone, and are stored encrypted', async () => {
    const store = memoryKeyStore();
    expect(await sealedKeyStore(store, under(older)).create(text)).toBe(true);
    expect(await store.load()).not.toContain('secret');
    expect(await sealedKeyStore(store, under(older)).load()).toBe(text);
    await expect(sealedKeyStore(store, under(newer)).load()).rejects.toBeInstanceOf(Unwrappable);
  });

  it('are encrypted at the first start of this build, if an earlier one wrote them in plain text', async () => {
    const store = memoryKeyStore();
    await store.create(text);
    expect(await sealedKeyStore(store, under(older)).load()).toBe(text);
    expect(await store.load()).not.toContain('secret');
    expect(await sealedKeyStore(store, under(older)).load()).toBe(text);
  });

  it('are encrypted again where the master key was changed, so that the older one is no longer needed', async () => {
    const store = memoryKeyStore();
    await sealedKeyStore(store, under(older)).create(text);
    expect(await sealedKeyStore(store, under(newer, older)).load()).toBe(text);
    expect(await sealedKeyStore(store, under(newer)).load()).toBe(text);
  });

  it('are created once: the second server takes those of the first', async () => {
    const store = memoryKeyStore();
    const sealed = sealedKeyStore(store, under(older));
    expect(await sealed.create(text)).toBe(true);
    expect(await sealed.create('{"form":1}')).toBe(false);
    expect(await sealed.load()).toBe(text);
  });
});
