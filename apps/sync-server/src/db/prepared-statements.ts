/**
 * Statements under names, which Postgres parses once on each connection. Chosen: the server's own statements are some two hundred;
 * what people ask in lists and reports fills the rest, and what comes after that goes without a name, as each name takes memory on each
 * connection.
 */
const mostNamed = 400;

/** Gives each text the same name as long as there is room; undefined: it goes unnamed. */
export function statementNames({ most = mostNamed, prefix = 'outpost_' } = {}): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= most) return known;
    const name = `${prefix}${names.size}`;
    names.set(text, name);
    return name;
  };
}
