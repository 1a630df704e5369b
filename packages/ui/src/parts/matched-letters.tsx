import classes from './matched-letters.module.css';

/** A piece of a text, and whether it matches the search. */
export type LetterRun = { readonly text: string; readonly isMatch: boolean };

const foldChar = (char: string) => char.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Cuts a text where a word of the query is the start of one of its words. Case and accents are ignored. The joined pieces equal
 * the text.
 */
export function letterRuns(text: string, query: string): readonly LetterRun[] {
  const chars = [...text];
  const folded = chars.map(foldChar);
  const words = query
    .trim()
    .split(/\s+/u)
    .map((word) => [...word].map(foldChar))
    .filter((word) => word.length > 0);
  const isMatch = chars.map(() => false);
  for (const word of words) {
    for (let start = 0; start + word.length <= folded.length; start += 1) {
      const beginsWord = start === 0 || !/[\p{L}\p{N}]/u.test(chars[start - 1] ?? '');
      if (beginsWord && word.every((letter, offset) => folded[start + offset] === letter))
        isMatch.fill(true, start, start + word.length);
    }
  }
  const runs: { text: string; isMatch: boolean }[] = [];
  for (const [place, char] of chars.entries()) {
    const last = runs.at(-1);
    if (last && last.isMatch === isMatch[place]) last.text += char;
    else runs.push({ text: char, isMatch: isMatch[place] ?? false });
  }
  return runs;
}

/** A text whose matching letters are underlined as well as coloured. */
export function MatchedLetters({ text, query }: { readonly text: string; readonly query: string }) {
  return (
    <span dir="auto">
      {letterRuns(text, query).map((run, place) => {
        const key = `${place}`;
        return run.isMatch ? (
          <mark key={key} className={classes.mark}>
            {run.text}
          </mark>
        ) : (
          <span key={key}>{run.text}</span>
        );
      })}
    </span>
  );
}
