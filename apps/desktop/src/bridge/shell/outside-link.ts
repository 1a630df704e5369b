/** The reasons why a link is not handed to the operating system. */
export type RefusedLink = 'too-long' | 'odd-characters' | 'scheme' | 'host' | 'recipient' | 'number';

/** Chosen: longer than any address that fields accept. Windows refuses command lines beyond some 8,000 characters. */
const mostChars = 2_048;

const problemOf: Readonly<Record<string, (link: string) => RefusedLink | undefined>> = {
  // No name and no password: such an address shows another host than it opens.
  'https:': (link) =>
    /^https:\/\/(?:\[[\da-f:.]+\]|[a-z\d][a-z\d.-]*)(?::\d{1,5})?(?:[/?#]|$)/i.test(link) ? undefined : 'host',
  // A trial server on this computer: only its sign-in pages.
  'http:': (link) => /^http:\/\/(?:localhost|127\.0\.0\.1):\d{1,5}\/sign-in\/[\w-]{43}$/.test(link) ? undefined : 'scheme', // prettier-ignore
  // One recipient and no headers: some mail programs attach files that a header names.
  'mailto:': (link) => (/^mailto:[^@?&,;:\s]+@[^@?&,;:\s]+$/i.test(link) ? undefined : 'recipient'),
  'tel:': (link) => (/^tel:\+?[\d().-]{3,30}(?:;ext=\d{1,10})?$/i.test(link) ? undefined : 'number'),
};

/**
 * Returns why a link must not be opened outside of the app; `undefined` for a link that may be. Only web pages over https, one
 * e-mail address and one telephone number may: other schemes start other programs with the text of a record.
 */
export function outsideLinkProblem(link: string): RefusedLink | undefined {
  if (link.length > mostChars) return 'too-long';
  if (/[^\x21-\x7E]/.test(link)) return 'odd-characters'; // the browser has already encoded the rest
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(link)?.[0].toLowerCase() ?? '';
  return Object.hasOwn(problemOf, scheme) ? problemOf[scheme]?.(link) : 'scheme';
}
