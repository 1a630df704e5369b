/** The answer of the DNS about a key. `another-key`: the record holds another key, or none. */
export const dkimStates = ['published', 'not-published', 'another-key'] as const;
export type DkimState = (typeof dkimStates)[number];

/** The TXT record of a key. `text`: in one piece; name servers split it at 255 characters. */
export type DkimRecord = { readonly name: string; readonly text: string };

type Key = { readonly domain: string; readonly selector: string; readonly publicKey: string };

/** Returns the record to publish (RFC 6376, section 3.6.1). `publicKey`: SPKI in base64. */
export const dkimRecordOf = ({ domain, selector, publicKey }: Key): DkimRecord => ({
  name: `${selector}._domainkey.${domain}`,
  text: `v=DKIM1; k=rsa; p=${publicKey}`,
});

/** Returns the value of a tag in a list of tags (RFC 6376, section 3.2). Blanks inside a key are no part of it. */
function tagIn(text: string, tag: string): string | undefined {
  for (const part of text.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === tag) return part.slice(at + 1).replaceAll(/\s/g, '');
  }
  return undefined;
}

/**
 * MSG-49: returns what the TXT records at a key's name say. Several records with keys are ambiguous (RFC 6376, section 3.6.2.2), so each must
 * have this key. A record without a key (`p=`) means that it was revoked.
 */
export function dkimStateOf({ publicKey }: Pick<Key, 'publicKey'>, texts: readonly string[]): DkimState {
  const keys = texts.flatMap((text) => tagIn(text, 'p') ?? []);
  if (keys.length === 0) return 'not-published';
  return keys.every((key) => key === publicKey) ? 'published' : 'another-key';
}
