/**
 * Named statements, which Postgres parses once on each connection. Chosen: the server itself has some two hundred
 * statements. Those of people's lists and reports fill the rest. Further statements have no name, because each name
 * takes memory on each connection.
 */
const mostNamed = 400;

/** Returns a function that gives each text a fixed name while there is room, otherwise `undefined`. */
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
