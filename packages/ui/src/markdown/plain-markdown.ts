import { lexer, type Token, type Tokens } from 'marked';
import { withoutEntities } from './entities.ts';

/** Chosen: a longer text is not read as Markdown, so that a cell or a card is never slow. Fields take at most this much. */
const mostChars = 20_000;

/** Whether a text has a character that means something in Markdown. Most texts of lists have none. */
const mayHaveMarks = /[*_`#>[\]~\\&<|]|^\s*(?:[-+]|\d+[.)])\s|^(?:---|===)/m;

/** Returns a Markdown text without its marks, for cells, cards and names: "**South** wall" → "South wall". Lines stay lines. */
export function plainMarkdown(text: string): string {
  if (text.length > mostChars || !mayHaveMarks.test(text)) return text;
  return linesOf(lexer(text, { gfm: true, breaks: true }))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const inlineOf = (tokens: readonly Token[] = []): string =>
  tokens.map((token) => inline(token as Tokens.Generic)).join(''); // `marked` types tokens of extensions too loosely

function inline(token: Tokens.Generic): string {
  switch (token.type) {
    case 'br':
      return '\n';
    case 'codespan':
    case 'escape':
      return withoutEntities(String(token['text']));
    case 'image':
      return withoutEntities(String(token['text']));
    default:
      return token.tokens === undefined ? withoutEntities(String(token['text'] ?? token.raw)) : inlineOf(token.tokens);
  }
}

function linesOf(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap((one): readonly string[] => {
    const token = one as Tokens.Generic; // as above
    switch (token.type) {
      case 'space':
        return token.raw.length > 1 ? [''] : [];
      case 'list': {
        const { items, ordered, start } = one as Tokens.List; // recognised by its type
        return items.flatMap((item, place) => {
          const sign = item.task
            ? item.checked === true
              ? '☑ '
              : '☐ '
            : ordered
              ? `${Number(start || 1) + place}. `
              : '• ';
          return linesOf(item.tokens).map((line, at) => (at === 0 ? `${sign}${line}` : `  ${line}`));
        });
      }
      case 'blockquote':
        return linesOf(token.tokens ?? []);
      case 'code':
        return [String(token['text'])];
      case 'hr':
        return ['—'];
      case 'checkbox':
        return [];
      case 'heading':
      case 'paragraph':
      case 'text':
        return [inlineOf(token.tokens ?? [{ type: 'text', raw: token.raw, text: String(token['text']) }])];
      default:
        return [token.raw.trimEnd()];
    }
  });
}
