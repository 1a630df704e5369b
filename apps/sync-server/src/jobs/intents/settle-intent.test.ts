import { isId } from '@outpost/domain/kernel/ids';
import { expect, it } from 'vitest';
import { outcomeActId } from './settle-intent.ts';

const record = '0190b1f2-7c00-7000-8000-0000000000a1';

it('[S-1c] the act that writes the outcome of a mail has one id for each record, claim and end, a UUID made of a hash', () => {
  const sent = { fence: 2, status: 'done' } as const;
  const id = outcomeActId('email', record, sent);
  expect(outcomeActId('email', record, sent)).toBe(id);
  const others = [
    outcomeActId('email', record.replace('a1', 'a2'), sent),
    outcomeActId('sms', record, sent),
    outcomeActId('email', record, { ...sent, fence: 3 }),
    outcomeActId('email', record, { ...sent, status: 'unclear' }),
  ];
  expect(new Set([id, ...others]).size).toBe(5);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(isId(id)).toBe(true);
  expect(new Set(id.replaceAll('-', '')).size).toBeGreaterThan(6); // of all of the hash
});

it('[S-1c] a claim of an earlier build, which had no number, keeps the id that this build gave its act', () => {
  const claim = (status: 'done' | 'unclear') => outcomeActId('email', record, { fence: 0, status });
  expect([claim('done'), claim('unclear')]).toEqual([
    '5e76a8ac-96ce-8023-8f2c-b2f765b994fb',
    '5e76a8ac-96ce-8023-8f2c-b2f765b994fb',
  ]);
});
