import { describe, expect, it } from 'vitest';
import { hashedId, serviceIdOf } from './hashed-id.ts';
import { isId } from './ids.ts';

describe('a hashed id', () => {
  it('[T-22] [T-26] [T-27] never changes: records of tenants have such ids', () => {
    expect(hashedId('0190b1f2-7c00-7000-8000-000000000001', 'role', 'admin', '1')).toBe(
      '0de1cfaf-428e-8aee-8f98-0ea2f6fddc94',
    );
    expect(serviceIdOf('platform')).toBe('abe57017-ac67-87b4-8b2b-0bca0d286bc0');
    const ids = Array.from({ length: 500 }, (_, place) => hashedId('a', `${place}`));
    expect(new Set(ids).size).toBe(500);
    expect(ids.every((id) => isId(id) && id.charAt(14) === '8' && '89ab'.includes(id.charAt(19)))).toBe(true);
  });
});
