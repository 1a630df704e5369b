/** Control characters, halves of characters and others that XML 1.0 cannot contain or changes, such as a carriage return. */
const unwritable = /[[\p{Cc}\p{Cs}\ufffe\uffff]--[\t\n]]/gv;
/**
 * The "_" of a text that looks like an escape ("_x0041_"), or that would look like one once the next unwritable character is
 * escaped.
 */
const escapeLike = /_(?=x[0-9a-fA-F]{4}(?:_|[[\p{Cc}\p{Cs}\ufffe\uffff]--[\t\n]]))/gv;
const escape = /_x([0-9a-f]{4})_/gi;

const hex = (letter: string): string => `_x${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

/** Returns a text for an attribute or the content of an XML element. */
export const xmlText = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(unwritable, ' ');

/**
 * Returns a text for a cell. Characters that XML cannot contain are written as "_x0001_", as spreadsheets do (ECMA-376 Part 1,
 * 22.9.2.19, ST_Xstring). `cellTextOf` restores every text exactly.
 */
export const cellXmlText = (text: string): string =>
  text
    .replace(escapeLike, '_x005F_')
    .replace(unwritable, hex)
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Returns the text of a cell as read from XML, with its escaped characters. */
export const cellTextOf = (written: string): string =>
  written.includes('_x')
    ? written.replace(escape, (_all, code: string) => String.fromCharCode(parseInt(code, 16)))
    : written;
