import { useEffect } from 'react';
import type { GridLines } from './grid-lines.ts';
import type { GridProps } from './grid-model.ts';

/** Reports the visible rows to the screen, so that it loads them. Rows of folded groups are left out. */
export function useShownRows(
  lines: GridLines,
  drawn: readonly number[],
  onVisibleRange: GridProps<never>['onVisibleRange'],
): void {
  const first = drawn[0] ?? 0;
  const last = drawn.at(-1) ?? -1;
  useEffect(() => {
    const stretches = lines.stretches(first, last);
    const start = stretches[0]?.start;
    const end = stretches.at(-1)?.end;
    if (start !== undefined && end !== undefined) onVisibleRange(start, end, stretches);
  }, [first, last, lines, onVisibleRange]);
}
