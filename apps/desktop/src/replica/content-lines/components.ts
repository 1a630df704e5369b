import type { ContentLine } from './content-lines.ts';
import { brokenFile, ContentProblem } from './content-problem.ts';

/** A card, an event, a task or a time zone: the lines between its BEGIN and its END. */
export type Component = {
  /** In capitals: VCARD, VEVENT. */
  readonly name: string;
  /** The line of its BEGIN, from 1. */
  readonly line: number;
  /** Only its own lines, without those of components inside it. A time zone has all lines, also BEGIN and END. */
  readonly lines: readonly ContentLine[];
  readonly mediaCount: number;
};

/** RFC 5545 nests three deep (a rule in a time zone in a calendar); a card of version 2.1 can hold an agent's card. */
const mostDepth = 32;
/** E-3, chosen: the text of one card or event without its pictures. */
const mostChars = 4 * 1024 * 1024;

const border = /^(?:[\w-]+\.)?(BEGIN|END):\s*([\w-]{1,40})\s*$/iu;
/** Kept with the components inside it. */
const zone = 'VTIMEZONE';

/**
 * Yields the components with one of the names, in the order of the file, and null where `lines` does. Components inside a wanted one
 * are left out. Throws ContentProblem for a file that is cut off, closes another component than the open one, nests too deep,
 * or has a component with too much text.
 */
export function* components(
  lines: Iterable<ContentLine | null>,
  names: ReadonlySet<string>,
): Generator<Component | null, void, void> {
  const open: { readonly name: string; readonly line: number }[] = [];
  let wanted: { name: string; line: number; depth: number; lines: ContentLine[]; mediaCount: number; chars: number } | undefined; // prettier-ignore
  const keep = (line: ContentLine): void => {
    if (!wanted || (open.length > wanted.depth && wanted.name !== zone)) return;
    if (line.isMedia) wanted.mediaCount += 1;
    else wanted.lines.push(line);
    wanted.chars += line.isMedia ? 0 : line.text.length + 100; // with the object
    if (wanted.chars > mostChars)
      throw new ContentProblem(
        'too-large',
        `The ${wanted.name} that begins on line ${wanted.line} has more than ${mostChars / 1024 ** 2} MB of text.`,
        'Shorten its texts, or leave it out.',
      );
  };
  for (const line of lines) {
    if (line === null) {
      yield null;
      continue;
    }
    const found = line.text.length < 100 ? border.exec(line.text) : null;
    const name = found?.[2]?.toUpperCase() ?? '';
    if (found === null) keep(line);
    else if (found[1]?.toUpperCase() === 'BEGIN') {
      if (open.length === mostDepth)
        throw brokenFile(
          `Line ${line.number} opens a ${name} inside of ${mostDepth} others; at most ${mostDepth} are read.`,
        );
      open.push({ name, line: line.number });
      if (!wanted && names.has(name))
        wanted = { name, line: line.number, depth: open.length, lines: [], mediaCount: 0, chars: 0 };
      if (wanted?.name === zone) keep(line);
    } else {
      const last = open.at(-1);
      if (last?.name !== name)
        throw brokenFile(
          last === undefined
            ? `Line ${line.number} closes a ${name}, but none is open.`
            : `Line ${line.number} closes a ${name}, but the ${last.name} of line ${last.line} is open.`,
        );
      if (wanted?.name === zone) keep(line);
      open.pop();
      if (wanted && open.length < wanted.depth) {
        yield wanted;
        wanted = undefined;
      }
    }
  }
  const last = open.at(-1);
  if (last) throw brokenFile(`The file is cut off: the ${last.name} that begins on line ${last.line} has no end.`);
}
