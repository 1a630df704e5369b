import { assignedLabel } from '@outpost/domain/kernel/assignment/assigned-label';
import { automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import type { Replaced } from '../../bridge/contract.ts';
import { installedEntity } from '../records/entity-shape.ts';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import {
  historyEntry,
  newestFirst,
  openReplaced,
  stillWaiting,
  entriesOfReplaced,
  type TimelineContext,
} from './timeline-entries.ts';

const telling: TimelineContext = {
  entity: installedEntity('crm/deal'),
  title: 'Acme',
  me,
  nameOf: (id) => (id === dana ? 'Dana' : 'Someone'),
  textOf: (_field, value: JsonValue) => (typeof value === 'string' ? value : ''),
};
const row = (change: Partial<HistoryRow>): HistoryRow => ({
  n: 5,
  id: givenShownRecord().id,
  entity: 'crm/deal',
  act: null,
  group: null,
  undoes: null,
  label: '',
  by: dana,
  device: null,
  at: '2026-11-20T08:00:00.000Z',
  madeAt: null,
  kind: 'changed',
  changed: {},
  superseded: {},
  ...change,
});

describe('a record’s timeline', () => {
  it('[S-9] shows a change with both values, and the person’s own acts as “You”', () => {
    expect(historyEntry(row({ changed: { source: ['web', 'fair'] } }), telling)).toMatchObject({
      kind: 'change',
      title: 'Dana changed Source',
      changes: [{ from: 'web', to: 'fair' }],
    });
    expect(historyEntry(row({ changed: { sharedWith: [[], [me]] } }), telling)).toMatchObject({
      title: 'Dana changed Shared with',
    });
    expect(historyEntry(row({ by: me, changed: { source: [null, 'a'], name: ['x', 'y'] } }), telling)).toMatchObject({
      title: 'You changed 2 fields',
      changes: [{ field: 'Source' }, { field: 'Name' }],
    });
  });

  it('[ASG-3] says why an assignment rule gave the record to a person', () => {
    const label = assignedLabel('Leads', 'It was their turn in part 1.');
    expect(historyEntry(row({ by: automationsId, label, changed: { ownerId: [me, 'Mia'] } }), telling)).toMatchObject({
      kind: 'event',
      title: 'Someone assigned it to Mia',
      body: 'By the rule “Leads”: It was their turn in part 1.',
    });
    expect(historyEntry(row({ label, changed: { ownerId: [me, 'Mia'] } }), telling).kind).toBe('change'); // a person's label proves nothing
  });

  it('describes moves, creations and deletions', () => {
    expect(
      historyEntry(row({ changed: { stage: ['engaging', 'won'], closedOn: [null, '2026-11-20'] } }), telling),
    ).toMatchObject({ title: 'Dana moved it to won from engaging', body: 'Closed 2026-11-20' });
    expect(historyEntry(row({ kind: 'created' }), telling).kind).toBe('event');
    expect(historyEntry(row({ changed: { life: ['alive', 'deleted'] } }), telling)).toMatchObject({
      title: 'Dana deleted this deal',
      icon: 'trash',
    });
    expect(historyEntry(row({ changed: { life: ['deleted', 'alive'] } }), telling)).toMatchObject({
      title: 'Dana restored this deal',
    });
  });

  it('[S-4] offers to restore a replaced value of the person’s own, until it is settled', () => {
    const lost = row({ superseded: { closesOn: { value: '2026-11-30', by: me, at: '' } } });
    const box = { by: 'Dana', lost: 'a', kept: 'b', onRestore: () => {}, onKeep: () => {} };
    expect(
      entriesOfReplaced(lost, telling, (field, n) => (field === 'closesOn' && n === 5 ? box : undefined)),
    ).toMatchObject([{ kind: 'replaced', field: 'Closes', replaced: box }]);
    expect(entriesOfReplaced(lost, telling, () => undefined)).toMatchObject([
      { kind: 'event', title: 'Your Closes was replaced', body: '2026-11-30' },
    ]);
    const entry: Replaced = {
      n: 5,
      field: 'closesOn',
      record: givenShownRecord().id,
      entity: 'crm/deal',
      title: '',
      lost: { value: null, by: me, byName: '', at: '' },
      kept: { value: null, by: dana, byName: '', at: '' },
    };
    expect([...openReplaced([entry]).keys()]).toEqual(['5 closesOn']);
  });

  it('shows an act once, although its journal row arrives before it leaves the waiting acts', () => {
    const [kept, toSend] = [{ act: 'kept' }, { act: 'to send' }];
    expect(stillWaiting([kept, toSend], [row({ act: 'kept' }), row({ act: null })])).toEqual([toSend]);
  });

  it('puts the newest first', () => {
    expect(
      newestFirst([
        { id: 'a', at: '1', kind: 'event', title: '' },
        { id: 'b', at: '2', kind: 'event', title: '' },
      ]).map(({ id }) => id),
    ).toEqual(['b', 'a']);
  });
});
