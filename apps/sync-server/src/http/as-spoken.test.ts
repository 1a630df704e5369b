import type { Head, PushAnswer } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { asSpoken } from './as-spoken.ts';

const head: Head = [7, 'abc'];
const decision = { act: 'a', status: 'accepted', refused: {}, superseded: {}, versions: {}, n: 7, head } as const;
const at = '2026-11-20T08:00:00.000Z';
const told: PushAnswer = {
  kind: 'decided',
  answers: [{ ...decision, at }],
  stopped: null,
  head: { head, signature: 'signed' },
};

describe('the answer to a push', () => {
  it('[S-7] [K-5] has what each wire that is served has', () => {
    expect(asSpoken(told, '3')).toEqual(told);
    expect(asSpoken(told, '2')).toEqual({ kind: 'decided', answers: [decision], stopped: null });
    expect(asSpoken(told, '02')).toEqual(asSpoken(told, '2'));
  });

  it('[S-1b] is a fork in every wire', () => {
    for (const wire of ['2', '3'])
      expect(asSpoken({ kind: 'fork', common: 4 }, wire)).toEqual({ kind: 'fork', common: 4 });
  });
});
