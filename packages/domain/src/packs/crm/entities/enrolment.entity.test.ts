import { describe, expect, it } from 'vitest';
import { enrolment } from './enrolment.entity.ts';

describe('[SEQ-11] an undo of a started sequence', () => {
  const left = (log: readonly object[] | undefined) =>
    enrolment.undoLeaves?.countIn({ fields: log === undefined ? {} : { log: log as never } });
  const line = (what: string) => ({ step: 'email-1', what, at: '2026-11-20T09:00:00.000Z' });

  it('leaves the messages that were sent, and no others', () => {
    expect(left(undefined)).toBe(0);
    expect(left([line('wrote'), line('not-sent')])).toBe(0);
    expect(left([line('wrote'), line('sent'), line('task'), line('wrote'), line('sent')])).toBe(2);
  });
});
