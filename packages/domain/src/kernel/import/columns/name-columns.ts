import { foldText } from '../../text/fold-text.ts';

/**
 * Distinct names for a header's columns, in its order: "Email", "Email (2)" for one that reads the same but for case and outer
 * blanks, "Column 5" for one without a name. `renamedCount` says how many got another name than the file's.
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
