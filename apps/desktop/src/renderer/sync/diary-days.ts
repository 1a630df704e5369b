import type { Formats } from '@outpost/ui/formats/formats';
import type { OutboxEntry } from '../../bridge/contract.ts';

/** A section of the outbox with its heading: "Just now", "This morning", "Yesterday, Thu 19 Nov". */
export type DiaryStretch = { readonly head: string; readonly entries: readonly OutboxEntry[] };

const justNowMs = 10 * 60_000;

function headOf(at: string, now: number, formats: Formats): string {
  const day = formats.dayOf(at);
  const today = formats.dayOf(now);
  if (day !== today) return formats.day(day, today);
  if (now - Date.parse(at) < justNowMs) return 'Just now';
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: formats.timeZone }).format(
      new Date(at),
    ),
  );
  return hour < 12 ? 'This morning' : hour < 18 ? 'This afternoon' : 'This evening';
}

/**
 * Returns the waiting acts, newest first, under headings by the time of day at which they were made. Acts of one group are listed
 * once.
 */
export function diaryOf(entries: readonly OutboxEntry[], now: number, formats: Formats): readonly DiaryStretch[] {
  const stretches: { head: string; entries: OutboxEntry[] }[] = [];
  const groups = new Set<string>();
  for (const entry of [...entries].sort((left, right) => (left.madeAt < right.madeAt ? 1 : -1))) {
    if (entry.group !== null && groups.has(entry.group)) continue;
    if (entry.group !== null) groups.add(entry.group);
    const head = headOf(entry.madeAt, now, formats);
    const last = stretches.at(-1);
    if (last?.head === head) last.entries.push(entry);
    else stretches.push({ head, entries: [entry] });
  }
  return stretches;
}
