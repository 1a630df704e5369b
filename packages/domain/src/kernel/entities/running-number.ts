/** How the numbers of a series are written: with the prefix "INV-" and 6 digits, the 42nd is "INV-000042". */
export type Series = { readonly prefix: string; readonly digits: number };

/** The most characters of a prefix. */
export const mostPrefixChars = 20;
/** The most digits that a number is padded to. */
export const mostDigits = 12;

/** Returns a number of a series, as the record holds it. A number with more digits than the series has is written whole. */
export const numberText = ({ prefix, digits }: Series, number: number): string =>
  `${prefix}${String(number).padStart(digits, '0')}`;
