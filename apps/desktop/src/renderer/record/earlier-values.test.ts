import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { valuesOfField, valuesOn } from './earlier-values.ts';

const row = (day: string, changed: HistoryRow['changed'], kind: HistoryRow['kind'] = 'changed'): HistoryRow => ({
  n: Number(day.replaceAll('-', '')),
  id: '0190b1f2-7c00-7000-8000-000000000d01',
  entity: 'crm/deal',
  act: null,
  group: null,
  undoes: null,
  label: '',
  by: '0190b1f2-7c00-7000-8000-0000000000a1',
  device: null,
  at: `${day}T12:00:00.000Z`,
  madeAt: null,
  kind,
  changed,
  superseded: {},
});
const rows = [
  row('2026-11-18', { stage: ['proposal', 'won'] }),
  row('2026-11-10', { stage: ['new', 'proposal'], source: ['web', 'fair'] }),
  row('2026-11-05', { name: [null, 'Acme'], stage: [null, 'new'] }, 'created'),
];
const present: Readonly<Record<string, string>> = { name: 'Acme', stage: 'won', source: 'fair', note: 'typed today' };
const known = (given: readonly HistoryRow[] = rows) => ({
  rows: given,
  presentOf: (name: string) => present[name] ?? null,
  dayOf: (at: string) => at.slice(0, 10),
});
const on = (day: string, ...args: Parameters<typeof known>) => {
  const earlier = valuesOn(day, known(...args));
  return earlier.state === 'known' ? ['name', 'stage', 'source', 'note'].map(earlier.valueAt) : earlier.state;
};

describe('earlier values of a record [S-9]', () => {
  it('are those at the end of the day, of changes on that day too', () => {
    expect(on('2026-11-17')).toEqual(['Acme', 'proposal', 'fair', 'typed today']);
    expect(on('2026-11-18')).toEqual(['Acme', 'won', 'fair', 'typed today']);
    expect(on('2026-11-10')).toEqual(['Acme', 'proposal', 'fair', 'typed today']);
  });

  it('come from the next change where no earlier row of the field is known', () => {
    expect(on('2026-11-09')).toEqual(['Acme', 'new', 'web', 'typed today']);
    expect(on('2026-11-12', rows.slice(0, 2))).toEqual(['Acme', 'proposal', 'fair', 'typed today']);
  });

  it('are none before the record was added, and unknown before the known journal', () => {
    expect(on('2026-11-04')).toBe('not-yet');
    expect(on('2026-11-09', rows.slice(0, 2))).toBe('unknown');
  });

  it('of one field are listed with the rows that set them', () => {
    expect(valuesOfField('stage', rows).map(({ value }) => value)).toEqual(['won', 'proposal', 'new']);
    expect(valuesOfField('note', rows)).toEqual([]);
  });
});
