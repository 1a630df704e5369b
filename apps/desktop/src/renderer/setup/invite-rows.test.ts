import { describe, expect, it } from 'vitest';
import { type InviteRow, judgeRows, withText } from './invite-rows.ts';

const row = (email: string, role = 'member'): InviteRow => ({ email, role, teamId: null });
const facts = {
  holders: new Map([['zoe@x.example', 'Zoe Holt']]),
  refusalOf: ({ role }: InviteRow) => (role === 'owner' ? 'You can’t give Owner.' : undefined),
};

describe('[PLT-17] the lines of colleagues to invite', () => {
  it('are sent, left out or wrong, each with the reason', () => {
    const rows = ['a@x.example', '', 'Zoe@X.example', 'A@x.example', 'sanna@x', 'b@x.example c@x.example'].map((email) => row(email)); // prettier-ignore
    expect(judgeRows([...rows, row('o@x.example', 'owner')], facts)).toEqual([
      { state: 'ready', email: 'a@x.example' },
      { state: 'left-out' },
      { state: 'left-out', why: 'Zoe Holt is here already, left out.' },
      { state: 'left-out', why: 'This address is in the list already, left out.' },
      { state: 'wrong', why: '“sanna@x” is not an e-mail address like ann@example.com.' },
      { state: 'wrong', why: '“b@x.example c@x.example” is not an e-mail address like ann@example.com.' },
      { state: 'wrong', why: 'You can’t give Owner.' },
    ]);
    expect(judgeRows([row('"Holt, Mira" <m@x.example>')], facts)).toEqual([{ state: 'ready', email: 'm@x.example' }]);
  });

  it('take a pasted list, one address a line with the role of its place, and lose no part of it', () => {
    const first = { role: 'member', teamId: null };
    const rows = [row('a@x.example'), row('', 'viewer'), row('z@x.example')];
    expect(withText(rows, { place: 1, text: 'b@x.example; lior\nc@x.example', first, most: 50 })).toEqual({
      rows: [rows[0], row('b@x.example', 'viewer'), row('c@x.example', 'viewer'), row('lior', 'viewer'), rows[2]],
      added: 3,
      isCut: false,
    });
    expect(withText([], { place: 0, text: 'b@x.example c@x.example', first, most: 50 }).rows).toEqual([row('b@x.example'), row('c@x.example')]); // prettier-ignore
    expect(withText(rows, { place: 0, text: 'no list', first, most: 50 })).toMatchObject({ rows: [{ email: 'no list' }, {}, {}], added: 1 }); // prettier-ignore
  });

  it('are no more than one act makes with ease', () => {
    const text = Array.from({ length: 60 }, (_, n) => `p${n}@x.example`).join('\n');
    const { rows, isCut } = withText([row('a@x.example')], { place: 1, text, first: { role: 'member', teamId: null }, most: 50 }); // prettier-ignore
    expect([rows.length, isCut]).toEqual([50, true]);
  });
});
