/** ADR 122: the words that replace the name of a former member, before some digits of the id. */
const words = 'Former member';

/** Returns the pseudonym of a former member: "Former member 3f2a". `digits`: how many of the last digits of the id it has. */
export const pseudonymOf = (id: string, digits: number): string => `${words} ${id.replaceAll('-', '').slice(-digits)}`;

/** Whether a name is a pseudonym of this person. */
export function isPseudonymOf(id: string, name: string): boolean {
  const digits = name.startsWith(`${words} `) ? name.slice(words.length + 1) : '';
  return digits.length >= 4 && id.replaceAll('-', '').endsWith(digits);
}
