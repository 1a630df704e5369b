// A code is looked for by its place, since parts of a random address in the same text can look like one: `…-2345-4678-…`.
const code = /(?<![\w-])[A-Z2-9]{4}-[A-Z2-9]{4}(?![\w-])/;

/** Returns the one-time code of eight signs in a text that was sent. Where there is none, returns a code that is never valid. */
export const mailedCode = (text: string | undefined) => code.exec(text ?? '')?.[0] ?? 'AAAA-AAAA';
