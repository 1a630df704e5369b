import { Marked, type Tokens } from 'marked';
import { escapeHtml } from '../text/escape-html.ts';
import { wordsMark } from './words-mark.ts';
import { safeTarget } from '../markdown/safe-target.ts';

const paragraph = 'margin:0 0 16px 0;';
const button =
  'display:inline-block;padding:10px 20px;border:1px solid #1f2328;border-radius:6px;color:#1f2328;text-decoration:none;font-weight:600;';

/** Styles stand at the elements: mail programs leave out style sheets. HTML in the text is shown as text. */
const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    paragraph({ tokens }) {
      return `<p style="${paragraph}">${this.parser.parseInline(tokens)}</p>\n`;
    },
    heading({ tokens, depth }) {
      const size = depth === 1 ? 22 : depth === 2 ? 19 : 17;
      return `<p style="${paragraph}font-size:${size}px;font-weight:600;">${this.parser.parseInline(tokens)}</p>\n`;
    },
    link({ href, title, tokens }) {
      const inside = this.parser.parseInline(tokens);
      const target = safeTarget(href);
      if (target === undefined) return inside;
      return `<a href="${escapeHtml(target)}"${title === 'button' ? ` style="${button}"` : ''}>${inside}</a>`;
    },
    image: ({ text }) => escapeHtml(text),
    code: ({ text }) => `<pre style="${paragraph}font-family:monospace;">${escapeHtml(text)}</pre>\n`,
    list({ items, ordered, start }: Tokens.List) {
      const inside = items
        .map((item) => `<li style="margin:0 0 4px 0;">${this.parser.parse(item.tokens)}</li>`)
        .join('');
      return ordered
        ? `<ol start="${Number(start || 1)}" style="${paragraph}">${inside}</ol>\n`
        : `<ul style="${paragraph}">${inside}</ul>\n`;
    },
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    blockquote({ tokens }) {
      return `<blockquote style="${paragraph}padding-left:12px;border-left:2px solid #d0d7de;">${this.parser.parse(tokens)}</blockquote>\n`;
    },
    table({ header, rows }) {
      const cell = (one: Tokens.TableCell, name: 'th' | 'td') =>
        `<${name} style="padding:6px 8px;border-bottom:1px solid #d0d7de;text-align:${one.align ?? 'left'};">${this.parser.parseInline(one.tokens)}</${name}>`;
      const row = (cells: Tokens.TableCell[], name: 'th' | 'td') =>
        `<tr>${cells.map((one) => cell(one, name)).join('')}</tr>`;
      return `<table role="presentation" style="${paragraph}width:100%;border-collapse:collapse;">${row(header, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>\n`;
    },
  },
});

/**
 * Returns Markdown as the HTML of a mail. A link whose title is "button" is drawn as a button: `[Read it](https://… "button")`. Pictures
 * are shown by their description, and links that a mail may not have as their text.
 */
export const wordsAsHtml = (markdown: string): string => String(marked.parse(markdown, { async: false }));

/** Returns the HTML of a mail: its words in a frame that `compileLayout` has made. */
export const mailHtml = (frame: string, markdown: string): string => {
  const words = wordsAsHtml(markdown);
  return frame.split(wordsMark).join(words);
};
