/**
 * A text's first part, of at most so many UTF-16 units. It is never cut amid a character as people see it (an emoji of several code points),
 * unless that alone is longer.
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  let cut = '';
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    if (cut.length + segment.length > most) break;
    cut += segment;
  }
  if (cut !== '') return cut;
  const first = text.slice(0, most);
  return first.isWellFormed() ? first : first.slice(0, -1); // not amid a surrogate pair
}
