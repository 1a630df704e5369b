import { foldText } from '@outpost/domain/kernel/text/fold-text';

const wordsIn = (text: string): readonly string[] =>
  foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/**
 * Returns a test of titles that are on the screen already, such as commands, views and recently opened records. It
 * passes when for each word of the text a word of the title begins with it. Case, accents and the order of the words
 * do not matter, as in the search for records. A blank text fits every title.
 */
export function fitting(text: string): (title: string) => boolean {
  const asked = wordsIn(text);
  return (title) => {
    const words = wordsIn(title);
    return asked.every((word) => words.some((one) => one.startsWith(word)));
  };
}
