/**
 * Returns the link that calls a stored number (RFC 3966): "tel:+15550142;ext=12". Undefined where the value is not a whole
 * number in the stored form, such as a text from before the field was a telephone number.
 */
export const phoneLink = (stored: string): string | undefined =>
  /^\+[1-9]\d{4,14}(;ext=\d{1,10})?$/.test(stored) ? `tel:${stored}` : undefined;

/** Longer addresses are not made into links. Browsers and mail programs accept this many characters (RFC 9110, section 4.1: 8000). */
const mostChars = 2_000;

/**
 * Returns the link to a page of the web, normalised; undefined for any other text. Only https: the app opens nothing
 * else. `isWebsite`: the field holds websites, so a host without a scheme ("example.com/about") is an address, too. An
 * address with a name or password in it is not a link, because it shows another host than it opens.
 */
export function webLink(text: string, { isWebsite }: { readonly isWebsite: boolean }): string | undefined {
  const wanted = text.trim();
  if (wanted.length > mostChars || /[\s\p{Cc}\p{Cf}\\<>"`]/u.test(wanted)) return undefined;
  const address = /^https:\/\//i.test(wanted)
    ? wanted
    : isWebsite && /^[\p{L}\p{N}][\p{L}\p{N}.-]*\.\p{L}{2,}(?:[/?#]|$)/u.test(wanted)
      ? `https://${wanted}`
      : undefined;
  const host = address === undefined ? undefined : /^https:\/\/([^/?#]+)/i.exec(address)?.[1];
  return host !== undefined && /^[\p{L}\p{N}[][\p{L}\p{N}.:[\]-]*$/u.test(host) ? address : undefined;
}
