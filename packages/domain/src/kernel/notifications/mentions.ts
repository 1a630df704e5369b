const isWordPart = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}_]/u.test(character);

/** Whether a text names a person after an @: by their whole name, or by the first word of it. "@Ilse" names Ilse Torvane. */
export function mentions(text: string, name: string): boolean {
  const said = text.toLowerCase();
  const whole = name.trim().toLowerCase();
  const [first = ''] = whole.split(/\s+/);
  if (first === '') return false;
  return [whole, first].some((wanted) => {
    const asked = `@${wanted}`;
    for (let at = said.indexOf(asked); at >= 0; at = said.indexOf(asked, at + 1))
      if (!isWordPart(said[at - 1]) && !isWordPart(said[at + asked.length])) return true;
    return false;
  });
}

/** Returns the first line of `to` that names the person and is not in `from`: the new mention that a change made. */
export function newMention(from: string, to: string, name: string): string | undefined {
  const before = new Set(from.split('\n'));
  return to.split('\n').find((line) => !before.has(line) && mentions(line, name));
}
