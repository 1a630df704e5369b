import { lexer, type Token, type Tokens } from 'marked';
import { withoutEntities } from '../markdown/entities.ts';
import { safeTarget } from '../markdown/safe-target.ts';
import { pdfText } from '../text/font-letters.ts';

/** A part of a PDF document, as pdfmake takes it. */
export type LetterNode = Readonly<Record<string, unknown>>;

/** How the words of one piece are set. */
type Setting = { readonly bold?: true; readonly italics?: true; readonly decoration?: 'lineThrough' };

const below = [0, 0, 0, 10];

/**
 * LET-5: returns the words of a letter for its PDF. They are Markdown as in e-mails (MSG-25): paragraphs, lines, headings, bold, italics, lists,
 * quotations and tables. A link is printed with its target behind its words, because paper has no links. HTML is printed as it was typed.
 */
export const letterWords = (markdown: string): readonly LetterNode[] =>
  blocksOf(lexer(markdown, { gfm: true, breaks: true }));

function blocksOf(tokens: readonly Token[]): readonly LetterNode[] {
  return tokens.flatMap((one): readonly LetterNode[] => {
    const token = one as Tokens.Generic; // `marked` types tokens of extensions too loosely
    switch (token.type) {
      case 'space':
      case 'def':
      case 'checkbox':
        return [];
      case 'heading':
        return [
          {
            text: piecesOf(token.tokens, { bold: true }),
            fontSize: token['depth'] === 1 ? 14 : 12,
            margin: [0, 4, 0, 8],
          },
        ];
      case 'list': {
        const { items, ordered, start } = one as Tokens.List; // recognised by its type
        const entries = items.map((item) => ({ stack: blocksOf(item.tokens), margin: [0, 0, 0, 3] }));
        return [ordered ? { ol: entries, start: Number(start || 1), margin: below } : { ul: entries, margin: below }];
      }
      case 'blockquote':
        return [{ stack: blocksOf(token.tokens ?? []), margin: [14, 0, 0, 0] }];
      case 'table': {
        const { header, rows } = one as Tokens.Table; // recognised by its type
        const row = (cells: readonly Tokens.TableCell[], setting: Setting) =>
          cells.map(({ tokens: inside, align }) => ({ text: piecesOf(inside, setting), alignment: align ?? 'left' }));
        return [
          {
            table: {
              headerRows: 1,
              widths: header.map(() => '*'),
              body: [row(header, { bold: true }), ...rows.map((cells) => row(cells, {}))],
            },
            layout: 'lightHorizontalLines',
            margin: below,
          },
        ];
      }
      case 'hr':
        return [{ text: '* * *', alignment: 'center', margin: below }];
      case 'text': // the words of an entry of a list
        return [{ text: piecesOf(token.tokens ?? [token], {}) }];
      case 'paragraph':
        return [{ text: piecesOf(token.tokens, {}), margin: below }];
      default: // code and HTML: as typed
        return [
          { text: pdfText(String(token['text'] ?? token.raw).trimEnd()), preserveLeadingSpaces: true, margin: below },
        ];
    }
  });
}

const piecesOf = (tokens: readonly Token[] = [], setting: Setting): readonly LetterNode[] =>
  tokens.flatMap((one): readonly LetterNode[] => {
    const token = one as Tokens.Generic; // as above
    switch (token.type) {
      case 'strong':
        return piecesOf(token.tokens, { ...setting, bold: true });
      case 'em':
        return piecesOf(token.tokens, { ...setting, italics: true });
      case 'del':
        return piecesOf(token.tokens, { ...setting, decoration: 'lineThrough' });
      case 'br':
        return [piece('\n', setting)];
      case 'link':
        return [...piecesOf(token.tokens, setting), ...targetOf(token, setting)];
      case 'checkbox':
        return [piece(token['checked'] === true ? '[x] ' : '[ ] ', setting)];
      default:
        return token.tokens === undefined || token.type === 'image'
          ? [piece(withoutEntities(String(token['text'] ?? token.raw)), setting)]
          : piecesOf(token.tokens, setting);
    }
  });

const piece = (text: string, setting: Setting): LetterNode => ({ text: pdfText(text), ...setting });

/** Returns an address without the parts that readers leave out when they type it. */
const typedAddress = (address: string): string =>
  address.replace(/^(?:https?:\/\/|mailto:|tel:)/iu, '').replace(/\/$/u, '');

/** The target of a link in brackets, unless the words of the link are the same address. */
function targetOf(token: Tokens.Generic, setting: Setting): readonly LetterNode[] {
  const target = safeTarget(String(token['href']));
  const isSaid = target === undefined || typedAddress(String(token['text'])) === typedAddress(target);
  return isSaid ? [] : [piece(` (${target})`, setting)];
}
