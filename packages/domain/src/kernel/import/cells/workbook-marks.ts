/*
 * A cell of a workbook has a type that its text does not show. Two characters in the text mark the type. Unicode reserves these
 * characters for internal use, so the cells of files do not contain them.
 */
/** The first character of a cell that has no value: an error, or a formula without a result. */
const errorMark = '\ufdd0';
/** The last character of a number whose point is a decimal point but could also separate thousands. */
const pointMark = '\ufdd1';
const marks = new RegExp(`[${errorMark}${pointMark}]`, 'gu');

/** Returns the cell of a value that a spreadsheet could not compute. `written`: its error ("#REF!"), or its formula ("=A1*2"). */
export const spreadsheetError = (written: string): string => `${errorMark}${written}`;

/** Returns the error or the formula in such a cell; undefined for every other cell. */
export const writtenError = (cell: string): string | undefined =>
  cell.startsWith(errorMark) ? cell.slice(errorMark.length) : undefined;

/** Returns the cell of a number with a decimal point, marked where the import would otherwise ask whether "1.234" is 1,234. */
export const pointNumber = (text: string): string => (/\.\d{3}(?:%|$)/u.test(text) ? `${text}${pointMark}` : text);

/** Whether the point in a number's cell is certainly a decimal point. */
export const hasPointMark = (cell: string): boolean => cell.includes(pointMark);

/** Returns a cell as people see it. */
export const withoutMarks = (cell: string): string => cell.replace(marks, '');
