/**
 * How a text message travels. `units`: septets of GSM-7, or 16-bit units of UCS-2. `parts`: how many messages the network sends and
 * charges. `left`: the units that the last part still has room for.
 */
export type TextParts = {
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly units: number;
  readonly parts: number;
  readonly left: number;
};

/** The default alphabet (3GPP TS 23.038, section 6.2.1) without its escape. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Its extension table (section 6.2.1.1): each character takes an escape and a second septet. */
const extension = '\f^{}\\[~]|€';

const septets: ReadonlyMap<string, number> = new Map([
  ...Array.from(basic, (letter) => [letter, 1] as const),
  ...Array.from(extension, (letter) => [letter, 2] as const),
]);

/** A message of 140 bytes. Each of several parts has a header of six bytes (3GPP TS 23.040, section 9.2.3.24.1). */
const room = { 'GSM-7': { alone: 160, part: 153 }, 'UCS-2': { alone: 70, part: 67 } } as const;

/**
 * Returns how a text is encoded and counted. One character outside of GSM-7 makes the whole text UCS-2. A pair of units, such as an
 * emoji or an escaped character, stays in one part.
 */
export function textPartsOf(text: string): TextParts {
  const letters = Array.from(text);
  const encoding = letters.every((letter) => septets.has(letter)) ? 'GSM-7' : 'UCS-2';
  const sizes = letters.map((letter) => (encoding === 'GSM-7' ? (septets.get(letter) ?? 1) : letter.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, part } = room[encoding];
  if (units <= alone) return { encoding, units, parts: units === 0 ? 0 : 1, left: alone - units };
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > part) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding, units, parts, left: part - used };
}

/** Twilio takes up to 1,600 characters (its error 21617). */
export const mostTextChars = 1_600;

/**
 * Returns the counts in words: "43 characters, 1 part". With files the text is an MMS (MSG-72): one message, whatever the length of its words, which
 * networks charge by a higher rate of its own.
 */
export function textPartsInWords(text: string, files = 0): string {
  const { encoding, units, parts, left } = textPartsOf(text);
  const characters = `${units} ${units === 1 ? 'character' : 'characters'}`;
  if (files > 0)
    return `${characters} and ${files} ${files === 1 ? 'picture' : 'pictures'}: 1 picture message (MMS). It costs more than a text.`;
  if (units === 0) return '160 characters fit into one part.';
  const count = `${characters}, ${parts} ${parts === 1 ? 'part' : 'parts'}, room for ${left} more`;
  return encoding === 'GSM-7' ? `${count}.` : `${count}. Parts are shorter: the text has characters such as emoji.`;
}
