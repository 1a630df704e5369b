import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { valuesOfField } from './earlier-values.ts';

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

describe('earlier values of a record [S-9]', () => {
  it('of one field are listed with the rows that set them', () => {
    expect(valuesOfField('stage', rows).map(({ value }) => value)).toEqual(['won', 'proposal', 'new']);
    expect(valuesOfField('note', rows)).toEqual([]);
  });
});
