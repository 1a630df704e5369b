import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import type { HistoryRow } from '@outpost/domain/sync/protocol';

/** Journal rows of some of one's open deals: a creation, a move, a change, and a value of one's own that gave way. */
export function demoHistory(records: readonly StoredRecord[], { me, other, now }: { readonly me: string; readonly other: string; readonly now: number }): readonly HistoryRow[] {
  const deals = records.filter((record) => record.entity === 'crm/deal' && record.ownerId === me && ['engaging', 'proposal', 'negotiation'].includes(String(record.fields['stage']))).slice(0, 6);
  let n = 0;
  const rows: HistoryRow[] = [];
  const row = (record: StoredRecord, by: string, minutesAgo: number, changed: Record<string, [JsonValue, JsonValue]>, superseded: HistoryRow['superseded'] = {}, kind: HistoryRow['kind'] = 'changed') => {
    n += 1;
    rows.push({ n, id: record.id, entity: record.entity, act: `0190b1f2-7c00-7000-8000-0000000a${n.toString(16).padStart(4, '0')}`, group: null, undoes: null, label: 'Changed', by, device: null, at: new Date(now - minutesAgo * 60_000).toISOString(), madeAt: null, kind, changed, superseded });
  };
  for (const [index, deal] of deals.entries()) {
    row(deal, me, 60 * 24 * 30, Object.fromEntries(Object.entries(deal.fields).map(([name, value]) => [name, [null, value]])), {}, 'created');
    row(deal, other, 60 * 26, { value: [{ amount: 4_920_000, currency: 'USD' }, deal.fields['value'] ?? null] });
    row(deal, me, 60 * 25, { stage: ['prospecting', deal.fields['stage'] ?? null] });
    if (index < 3) row(deal, other, 40 + index, { closesOn: ['2026-11-30', deal.fields['closesOn'] ?? null] }, { closesOn: { value: '2026-11-30', by: me, at: new Date(now - 45 * 60_000).toISOString() } });
  }
  return rows;
}
