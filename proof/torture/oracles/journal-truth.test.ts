import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Page } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { checkPage } from './history-oracles.ts';
import type { JournalEntry } from './journal-oracles.ts';
import { truthOf } from './journal-truth.ts';

const row = (
  n: number,
  [entity, record]: readonly [string, string],
  fields: Readonly<Record<string, JsonValue>>,
  kind: JournalEntry['kind'] = 'changed',
): JournalEntry => ({
  n,
  kind,
  act: null,
  undoes: null,
  by: 'ann',
  at: '2026-11-20T08:00:00.000Z',
  entity,
  record,
  changed: Object.fromEntries(
    Object.entries(fields).map(([name, to]): [string, [JsonValue, JsonValue]] => [name, [null, to]]),
  ),
  superseded: {},
  expanded: false,
  refused: {},
});
const [deal, task] = [
  ['crm/deal', 'd1'],
  ['crm/task', 't1'],
] as const;
const journal = [
  row(1, ['platform/person', 'max'], { memberships: [{ role: 'member', teamId: null }] }),
  row(2, deal, { name: 'Deal', ownerId: 'max' }, 'created'),
  row(3, task, { subject: 'Call', about: 'crm/deal:d1' }, 'created'),
  row(4, deal, { ownerId: 'mia' }),
  row(5, task, { life: 'deleted' }),
  row(6, task, {}, 'erased'),
];
/** A page that shows max a record, with the properties that checks use. */
const page = (id: string, version: number, fields: object, ownerId: string | null): Page =>
  ({
    rows: [{ id, n: version, through: [], record: { id, entity: id === 'd1' ? 'crm/deal' : 'crm/task', schema: 1, version, life: 'alive', ownerId, teamId: null, sharedWith: [], inherited: null, fields } }],
    history: [],
  }) as unknown as Page; // prettier-ignore
const check = (upTo: number, given: Page) => () => checkPage(truthOf(journal.slice(0, upTo)), 'max', given);

describe('the state of the journal at a moment', () => {
  it('[A-3] shows a record to the people who saw it then, and not after it was handed over', () => {
    const shown = page('d1', 2, { name: 'Deal' }, 'max');
    expect(check(3, shown)).not.toThrow();
    expect(check(4, shown)).toThrow('a page shows d1 to a person who may not see it');
    expect(check(1, shown)).toThrow('A-3');
  });

  it('[A-3a] shows its children, too, whose inherited values it does not contain', () => {
    const shown = page('t1', 3, { subject: 'Call', about: 'crm/deal:d1' }, null);
    expect(check(3, shown)).not.toThrow();
    expect(check(4, shown)).toThrow('A-3');
  });

  it('[S-1] compares a record with its values and its number', () => {
    expect(check(3, page('d1', 2, { name: 'Other' }, 'max'))).toThrow('S-1');
    expect(check(3, page('d1', 1, { name: 'Deal' }, 'max'))).toThrow('S-1');
  });

  it('[A-4] no longer has an erased record', () => {
    expect(truthOf(journal.slice(0, 5)).records.get('t1')?.life).toBe('deleted');
    expect(truthOf(journal).records.has('t1')).toBe(false);
  });
});
