/** Chosen: fits into an address and a label. */
const mostSlugChars = 48;

/** The form of a slug: small letters, digits and single hyphens, at least two characters. */
export const slugForm = /^(?=.{2,48}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** Returns the short name that a name suggests: "Fenwright Systems & Söhne" gives "fenwright-systems-sohne". */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, mostSlugChars - 6) // leaves room for "-12345"
    .replace(/^-+|-+$/g, '');
  return slug.length < 2 ? `organisation${slug === '' ? '' : `-${slug}`}` : slug;
}
