import TurndownService from 'turndown';

/** Chosen: larger contents of the clipboard are pasted without their format. Reading 1 MB of HTML takes some 100 ms. */
const mostHtmlChars = 1_000_000;

/** Elements of office programs and web pages that are not text of the author. */
const noText =
  'script, style, meta, link, title, head, template, iframe, object, embed, svg, img, input, button, select';

/** Word writes lists as paragraphs of this class, with the sign of the entry as text. */
const wordEntry = /^\s*(?:[·•o§\-–*]|(\d{1,3}|[a-z])[.)])[\s\u00A0]+/u;

function serviceOf(): TurndownService {
  const service = new TurndownService({
    headingStyle: 'atx',
    bulletListMarker: '-',
    codeBlockStyle: 'fenced',
    emDelimiter: '*',
  });
  service.addRule('struck', {
    filter: ['del', 's'],
    replacement: (content) => (content === '' ? '' : `~~${content}~~`),
  });
  service.addRule('word-list', {
    filter: (node) => node.nodeName === 'P' && /MsoListParagraph/.test(node.getAttribute('class') ?? ''),
    replacement: (content) => {
      const [sign = '', number] = wordEntry.exec(content) ?? [];
      return `\n${number === undefined ? '-' : `${number}.`} ${content.slice(sign.length).trim()}\n`;
    },
  });
  // An entry of a list in one line: the library writes three blanks after the sign.
  service.addRule('entry', {
    filter: 'li',
    replacement: (content, node) => {
      const parent = node.parentElement;
      const place = parent ? [...parent.children].indexOf(node) : 0;
      const sign = parent?.nodeName === 'OL' ? `${place + 1}. ` : '- ';
      const text = content.trim().replace(/\n/g, `\n${' '.repeat(sign.length)}`);
      return `${sign}${text}${node.nextSibling ? '\n' : ''}`;
    },
  });
  return service;
}

/**
 * Returns the HTML of a clipboard as Markdown. The HTML is parsed into a document that runs no script and loads nothing.
 * Undefined where it is too large, has no text, or comes from a program that writes plain text as HTML.
 */
export function markdownOfHtml(html: string): string | undefined {
  if (html.length > mostHtmlChars) return undefined;
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of body.querySelectorAll(noText)) element.remove();
  // Editors of code give each line as a block with a style: their plain text is the text.
  if (
    body.querySelector('p, li, h1, h2, h3, h4, h5, h6, strong, b, em, i, a[href], blockquote, table, pre, code') ===
    null
  )
    return undefined;
  for (const link of body.querySelectorAll('a'))
    if (!/^(https:|mailto:|tel:)/i.test(link.getAttribute('href') ?? '')) link.replaceWith(...link.childNodes);
  // Google Docs puts the whole text into one bold element that is not bold.
  for (const bold of body.querySelectorAll('b, strong'))
    if (/font-weight:\s*normal/.test(bold.getAttribute('style') ?? '')) bold.replaceWith(...bold.childNodes);
  const text = serviceOf()
    .turndown(body)
    .replace(/\u00A0/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return text === '' ? undefined : text;
}

/** The text to paste, or the sentence that says why nothing is pasted. */
export type Pasted = { readonly text: string } | { readonly refused: string };

/**
 * Returns the text to paste: the HTML as Markdown, or the plain text. A text without room is refused whole, so that no part of it
 * is lost unseen. `room`: the number of characters that the field still takes.
 */
export function pastedText(
  { html, text }: { readonly html: string; readonly text: string },
  room: number,
  count: (number: number) => string,
): Pasted {
  const pasted = (html === '' ? undefined : markdownOfHtml(html)) ?? text.replace(/\r\n?/g, '\n');
  return pasted.length <= room
    ? { text: pasted }
    : {
        refused: `This text has ${count(pasted.length)} characters, and there is room for ${count(Math.max(0, room))} here. Nothing was pasted. Keep a long text as a file.`,
      };
}
