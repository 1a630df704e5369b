/** Chosen: with the id and the ending, a name stays below the 255 bytes that file systems take. */
const mostStemBytes = 160;

/** Characters that file systems refuse, that separate folders, or that hide the order of a name's letters. */
const unfit = /[\p{Cc}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF<>:"/\\|?*]+/gu;

const plainOf = (name: string): string => name.normalize('NFC').replace(unfit, ' ').replace(/\s+/gu, ' ').trim();
const endingOf = (plain: string): string => /\.[A-Za-z0-9]{1,10}$/.exec(plain)?.[0] ?? '';

/**
 * Returns the name of a file in an archive: its title without a path, then `key`, then the ending of its own name: "Roof 0190….jpg".
 * `key` is the id of the file's record, so no two names in a folder are equal, also where capitals don't count.
 */
export function archivedName(
  { name, title = name }: { readonly name: string; readonly title?: string },
  key: string,
): string {
  const ending = endingOf(plainOf(name));
  const plain = plainOf(title);
  const isSame = ending !== '' && plain.toLowerCase().endsWith(ending.toLowerCase());
  const letters = [...(isSame ? plain.slice(0, -ending.length) : plain).replace(/^[. ]+|[. ]+$/gu, '')];
  while (Buffer.byteLength(letters.join('')) > mostStemBytes) letters.pop();
  const stem = letters.join('').trim();
  return `${stem === '' ? 'File' : stem} ${key}${ending}`;
}
