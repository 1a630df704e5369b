import { isId } from '@outpost/domain/kernel/ids';
import { expect, it } from 'vitest';
import { outcomeActId } from './intent-queue.ts';

const record = '0190b1f2-7c00-7000-8000-0000000000a1';

it('[S-1c] the act that writes the outcome of a mail has one id for each record, a UUID made of a hash', () => {
  const id = outcomeActId('email', record);
  expect(outcomeActId('email', record)).toBe(id);
  expect(outcomeActId('email', record.replace('a1', 'a2'))).not.toBe(id);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(isId(id)).toBe(true);
  expect(new Set(id.replaceAll('-', '')).size).toBeGreaterThan(6); // of all of the hash
});
