import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../questions/list-query.ts';
import { accept, refuse, type Result } from '../../refusal.ts';
import { listWindows } from './list-windows.ts';

const question = { entity: 'test/thing', life: 'alive' as const, sort: [] };
type Answer = Result<{ readonly rows: readonly number[]; readonly next: string | null }>;

/** Walks a list of numbers, and returns the rows and the limits of its windows. */
async function walked(count: number, most?: number, refusedAt?: number) {
  const asked: ListQuery[] = [];
  const ask = (query: ListQuery): Promise<Answer> => {
    asked.push(query);
    if (asked.length === refusedAt) return Promise.resolve(refuse('request/too-slow', 'Busy.', { waitSeconds: 1 }));
    const from = Number(query.after ?? 0);
    const rows = Array.from({ length: Math.min(query.limit, count - from) }, (_empty, at) => from + at);
    const end = from + rows.length;
    return Promise.resolve(accept({ rows, next: end < count ? String(end) : null }));
  };
  const windows: Answer[] = [];
  for await (const window of listWindows(ask, question, most)) windows.push(window);
  return { rows: windows.flatMap((one) => (one.ok ? one.value.rows : [])), last: windows.at(-1)?.ok, limits: asked.map(({ limit }) => limit) }; // prettier-ignore
}

describe('the windows of a list', () => {
  it('[Q-3] are all its rows once, in windows as large as a list may be', async () => {
    const { rows, limits } = await walked(2_500);
    expect(rows).toEqual(Array.from({ length: 2_500 }, (_empty, at) => at));
    expect(limits).toEqual([1_000, 1_000, 1_000]);
    expect(await walked(0)).toEqual({ rows: [], last: true, limits: [1_000] });
  });

  it('end at the most rows, and with a refused window', async () => {
    const { rows, limits } = await walked(5_000, 1_200);
    expect([rows.length, limits]).toEqual([1_200, [1_000, 200]]);
    const refused = await walked(5_000, undefined, 2);
    expect([refused.rows.length, refused.last, refused.limits.length]).toEqual([1_000, false, 2]);
  });
});
