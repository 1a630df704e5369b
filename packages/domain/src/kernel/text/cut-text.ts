/**
 * Returns a text's first part of at most `most` UTF-16 units. It never cuts inside a visible character (such as an emoji of
 * several code points), unless that character is longer by itself.
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
  return first.isWellFormed() ? first : first.slice(0, -1); // not inside a surrogate pair
}
