import { lexer, type Token, type Tokens } from 'marked';
import { withoutEntities } from './entities.ts';
import { safeTarget } from './safe-target.ts';

/** Chosen: a longer text is not read as Markdown, so that a cell or a card is never slow. Fields take at most this much. */
const mostChars = 20_000;

/** Whether a text has a character that means something in Markdown. Most texts of lists have none. */
const mayHaveMarks = /[*_`#>[\]~\\&<|]|^\s*(?:[-+]|\d+[.)])\s|^(?:---|===)/m;

/**
 * Returns a Markdown text without its marks, for cells, cards and names: "**South** wall" → "South wall". Lines stay lines. `links`: with
 * the targets of links behind their words, for mails as plain text.
 */
export function plainMarkdown(text: string, { links = false }: { readonly links?: boolean } = {}): string {
  if (text.length > mostChars || !mayHaveMarks.test(text)) return text;
  return linesOf(lexer(text, { gfm: true, breaks: true }), links)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const inlineOf = (tokens: readonly Token[] = [], links: boolean): string =>
  tokens.map((token) => inline(token as Tokens.Generic, links)).join(''); // `marked` types tokens of extensions too loosely

function inline(token: Tokens.Generic, links: boolean): string {
  switch (token.type) {
    case 'link': {
      const words = inlineOf(token.tokens, links);
      const target = links ? safeTarget(String(token['href'])) : undefined;
      return target === undefined || target === words || target === `mailto:${words}` ? words : `${words}: ${target}`;
    }
    case 'br':
      return '\n';
    case 'codespan':
    case 'escape':
      return withoutEntities(String(token['text']));
    case 'image':
      return withoutEntities(String(token['text']));
    default:
      return token.tokens === undefined
        ? withoutEntities(String(token['text'] ?? token.raw))
        : inlineOf(token.tokens, links);
  }
}

function linesOf(tokens: readonly Token[], links: boolean): readonly string[] {
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
          return linesOf(item.tokens, links).map((line, at) => (at === 0 ? `${sign}${line}` : `  ${line}`));
        });
      }
      case 'blockquote':
        return linesOf(token.tokens ?? [], links);
      case 'code':
        return [String(token['text'])];
      case 'table': {
        const { header, rows } = one as Tokens.Table; // recognised by its type
        return [header, ...rows].map((cells) =>
          cells
            .map((cell) => inlineOf(cell.tokens, links))
            .join('  ')
            .trimEnd(),
        );
      }
      case 'hr':
        return ['—'];
      case 'checkbox':
        return [];
      case 'heading':
      case 'paragraph':
      case 'text':
        return [inlineOf(token.tokens ?? [{ type: 'text', raw: token.raw, text: String(token['text']) }], links)];
      default:
        return [token.raw.trimEnd()];
    }
  });
}
