import { describe, expect, it } from 'vitest';
import { outcomeOf } from './mail-transport.ts';

const failed = (responseCode?: number, command?: string) => outcomeOf({ responseCode, command, message: 'why' });

describe('the outcome of a mail that was not accepted', () => {
  it.each([
    [500, 'refused'],
    [550, 'refused'],
    [499, 'later'],
    [421, 'later'],
  ] as const)('the server answered %i: %s', (code, status) => {
    for (const command of ['RCPT TO', 'DATA', undefined]) expect(failed(code, command)).toEqual({ status, why: 'why' });
  });
  it('is unclear where the connection broke during its text, and a later try otherwise', () => {
    expect(failed(undefined, 'DATA')).toEqual({ status: 'unclear', why: 'why' });
    for (const command of ['CONN', 'RCPT TO', undefined])
      expect(failed(undefined, command)).toEqual({ status: 'later', why: 'why', isDown: true });
  });
});
