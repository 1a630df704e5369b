/** Letters and digits that are not mistaken for one another when they are read out or copied by hand. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 4;
const lettersInGroup = 4;

/** Returns a first password of about 79 random bits, in groups that are easily typed: "kf7m-q2xw-9rtp-hd4c". */
export function firstPassword(randomBytes: (size: number) => Uint8Array): string {
  const letters: string[] = [];
  const bound = 256 - (256 % alphabet.length); // bytes above would make the first letters likelier
  while (letters.length < groups * lettersInGroup)
    for (const byte of randomBytes(32))
      if (byte < bound && letters.length < groups * lettersInGroup)
        letters.push(alphabet[byte % alphabet.length] ?? '');
  return Array.from({ length: groups }, (_, place) =>
    letters.slice(place * lettersInGroup, (place + 1) * lettersInGroup).join(''),
  ).join('-');
}
