/** The plain text of an e-mail in two parts. `said`: what its sender wrote. `folded`: the quoted earlier e-mails and the signature. */
export type FoldedMail = { readonly said: string; readonly folded: string };

/** Chosen: longer texts are cut before they are read, so no line of a hostile e-mail is read often. */
const mostLines = 5_000;
/** Mail programs break the line that begins a quote at 72 to 78 characters. */
const mostLinesOfIntroduction = 4;
/** Chosen: a signature of RFC 3676 is short. A longer rest below "-- " is text. */
const mostLinesOfSignature = 15;

/** The line above a quote: Gmail and Apple Mail in English, German, French and Spanish. */
const introductions = [
  /^on\b.{4,200}\bwrote:$/i,
  /^am\b.{4,200}\bschrieb\b.{0,160}:$/i,
  /^.{4,200}\bschrieb am\b.{4,120}:$/i,
  /^le\b.{4,200}\ba écrit\s?:$/i,
  /^el\b.{4,200}\bescribió:$/i,
];
/** The line above a quote in Outlook and other programs, in English and German. */
const dividers = /^-{3,}\s*(?:original message|ursprüngliche nachricht|forwarded message|weitergeleitete nachricht)\s*-{3,}$|^begin forwarded message:$|^anfang der weitergeleiteten nachricht:$/i; // prettier-ignore
const rule = /^_{20,}$/;
/** The block of headers with which Outlook begins a quote: the first line, and those of which one must follow soon. */
const firstHeader = /^\**(?:from|von|de)\s*:\**\s*\S/i;
const nextHeader = /^\**(?:sent|date|to|subject|gesendet|datum|an|betreff|envoyé|enviado|objet|asunto)\s*:/i;
/** Lines that telephones and apps write below an e-mail. */
const appSignature = /^(?:sent from (?:my |outlook|mail|yahoo|proton)|get outlook for |von meinem .{2,40} gesendet|gesendet (?:von|mit) |envoyé de(?:puis)? mon |enviado desde mi )/i; // prettier-ignore

const isQuoted = (line: string): boolean => /^\s*>/.test(line);
const isBlank = (line: string): boolean => line.trim() === '';

/**
 * MBX-4: splits the plain text of an e-mail into what its sender wrote, and the quoted e-mails and the signature below it. An answer between
 * quoted lines stays whole: nothing that was written is folded. A text that would be folded wholly, such as a forwarded one, stays whole, too.
 */
export function foldMail(text: string): FoldedMail {
  const all = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n');
  const lines = all.slice(0, mostLines);
  const quote = startOfQuote(lines);
  const signature = startOfSignature(lines.slice(0, quote));
  const said = lines.slice(0, signature).join('\n').trim();
  const folded = all.slice(signature).join('\n').trim();
  return said === '' ? { said: folded, folded: '' } : { said, folded };
}

/** Returns the line at which the quoted part begins; the number of lines where there is none. */
function startOfQuote(lines: readonly string[]): number {
  for (const [place, line] of lines.entries()) {
    const trimmed = line.trim();
    if (dividers.test(trimmed)) return place;
    if (rule.test(trimmed) && isHeaderBlock(lines, place + 1)) return place;
    if (isHeaderBlock(lines, place)) return place;
    const end = endOfIntroduction(lines, place);
    if (end !== undefined && isQuoteToTheEnd(lines, end)) return place;
    if (isQuoted(line) && lines.slice(place).every((one) => isQuoted(one) || isBlank(one))) return place;
  }
  return lines.length;
}

/** Returns whether the headers of a quoted e-mail stand here: "From:", and soon two of the others. */
function isHeaderBlock(lines: readonly string[], start: number): boolean {
  const place = lines.findIndex((line, at) => at >= start && !isBlank(line));
  if (place < 0 || place > start + 1 || !firstHeader.test((lines[place] ?? '').trim())) return false;
  return lines.slice(place + 1, place + 6).filter((line) => nextHeader.test(line.trim())).length >= 2;
}

/** Returns the line behind an introduction such as "On … wrote:", which may be broken into several lines. */
function endOfIntroduction(lines: readonly string[], start: number): number | undefined {
  let joined = '';
  for (let place = start; place < Math.min(start + mostLinesOfIntroduction, lines.length); place += 1) {
    const line = (lines[place] ?? '').trim();
    if (line === '') return undefined;
    joined = joined === '' ? line : `${joined} ${line}`;
    if (joined.length > 400) return undefined;
    if (introductions.some((one) => one.test(joined))) return place + 1;
  }
  return undefined;
}

/** Returns whether nothing of the sender's own stands behind an introduction. A quote without marks is a quote to the end. */
function isQuoteToTheEnd(lines: readonly string[], start: number): boolean {
  const rest = lines.slice(start).filter((line) => !isBlank(line));
  const [first] = rest;
  if (first === undefined || !isQuoted(first)) return true;
  const own = rest.filter((line) => !isQuoted(line)).join('\n');
  return own === '' || startOfSignature(own.split('\n')) === 0;
}

/** Returns the line at which the signature begins; the number of lines where there is none. */
function startOfSignature(lines: readonly string[]): number {
  const marked = lines.findLastIndex((line) => line === '-- ' || line === '--');
  if (marked >= 0 && lines.length - marked <= mostLinesOfSignature) return marked;
  const last = lines.findLastIndex((line) => !isBlank(line));
  return last >= 0 && appSignature.test((lines[last] ?? '').trim()) ? last : lines.length;
}
