import { type Document, DOMParser, type Element } from '@xmldom/xmldom';

/** Chosen: answers of providers have 5 to 30 kB, some 100 elements and a depth of 10. */
export const mostXmlBytes = 262_144;
const mostElements = 5_000;
const mostDepth = 40;

const bom = /^\uFEFF/;
const declaration = /^\s*<\?xml\s[^<>?]{0,200}\?>/;

/**
 * Parses XML from strangers. Returns undefined where it is not XML, is too large or too deep, or has a document type,
 * comments, CDATA or processing instructions. Genuine answers have none of these, and attacks on signatures use readers
 * that disagree about them.
 */
export function readStrictXml(text: string): Document | undefined {
  if (Buffer.byteLength(text) > mostXmlBytes || !text.isWellFormed()) return undefined;
  const body = text.replace(bom, '').replace(declaration, '').trim();
  if (!body.startsWith('<') || /<[!?]|\0/.test(body) || !isShallow(body)) return undefined;
  let isWrong = false;
  const wrong = () => void (isWrong = true);
  try {
    const document = new DOMParser({ onError: wrong }).parseFromString(body, 'text/xml');
    return isWrong || !document.documentElement ? undefined : document;
  } catch {
    return undefined;
  }
}

/** A tag, with its attributes: a ">" inside of quotes does not end it. */
const tag = /<(?:"[^"<]*"|'[^'<]*'|[^<>"'])*>/g;

/** Looks only at the tags, before a recursive parser reads them. */
function isShallow(text: string): boolean {
  let [depth, tags] = [0, 0];
  for (const [each] of text.matchAll(tag)) {
    tags += 1;
    if (each.startsWith('</')) depth -= 1;
    else if (!each.endsWith('/>')) depth += 1;
    if (depth > mostDepth || tags > mostElements * 2) return false;
  }
  return true;
}

/** Returns the elements of this name in a namespace, anywhere below. */
export const elementsOf = (of: Document | Element, namespace: string, name: string): readonly Element[] =>
  Array.from(of.getElementsByTagNameNS(namespace, name));

/** Returns the elements of this name that are children. */
export const childElementsOf = (of: Element, namespace: string, name: string): readonly Element[] =>
  elementsOf(of, namespace, name).filter((each) => each.parentNode === of);

/** Returns an attribute; undefined where there is none. */
export const attributeOf = (of: Element | undefined, name: string): string | undefined =>
  of?.hasAttribute(name) === true ? (of.getAttribute(name) ?? undefined) : undefined;

export const textOf = (of: Element | undefined): string => of?.textContent?.trim() ?? '';
