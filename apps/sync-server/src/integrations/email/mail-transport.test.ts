import { describe, expect, it } from 'vitest';
import { outcomeOf } from './mail-transport.ts';

const failed = (responseCode?: number, command?: string) => outcomeOf({ responseCode, command, message: 'why' });

describe('what became of a mail that was not taken', () => {
  it.each([
    [500, 'refused'],
    [550, 'refused'],
    [499, 'later'],
    [421, 'later'],
  ] as const)('the server answered %i: %s', (code, status) => {
    for (const command of ['RCPT TO', 'DATA', undefined]) expect(failed(code, command)).toEqual({ status, why: 'why' });
  });
  it('is not known where the line went while its text was given, and else comes later', () => {
    expect(failed(undefined, 'DATA')).toEqual({ status: 'unclear', why: 'why' });
    for (const command of ['CONN', 'RCPT TO', undefined])
      expect(failed(undefined, command)).toEqual({ status: 'later', why: 'why' });
  });
});
