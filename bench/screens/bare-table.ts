/** A page with an empty table, for `fillBareTable`. */
export const bareTable = `<!doctype html><style>
  body { margin: 0; font: 13px system-ui }
  [role=grid] { height: 760px; overflow: auto }
  [role=row] { position: absolute; height: 32px; display: grid; grid-template-columns: repeat(8, 160px) }
  [role=row] > div { overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
</style><div role="grid"><div style="position: relative"></div></div>`;

/** The functions that `fillBareTable` adds to its page. */
export type BareTablePage = { readonly bareTable: { readonly showOthers: () => void } };

/**
 * Runs in the page: a virtualised table by hand, over `count` rows of eight texts in memory. It draws the rows in sight and some
 * around them, and reuses their elements.
 */
export function fillBareTable(count: number): void {
  const rowPx = 32;
  const mostPx = 15_000_000; // a browser's limit of an element's height is near 16 million px
  const grid = document.querySelector<HTMLElement>('[role=grid]');
  const space = grid?.firstElementChild as HTMLElement | null;
  if (!grid || !space) throw new Error('There is no table to fill');
  let list = 0;
  const textOf = (row: number, column: number) => `${list} ${row.toString(36)} of ${column}`;
  const height = Math.min(count * rowPx, mostPx);
  space.style.height = `${height}px`;
  const drawn = Math.ceil(760 / rowPx) + 10;
  const lines = Array.from({ length: drawn }, () => {
    const line = document.createElement('div');
    line.setAttribute('role', 'row');
    line.append(...Array.from({ length: 8 }, () => document.createElement('div')));
    space.append(line);
    return line;
  });
  const draw = () => {
    const share = height > 760 ? grid.scrollTop / (height - 760) : 0;
    const first = Math.max(0, Math.floor(share * (count - 760 / rowPx)) - 5);
    for (const [place, line] of lines.entries()) {
      const row = first + place;
      line.dataset['line'] = String(row);
      line.style.transform = `translateY(${grid.scrollTop + (place - 5) * rowPx}px)`;
      for (const [column, cell] of [...line.children].entries())
        cell.textContent = row < count ? textOf(row, column) : '';
    }
  };
  grid.addEventListener('scroll', draw);
  draw();
  (globalThis as unknown as BareTablePage & { bareTable: unknown }).bareTable = {
    showOthers: () => {
      list += 1;
      grid.scrollTop = 0;
      draw();
    },
  };
}
