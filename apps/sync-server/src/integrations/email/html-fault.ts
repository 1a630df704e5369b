import { safeTarget } from '@outpost/domain/kernel/markdown/safe-target';
import { Parser } from 'htmlparser2';

/** The elements that MJML makes, and those of the words of a mail. Nothing runs, asks, embeds or loads. */
const elements = new Set(
  'html head title meta style body div table tbody thead tr td th p span a b i u s em strong del br hr h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code center img noscript xml o:officedocumentsettings o:allowpng o:pixelsperinch v:rect v:fill v:textbox'.split(
    ' ',
  ),
);
const attributes = new Set(
  'class style id lang dir align valign width height border cellpadding cellspacing bgcolor role title alt href src name content charset type media start rowspan colspan aria-label aria-hidden aria-roledescription xmlns xmlns:v xmlns:o background http-equiv target rel'.split(
    ' ',
  ),
);
/** The values of `http-equiv` that MJML writes. A refresh would lead elsewhere. */
const equivalents = new Set(['content-type', 'x-ua-compatible']);
/** Style sheets that load something, or run something in old programs. */
const loading = /@import|url\s*\(|expression\s*\(|javascript:|-moz-binding|behavior\s*:/i;

/** Chosen: the most bytes of a mail's HTML. Gmail cuts a longer one at about 102 KB. */
const mostChars = 200_000;

/**
 * Returns why HTML may not be sent as a mail, with the part that is wrong; undefined if it may. A device compiled it from MJML, so the
 * server trusts none of it. Comments for Outlook are judged like the rest. Pictures come from https addresses only.
 */
export function htmlFault(html: string): string | undefined {
  if (html.length > mostChars) return `it has more than ${mostChars.toLocaleString('en')} characters.`;
  const faults: string[] = [];
  judge(html, faults, 0);
  return faults[0];
}

function judge(html: string, faults: string[], depth: number): void {
  let inStyle = false;
  const parser = new Parser(
    {
      onopentag(name, found) {
        inStyle = name === 'style';
        if (!elements.has(name)) faults.push(`it has the element <${name}>.`);
        for (const [attribute, value] of Object.entries(found)) {
          const fault = attributeFault(name, attribute, value);
          if (fault !== undefined) faults.push(fault);
        }
      },
      ontext(text) {
        if (inStyle && loading.test(text)) faults.push('a style sheet loads something.');
      },
      onclosetag() {
        inStyle = false;
      },
      oncomment(text) {
        // Outlook reads what stands in "[if …]>…<![endif]"; everybody else passes over it.
        const inside = /^\[if[^\]]*\]>([\s\S]*)<!\[endif\]$/.exec(text.trim())?.[1];
        if (inside === undefined) return;
        if (depth > 0) faults.push('it has a comment inside a comment.');
        else judge(inside, faults, depth + 1);
      },
      onprocessinginstruction(name, data) {
        // "<!doctype html>", and "<![endif]" behind a part that Outlook passes over.
        if (name !== '!doctype' && !/^!\[(?:end)?if[^\]]*\]$/.test(data))
          faults.push(`it has the instruction <${data}>.`);
      },
    },
    { lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.end(html);
}

function attributeFault(element: string, name: string, value: string): string | undefined {
  if (!attributes.has(name)) return `the element <${element}> has the attribute “${name}”.`;
  if (name === 'style' && loading.test(value)) return `the style of an element <${element}> loads something.`;
  if (name === 'http-equiv' && !equivalents.has(value.toLowerCase())) return `it has http-equiv “${value}”.`;
  if (name === 'href' && (element !== 'a' || safeTarget(value) === undefined)) return `a link leads to “${value}”.`;
  if (name === 'src' && (element !== 'img' || !/^https:\/\//i.test(value))) return `a picture comes from “${value}”.`;
  return name === 'background' && value !== '' ? 'a background is loaded from elsewhere.' : undefined;
}
