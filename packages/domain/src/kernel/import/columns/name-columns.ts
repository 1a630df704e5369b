import { foldText } from '../../text/fold-text.ts';

/**
 * Returns distinct names for a header's columns, in order. A name that repeats another but for case and outer blanks becomes
 * "Email (2)"; a missing name becomes "Column 5". `renamedCount` counts the columns whose name differs from the file's.
 */
export function nameColumns(header: readonly string[]): {
  readonly columns: readonly string[];
  readonly renamedCount: number;
} {
  const taken = new Set<string>();
  let renamedCount = 0;
  const columns = header.map((cell, index) => {
    const own = cell.trim();
    const base = own === '' ? `Column ${index + 1}` : own;
    let name = base;
    for (let count = 2; taken.has(foldText(name)); count += 1) name = `${base} (${count})`;
    taken.add(foldText(name));
    if (name !== own) renamedCount += 1;
    return name;
  });
  return { columns, renamedCount };
}
