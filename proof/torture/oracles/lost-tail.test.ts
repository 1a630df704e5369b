import type { Act } from '@outpost/domain/kernel/acts/act';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from './journal-oracles.ts';
import { LostTails } from './lost-tail.ts';

const at = '2026-11-20T08:00:00.000Z';
const row = (n: number, act: string, more: Partial<JournalEntry>): JournalEntry => ({
  n,
  kind: 'changed',
  act,
  undoes: null,
  by: 'ann',
  at,
  entity: 'crm/deal',
  record: 'd1',
  changed: {},
  superseded: {},
  expanded: false,
  refused: {},
  ...more,
});
const renames = (id: string, [from, to]: readonly [string, string], more: Partial<Act> = {}): Act => ({
  id,
  number: 1,
  label: 'Renamed',
  shape: 'together',
  madeAt: at,
  edits: [{ id: 'd1', entity: 'crm/deal', seen: 1, fields: { name: [from, to] } }],
  ...more,
});
const gaveWay = (value: string): JournalEntry['superseded'] => ({ name: { value, by: 'ann' } });
const created = row(1, 'a1', { kind: 'created', changed: { name: [null, 'One'] } });
const asNew = renames('lost', ['One', 'Two']);
const asBack: Act = { ...asNew, again: true };
const written = { act: renames('news', ['One', 'News']), row: row(2, 'news', { changed: { name: ['One', 'News'] } }) };
/** The act came back after the news, or won over them. */
const [back, won] = [
  row(3, 'lost', { superseded: gaveWay('Two') }),
  row(3, 'lost', { changed: { name: ['News', 'Two'] }, superseded: gaveWay('News') }),
];

/** Checks the return of an act that was lost with row 2, if it reached the server in these forms before and after the loss. */
function check(
  last: JournalEntry,
  { before, after }: { readonly before: readonly Act[]; readonly after: readonly Act[] },
) {
  const tails = new LostTails();
  const journal = [created, row(2, 'lost', { changed: { name: ['One', 'Two'] } })];
  tails.take({ journal, kept: 1, sent: new Map([['lost', before]]) });
  const sent = new Map([['lost', [...before, ...after]], ['news', [written.act]]]); // prettier-ignore
  return () => tails.checkCameBack([created, written.row, last], { sent, lostAt: at });
}

describe('[S-1c] an act that comes back over news', () => {
  it('loses where it was sent as returning, and does not count as a new one', () => {
    const forms = { before: [asNew], after: [asBack] };
    expect(check(back, forms)).not.toThrow();
    expect(check(won, forms)).toThrow('came back over it without telling what gave way');
    expect(check(row(3, 'lost', { changed: { name: ['News', 'Two'] } }), forms)).toThrow('S-1c');
  });
  it('wins where it was sent as new since the loss, and then does not lose', () => {
    const forms = { before: [asNew], after: [asNew] };
    expect(check(won, forms)).not.toThrow();
    expect(check(back, forms)).toThrow('S-1c');
  });
  it('does either where it was sent as both', () => {
    const forms = { before: [asNew], after: [asNew, asBack] };
    expect(check(won, forms)).not.toThrow();
    expect(check(back, forms)).not.toThrow();
    expect(check(row(3, 'lost', { superseded: gaveWay('Else') }), forms)).toThrow('S-1c');
  });
});
