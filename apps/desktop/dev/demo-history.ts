import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { textIn } from '../src/renderer/records/values/shown-value.ts';

/**
 * Returns journal rows of some of the person's open deals: a creation, a move, a change, and a replaced value of the person's
 * own.
 */
export function demoHistory(
  records: readonly StoredRecord[],
  { me, other, now }: { readonly me: string; readonly other: string; readonly now: number },
): readonly HistoryRow[] {
  const isOpen = (record: StoredRecord) =>
    ['engaging', 'proposal', 'negotiation'].includes(textIn(record.fields['stage']));
  const deals = records
    .filter((record) => record.entity === 'crm/deal' && record.ownerId === me && isOpen(record))
    .slice(0, 6);
  const rows: HistoryRow[] = [];
  const tell = (
    record: StoredRecord,
    row: Pick<HistoryRow, 'by' | 'changed'> & Partial<HistoryRow> & { readonly minutesAgo: number },
  ) => {
    const { minutesAgo, ...given } = row;
    const n = rows.length + 1;
    rows.push({
      n,
      id: record.id,
      entity: record.entity,
      act: `0190b1f2-7c00-7000-8000-0000000a${n.toString(16).padStart(4, '0')}`,
      group: null,
      undoes: null,
      label: 'Changed',
      device: null,
      at: new Date(now - minutesAgo * 60_000).toISOString(),
      madeAt: null,
      kind: 'changed',
      superseded: {},
      ...given,
    });
  };
  const hour = 60;
  for (const [index, deal] of deals.entries()) {
    const { closesOn = null, stage = null, value = null } = deal.fields;
    const first = { ...deal.fields, value: { amount: 4_920_000, currency: 'USD' }, stage: 'prospecting' };
    if (index < 3) Object.assign(first, { closesOn: '2026-11-30' });
    tell(deal, {
      by: me,
      minutesAgo: 30 * 24 * hour,
      kind: 'created',
      changed: Object.fromEntries(Object.entries(first).map(([name, field]) => [name, [null, field]])),
    });
    tell(deal, {
      by: other,
      minutesAgo: 26 * hour,
      changed: { value: [first.value, value] },
    });
    tell(deal, { by: me, minutesAgo: 25 * hour, changed: { stage: [first.stage, stage] } });
    if (index < 3)
      tell(deal, {
        by: other,
        minutesAgo: 40 + index,
        changed: { closesOn: ['2026-11-30', closesOn] },
        superseded: { closesOn: { value: '2026-11-30', by: me, at: new Date(now - 45 * 60_000).toISOString() } },
      });
  }
  return rows;
}
