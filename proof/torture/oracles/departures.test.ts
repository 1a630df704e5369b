import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Page } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { Departures } from './departures.ts';
import type { JournalEntry } from './journal-oracles.ts';

const row = (n: number, entity: string, record: string, fields: Readonly<Record<string, JsonValue>>): JournalEntry => ({
  n,
  kind: 'changed',
  at: '2026-11-20T08:00:00.000Z',
  act: null,
  undoes: null,
  by: 'ann',
  entity,
  record,
  changed: Object.fromEntries(
    Object.entries(fields).map(([name, to]): [string, [JsonValue, JsonValue]] => [name, [null, to]]),
  ),
  superseded: {},
  expanded: false,
  refused: {},
});
const role = (name: string, teamId: string | null): JsonValue => [{ role: name, teamId }];
const goneAt = (n: number, id: string): Page => ({
  kind: 'page',
  rows: [{ id, n, gone: true }],
  history: [],
  next: { n, id: '~', tokens: 'digest', gain: null, history: n },
  done: true,
  head: { head: [n, ''], signature: '' },
  durable: 0,
  remaining: 0,
});
const check = (id: string, n: number, journal: readonly JournalEntry[]) => () => {
  const departures = new Departures();
  departures.note('max', goneAt(n, id));
  departures.check(journal);
};

describe('departures that pages name', () => {
  it('[A-5] may name a record that its person could once see: by a role, as its owner, by a share, or by its parent', () => {
    const moved = row(3, 'crm/deal', 'd', { teamId: 'two' });
    const inOne = row(2, 'crm/deal', 'd', { teamId: 'one' });
    expect(
      check('d', 3, [row(1, 'platform/person', 'max', { memberships: role('manager', 'one') }), inOne, moved]),
    ).not.toThrow();
    const member = row(1, 'platform/person', 'max', { memberships: role('member', 'one') });
    expect(check('d', 3, [member, row(2, 'crm/deal', 'd', { ownerId: 'max' }), moved])).not.toThrow();
    expect(check('d', 3, [member, row(2, 'crm/deal', 'd', { sharedWith: ['max'] }), moved])).not.toThrow();
    const task = row(3, 'crm/task', 't', { about: 'crm/deal:d' });
    expect(check('t', 4, [member, row(2, 'crm/deal', 'd', { ownerId: 'max' }), task])).not.toThrow();
  });

  it('[A-5] must not name one that left before its person could see it, nor one that they never could', () => {
    const early = [row(1, 'crm/deal', 'd', { teamId: 'one' }), row(2, 'crm/deal', 'd', { teamId: 'two' })];
    const late = row(3, 'platform/person', 'max', { memberships: role('manager', 'one') });
    expect(check('d', 2, [...early, late])).toThrow('A-5');
    const member = row(1, 'platform/person', 'max', { memberships: role('member', 'one') });
    expect(check('d', 2, [member, row(2, 'crm/deal', 'd', { teamId: 'one' })])).toThrow('A-5');
    const seenLater = row(5, 'crm/deal', 'd', { ownerId: 'max' });
    expect(check('d', 2, [member, row(2, 'crm/deal', 'd', { teamId: 'one' }), seenLater])).toThrow('A-5');
  });
});
