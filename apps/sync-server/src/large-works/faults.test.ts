import { describe, expect, it } from 'vitest';
import { NoRoom } from '../db/fair-shares.ts';
import { receivedFault, sentFault } from './faults.ts';

/** Returns a fault as the other thread receives it. */
const passed = (cause: unknown): Error => receivedFault(structuredClone(sentFault(cause)));

describe('a fault of the thread of large works', () => {
  it('[E-3] keeps its message, its code and its causes', () => {
    const cause = new Error('the socket was closed');
    const fault = Object.assign(new Error('a deadlock was detected', { cause }), { code: '40P01', client: () => 0 });
    const received = passed(fault);
    expect([received.message, Reflect.get(received, 'code'), received.cause]).toEqual([
      'a deadlock was detected',
      '40P01',
      cause,
    ]);
    expect(received.stack).toBe(fault.stack);
    expect(passed('no error').message).toBe('no error');
    expect(passed(new Error('plain'))).not.toHaveProperty('code');
    expect(sentFault(Object.assign(new Error('a number'), { code: 7 }))).not.toHaveProperty('code');
    expect(sentFault(new Error('plain'))).not.toHaveProperty('code');
  });

  it('[E-3] keeps the time after which to retry', () => {
    const received = passed(new NoRoom('Waited for 5000 ms', 5));
    expect(received).toBeInstanceOf(NoRoom);
    expect(received).toMatchObject({ message: 'Waited for 5000 ms', waitSeconds: 5 });
  });
});
