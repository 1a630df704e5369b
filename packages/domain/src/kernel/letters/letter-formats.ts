/** The envelopes whose window shows the address of a letter. */
export const letterFormats = [
  { value: 'din-5008', label: 'DIN 5008, form B (A4)' },
  { value: 'us-10', label: 'US #10 window (Letter)' },
] as const;
export type LetterFormat = (typeof letterFormats)[number]['value'];

/** Returns the envelope that a record or an order names. One that this build does not know is printed as DIN 5008. */
export const letterFormatOf = (value: unknown): LetterFormat =>
  letterFormats.find((one) => one.value === value)?.value ?? 'din-5008';
