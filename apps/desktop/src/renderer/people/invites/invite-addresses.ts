/** A typed or pasted list of e-mail addresses. `wrong`: the parts that are not addresses. */
export type InviteAddresses = { readonly emails: readonly string[]; readonly wrong: readonly string[] };

const address = /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/;

/**
 * Reads a list of addresses with any separator: line breaks, commas, semicolons, spaces. A name before an address in angle
 * brackets is left out. An address that is named twice is kept once.
 */
export function inviteAddresses(text: string): InviteAddresses {
  const bare = text.replace(/(?:"[^"]*"\s*|[^<>,;\n"]*)<([^<>]*)>/g, ' $1 ');
  const parts = bare.split(/[\s,;]+/).filter((part) => part !== '');
  const emails = new Map<string, string>();
  const wrong: string[] = [];
  for (const part of parts)
    if (!address.test(part)) wrong.push(part);
    else if (!emails.has(part.toLowerCase())) emails.set(part.toLowerCase(), part);
  return { emails: [...emails.values()], wrong };
}
