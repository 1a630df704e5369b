/** Returns the roles by group as people edit them: one "group = role" a line. */
export const groupLines = (byGroup: Readonly<Record<string, string>>): string =>
  Object.entries(byGroup)
    .map(([group, role]) => `${group} = ${role}`)
    .join('\n');

/**
 * Reads lines "group = role". The last "=" counts, because names of groups may have some. Undefined if a line has
 * another form.
 */
export function readGroupLines(text: string): Readonly<Record<string, string>> | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^\s*(\S.*?)\s*=\s*([^=\s][^=]*?)\s*$/.exec(line));
  if (pairs.includes(null)) return undefined;
  return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', pair[2] ?? '']] : [])));
}
