import { must } from './history-oracles.ts';
import type { JournalEntry } from './journal-oracles.ts';
import type { Machine } from '../machines/machine.ts';

/**
 * P-5: checks that a device at rest holds nothing of a record that was erased by law: no record, no history, no mark, no act that
 * edits it. The tray may contain the refusal of an act on it without values. References to its id in other records may stay.
 */
export function checkForgotten(machine: Machine, journal: readonly JournalEntry[]): void {
  const erased = new Set(journal.flatMap(({ erasure }) => erasure?.records.map(({ id }) => id) ?? []));
  if (erased.size === 0) return;
  const { writer } = machine.tenant.device.database.file;
  for (const table of writer.prepare<[], string>('select name from outpost_table').pluck().all()) {
    const rows = writer
      .prepare<[], { id: string; data: string }>(`select id, data from ${table} where deleted = 0`)
      .all();
    for (const { id, data } of rows)
      for (const kept of keptOf(id, JSON.parse(data) as Kept, erased))
        must(false, 'P-5', () => `${machine.name} keeps ${kept} in ${table}: ${data}`, 'leaks');
  }
}

type Edit = { readonly id: string; readonly fields?: object; readonly create?: object };
/** A document of a device, as far as it may concern a record. */
type Kept = { readonly record?: string; readonly act?: string | null | { readonly edits?: readonly Edit[] } };

/** Returns the erased records whose content a document still contains, beyond the fact that there was an act on them. */
function keptOf(id: string, document: Kept, erased: ReadonlySet<string>): readonly string[] {
  const act = typeof document.act === 'object' ? document.act : null;
  const edited = (act?.edits ?? []).filter(
    (edit) => edit.create !== undefined || Object.keys(edit.fields ?? {}).length > 0,
  );
  return [id, document.record ?? '', ...edited.map((edit) => edit.id)].filter((each) => erased.has(each));
}
