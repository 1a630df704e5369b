import { describe, expect, it } from 'vitest';
import { deviceKeysFrom, mostDeviceKeys } from './device-keys-header.ts';

describe('[E-3] the header with the keys of the accounts on a device', () => {
  it.each<readonly [string, string | undefined, readonly string[]]>([
    ['none', undefined, []],
    ['an empty one', '', []],
    ['one key', 'a1', ['a1']],
    ['several', 'a1,b2', ['a1', 'b2']],
    ['empty parts', ',a1,,', ['a1']],
    ['a text that is not a key', `a1,${'x'.repeat(101)}`, ['a1']],
  ])('is read from %s', (_of, value, keys) => {
    expect(deviceKeysFrom(value)).toEqual(keys);
  });

  it('is read only up to the limit', () => {
    expect(deviceKeysFrom(Array.from({ length: 500 }, (_, n) => `k${n}`).join(','))).toHaveLength(mostDeviceKeys);
  });
});
