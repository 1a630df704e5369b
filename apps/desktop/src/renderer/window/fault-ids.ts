const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'; // without characters that are confused when read over the phone

/** Makes short ids for faults of the screen, such as "OP-7F3K-2209". They are for reading aloud and need not be unguessable. */
export function faultIds(random: (size: number) => Uint8Array): () => string {
  return () => {
    const text = Array.from(random(8), (byte) => letters[byte % letters.length]).join('');
    return `OP-${text.slice(0, 4)}-${text.slice(4)}`;
  };
}
