/** The style sheets of a mail, and its HTML without them. */
type MailParts = { readonly sheets: readonly string[]; readonly body: string };

/** Stands for the attribute `style` while the mail is being read: the window's content security policy refuses inline styles. */
const heldStyle = 'data-mail-style';

/** Takes the style sheets out of a mail, and holds its inline styles back. */
export function mailParts(html: string): MailParts {
  const sheets: string[] = [];
  const body = html
    .replaceAll(/<style\b[^>]*>([\s\S]*?)<\/style>/gi, (_all, sheet: string) => {
      sheets.push(sheet);
      return '';
    })
    .replaceAll(/\sstyle="/gi, ` ${heldStyle}="`);
  return { sheets, body };
}

/** The elements and attributes that a preview draws. Links lead nowhere, and pictures are not loaded. */
const drawn = new Set(['DIV', 'TABLE', 'TBODY', 'THEAD', 'TR', 'TD', 'TH', 'P', 'SPAN', 'A', 'B', 'I', 'U', 'S', 'EM', 'STRONG', 'DEL', 'BR', 'HR', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'UL', 'OL', 'LI', 'BLOCKQUOTE', 'PRE', 'CODE', 'CENTER']); // prettier-ignore
const kept = ['class', 'align', 'valign', 'width', 'height', 'border', 'cellpadding', 'cellspacing', 'bgcolor', 'role', 'dir', 'start', 'colspan', 'rowspan']; // prettier-ignore

/**
 * Draws the HTML of a mail into an empty document. Styles are set by the CSS object model, which the policy allows. Nothing runs and
 * nothing is loaded: other elements are left out with what is in them, and a picture is its description.
 */
export function drawMail(into: Document, html: string): void {
  const { sheets, body } = mailParts(html);
  const read = new DOMParser().parseFromString(body, 'text/html');
  into.body.replaceChildren(...drawnChildren(into, read.body));
  into.body.style.cssText = read.body.getAttribute(heldStyle) ?? '';
  into.body.style.margin = '0';
  const { CSSStyleSheet: Sheet } = into.defaultView ?? {};
  if (Sheet === undefined || !('adoptedStyleSheets' in into)) return;
  into.adoptedStyleSheets = sheets.map((text) => {
    const sheet = new Sheet();
    sheet.replaceSync(text);
    return sheet;
  });
}

const drawnChildren = (into: Document, from: Element): readonly Node[] =>
  [...from.childNodes].flatMap((node): readonly Node[] => {
    if (node.nodeType === node.TEXT_NODE) return [into.createTextNode(node.textContent ?? '')];
    if (!(node instanceof Element)) return [];
    if (node.tagName === 'IMG') return [into.createTextNode(node.getAttribute('alt') ?? '')];
    if (!drawn.has(node.tagName)) return [];
    const element = into.createElement(node.tagName);
    for (const name of kept) {
      const value = node.getAttribute(name);
      if (value !== null) element.setAttribute(name, value);
    }
    element.style.cssText = node.getAttribute(heldStyle) ?? '';
    element.append(...drawnChildren(into, node));
    return [element];
  });
