/** One unfolded line of a vCard or iCalendar file. `number` is its first physical line, from 1. */
export type ContentLine = {
  readonly number: number;
  /** At most `mostLineChars` characters; the rest of a longer line is dropped. */
  readonly text: string;
  /** The line is a picture, a sound, a key or an attachment. Its text is dropped. */
  readonly isMedia: boolean;
};

/** E-3, chosen: longer than the longest cell of a table, so that the table's reader refuses the row and says why. */
export const mostLineChars = 250_000;

const media = /^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|ATTACH)[;:]/iu;
const quotedPrintable = /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/iu;
const oldVersion = /^VERSION:2\.1\s*$/iu;
const begin = /^BEGIN:/iu;

type OpenLine = { readonly number: number; readonly isMedia: boolean; readonly isQuoted: boolean; text: string };

/**
 * Yields the unfolded lines of a file (RFC 6350, section 3.2; RFC 5545, section 3.1; vCard 2.1, section 2.1.3). A quoted-printable
 * value that continues after a soft line break is one line. Yields null after each piece of the text, so that a caller can pause. Memory holds one
 * line, never more than `mostLineChars`.
 */
export function* contentLines(pieces: Iterable<string>): Generator<ContentLine | null, void, void> {
  let physical = '';
  let number = 0;
  let isOld = false;
  let open: OpenLine | undefined;
  const ready: ContentLine[] = [];

  const close = (): void => {
    if (!open) return;
    if (oldVersion.test(open.text)) isOld = true;
    else if (begin.test(open.text)) isOld = false;
    if (open.text.trim() !== '') ready.push({ number: open.number, text: open.text, isMedia: open.isMedia });
    open = undefined;
  };
  const append = (line: OpenLine, text: string): void => {
    if (!line.isMedia && line.text.length < mostLineChars) line.text = (line.text + text).slice(0, mostLineChars);
  };
  const endOfLine = (): void => {
    const text = physical;
    physical = '';
    number += 1;
    if (open?.isQuoted === true && open.text.endsWith('=')) {
      open.text = open.text.slice(0, -1);
      append(open, text);
    } else if (open && /^[ \t]/u.test(text)) {
      // Version 2.1 folds at a blank of the text, the later ones anywhere and with a blank of their own.
      append(open, isOld && !open.isMedia ? ` ${text.trimStart()}` : text.slice(1));
    } else {
      close();
      const isMedia = media.test(text);
      open = {
        number,
        isMedia,
        isQuoted: !isMedia && quotedPrintable.test(text.slice(0, 1_000)),
        text: isMedia ? text.slice(0, 100) : text,
      };
    }
  };
  const hold = (text: string): void => {
    if (physical.length < mostLineChars) physical += text.slice(0, mostLineChars - physical.length);
  };

  let isAfterReturn = false; // the piece before ended with CR, and its LF may begin the next one
  for (const piece of pieces) {
    const text = (isAfterReturn && piece.startsWith('\n') ? piece.slice(1) : piece).replace(/\r\n?/gu, '\n');
    isAfterReturn = piece.endsWith('\r');
    let at = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
      hold(text.slice(at, end));
      endOfLine();
      at = end + 1;
    }
    hold(text.slice(at));
    yield* ready.splice(0);
    yield null;
  }
  if (physical !== '') endOfLine();
  close();
  yield* ready;
}
