import classes from './avatar.module.css';

/** Returns the initials of the name's first and last word. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  const letter = (word: string | undefined) => [...(word ?? '')][0] ?? '';
  return (words.length > 1 ? letter(words[0]) + letter(words.at(-1)) : letter(words[0])).toLocaleUpperCase();
}

/** A person's initials in a circle, dark for the signed-in person. The name is read out and shown on hover. */
export function Avatar({
  name,
  isMe = false,
  size = 20,
}: {
  readonly name: string;
  readonly isMe?: boolean | undefined;
  readonly size?: 20 | 24 | 40 | undefined;
}) {
  return (
    <span
      className={classes.avatar}
      data-me={isMe || undefined}
      data-size={size}
      role="img"
      aria-label={name}
      title={name}
    >
      {initialsOf(name)}
    </span>
  );
}
