import { describe, expect, it } from 'vitest';
import { inviteAddresses } from './invite-addresses.ts';

describe('a list of addresses', () => {
  it('accepts any separator and names in front, and keeps each address once', () => {
    expect(
      inviteAddresses('a@x.example, b@x.example;c@x.example\nd@x.example  A@x.example\n"Holt, Mira" <m@x.example>, Ola <o@x.example>'),
    ).toEqual({
      emails: ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example', 'm@x.example', 'o@x.example'],
      wrong: [],
    }); // prettier-ignore
  });

  it('names the parts that are not addresses', () => {
    expect(inviteAddresses('sanna@fenwright, lior, b@x.example, @x.example')).toEqual({
      emails: ['b@x.example'],
      wrong: ['sanna@fenwright', 'lior', '@x.example'],
    });
    expect(inviteAddresses('  \n ')).toEqual({ emails: [], wrong: [] });
  });
});
