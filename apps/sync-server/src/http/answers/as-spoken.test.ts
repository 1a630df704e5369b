import type { Head, PushAnswer } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { asSpoken } from './as-spoken.ts';

const head: Head = [7, 'abc'];
const decision = { act: 'a', status: 'accepted', refused: {}, superseded: {}, versions: {}, n: 7, head } as const;
const at = '2026-11-20T08:00:00.000Z';
const told: PushAnswer = {
  kind: 'decided',
  answers: [{ ...decision, at, sets: { d: { closedOn: [null, '2026-11-20'] } } }],
  stopped: null,
  head: { head, signature: 'signed' },
};

describe('the answer to a push', () => {
  it('[S-7] [K-5] has what each wire that is served has', () => {
    expect(asSpoken(told, '4')).toEqual(told);
    expect(asSpoken(told, '3')).toEqual({ ...told, answers: [{ ...decision, at }] });
    expect(asSpoken(told, '03')).toEqual(asSpoken(told, '3'));
  });

  it('[S-1b] is a fork in every wire', () => {
    for (const wire of ['3', '4'])
      expect(asSpoken({ kind: 'fork', common: 4 }, wire)).toEqual({ kind: 'fork', common: 4 });
  });
});
