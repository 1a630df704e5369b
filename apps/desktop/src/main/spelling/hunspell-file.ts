/** A Hunspell dictionary, read from its two files. All texts are UTF-8, one character for each byte. */
export type HunspellDictionary = {
  /** Sets of flags. Words and affixes name a set by its place, from 1. */
  readonly flagSets: readonly string[];
  /** The lines `PFX` and `SFX`. */
  readonly affixes: readonly string[];
  /** Pairs of the lines `REP`: a text that people mistype, and the right one. */
  readonly replacements: readonly (readonly [string, string])[];
  /** All other commands. */
  readonly others: readonly string[];
  /** Each word with the places of its sets of flags; 0 is a word without flags. */
  readonly words: ReadonlyMap<string, readonly number[]>;
};

/** Commands of which Chromium's form has no place: they change how words are stored. Few dictionaries have one. */
const unsupported = /^(?:IGNORE|COMPLEXPREFIXES)\s/mu;
/** Commands that are written in another way, or that concern descriptions of words, which are left out. */
const leftOut = /^(?:SET|AM)\s/u;

/**
 * Reads the files `.aff` and `.dic` of a Hunspell dictionary (format: hunspell(5)). Undefined for a dictionary that
 * Chromium's form cannot hold, and for an encoding that this computer does not know.
 */
export function readHunspell(aff: Buffer, dic: Buffer): HunspellDictionary | undefined {
  const rules = withoutMark(aff);
  if (unsupported.test(rules)) return undefined;
  const recode = recoder(/^SET\s+(\S+)/mu.exec(rules)?.[1] ?? 'ISO8859-1');
  if (!recode) return undefined;
  const lines = linesOf(rules).filter((line) => !leftOut.test(line));
  const ofCommand = (name: string) => lines.filter((line) => line.startsWith(`${name} `));
  const sets = flagSets(
    ofCommand('AF')
      .slice(1)
      .map((line) => line.slice(3).trim()),
  ); // the first line is the count
  const known = /^(?:AF|REP|PFX|SFX)\s/u;
  return {
    affixes: lines.filter((line) => /^[PS]FX\s/u.test(line)).map((line) => affixLine(line, sets.placeOf, recode)),
    replacements: ofCommand('REP')
      .slice(1)
      .flatMap((line) => replacement(recode(line))),
    others: lines.filter((line) => !known.test(line)).map((line) => (/^(?:TRY|MAP|KEY|WORDCHARS|BREAK|[IO]CONV)\s/u.test(line) ? recode(line) : line)), // prettier-ignore
    words: wordsOf(withoutMark(dic), sets.placeOf, recode),
    flagSets: sets.all, // last: words and affixes have added theirs
  };
}

/** The bytes as text, without the mark of UTF-8 at the start. */
const withoutMark = (file: Buffer): string => file.toString('latin1').replace(/^\u00EF\u00BB\u00BF/u, '');

const linesOf = (text: string): readonly string[] =>
  text.split(/\r?\n/u).map((line) => line.replaceAll('\t', ' ').trim()).filter((line) => line !== '' && !line.startsWith('#')); // prettier-ignore

/** Returns the function that turns bytes of an encoding into those of UTF-8. */
function recoder(encoding: string): ((bytes: string) => string) | undefined {
  if (/^utf-?8$/iu.test(encoding)) return (bytes) => bytes;
  try {
    const decoder = new TextDecoder(encoding.replace(/^microsoft-cp/iu, 'windows-').replace(/^iso8859/iu, 'iso-8859'));
    return (bytes) => Buffer.from(decoder.decode(Buffer.from(bytes, 'latin1')), 'utf8').toString('latin1');
  } catch {
    return undefined;
  }
}

/**
 * The sets of flags. A dictionary with its own list (`AF`) names them by number already; otherwise each different set
 * gets the next place.
 */
function flagSets(own: readonly string[]): {
  readonly all: readonly string[];
  readonly placeOf: (flags: string) => number;
} {
  const all = [...own];
  const places = new Map<string, number>();
  return {
    all,
    placeOf: (flags) => {
      if (own.length > 0) return Number.parseInt(flags, 10) || 0;
      const known = places.get(flags);
      if (known !== undefined) return known;
      all.push(flags);
      places.set(flags, all.length);
      return all.length;
    },
  };
}

/** `SFX S Y 9` is the head of a rule. `SFX S y ies/T [^aeiou]y` removes y, adds ies with the flags T, after the condition. */
function affixLine(line: string, placeOf: (flags: string) => number, recode: (bytes: string) => string): string {
  const [command = '', flag = '', strip = '', added = '', condition = '.'] = line.split(/ +/u);
  if (/^[YN]$/u.test(strip) && /^\d+$/u.test(added)) return `${command} ${flag} ${strip} ${added}`;
  const slash = added.indexOf('/');
  const flags = slash === -1 ? '' : `/${placeOf(added.slice(slash + 1))}`;
  const text = slash === -1 ? added : added.slice(0, slash);
  return `${command} ${flag} ${recode(strip)} ${recode(text)}${flags} ${recode(condition)}`;
}

/** `REP alot a_lot`: an underscore is a space. */
function replacement(line: string): readonly (readonly [string, string])[] {
  const [, from, to] = line.split(/ +/u);
  return from === undefined || to === undefined ? [] : [[from.replaceAll('_', ' '), to.replaceAll('_', ' ')]];
}

/** Lines of a `.dic` file after the first, which is the count: `word/FLAGS`, then a description. `\/` is a slash. */
function wordsOf(
  text: string,
  placeOf: (flags: string) => number,
  recode: (bytes: string) => string,
): ReadonlyMap<string, readonly number[]> {
  const words = new Map<string, number[]>();
  for (const line of text.split(/\r?\n/u).slice(1)) {
    const entry = /^((?:\\\/|[^\t/])+?)(?:\/(\S*))?(?:\t.*| +\S+:.*|\s*)$/u.exec(line);
    const word = recode(entry?.[1]?.replaceAll('\\/', '/').trim() ?? '');
    if (word === '' || word.includes('\0')) continue;
    const flags = entry?.[2] ?? '';
    const place = flags === '' ? 0 : placeOf(flags);
    const places = words.get(word);
    if (!places) words.set(word, [place]);
    else if (!places.includes(place)) places.push(place);
  }
  return words;
}
