import { usePicture } from './pictures.tsx';
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

/**
 * A person's picture in a circle; without one their initials, dark for the signed-in person. The name is read out and shown on hover.
 * `person`: the id of their record, by which the picture is found.
 */
export function Avatar({
  name,
  person,
  isMe = false,
  size = 20,
}: {
  readonly name: string;
  readonly person?: string | undefined;
  readonly isMe?: boolean | undefined;
  readonly size?: 20 | 24 | 40 | undefined;
}) {
  const picture = usePicture(person);
  return (
    <span
      className={classes.avatar}
      data-me={isMe || undefined}
      data-picture={picture === undefined ? undefined : true}
      data-size={size}
      role="img"
      aria-label={name}
      title={name}
    >
      {picture === undefined ? initialsOf(name) : <img src={picture} alt="" className={classes.picture} />}
    </span>
  );
}
