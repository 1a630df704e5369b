export type SqlValue = string | number | null;

/** A piece of SQL with its values: `values[n]` stands between `texts[n]` and `texts[n + 1]`. Made by `sql`, written out by `compileSql`. */
export class Fragment {
  readonly texts: readonly string[];
  readonly values: readonly SqlValue[];

  constructor(texts: readonly string[], values: readonly SqlValue[]) {
    this.texts = texts;
    this.values = values;
  }
}

const spaced = new WeakMap<TemplateStringsArray, readonly string[]>();

/** The template's own text without its line breaks: worked out once for each place in the code. What is put in stays as it is. */
function textsOf(strings: TemplateStringsArray): readonly string[] {
  const known = spaced.get(strings);
  if (known) return known;
  const made = strings.map((text) => text.replaceAll(/\s+/g, ' '));
  spaced.set(strings, made);
  return made;
}

/** Grows one statement. Hot path: a question is compiled at each asking. */
class Growing {
  readonly #texts: string[] = [];
  readonly #values: SqlValue[] = [];
  #last: string;

  constructor(first: string) {
    this.#last = first;
  }

  text(text: string): void {
    this.#last += text;
  }

  value(value: SqlValue): void {
    this.#texts.push(this.#last);
    this.#values.push(value);
    this.#last = '';
  }

  fragment({ texts, values }: Fragment): void {
    for (const [place, value] of values.entries()) {
      this.#last += texts[place] ?? '';
      this.value(value);
    }
    this.#last += texts[values.length] ?? '';
  }

  done(): Fragment {
    this.#texts.push(this.#last);
    return new Fragment(this.#texts, this.#values);
  }
}

function written(strings: TemplateStringsArray, ...parts: readonly (Fragment | SqlValue)[]): Fragment {
  const texts = textsOf(strings);
  const growing = new Growing(texts[0] ?? '');
  for (const [place, part] of parts.entries()) {
    if (part instanceof Fragment) growing.fragment(part);
    else growing.value(part);
    growing.text(texts[place + 1] ?? '');
  }
  return growing.done();
}

/** Pieces one behind the other, `between` between them. */
function joined(parts: readonly Fragment[], between: Fragment): Fragment {
  const growing = new Growing('');
  for (const [place, part] of parts.entries()) {
    if (place > 0) growing.fragment(between);
    growing.fragment(part);
  }
  return growing.done();
}

/** Text that the code itself wrote, as it stands: never what came from outside. */
const raw = (text: string): Fragment => new Fragment([text], []);

/** A number written into the statement, where planners have to see it. */
const lit = (value: number): Fragment => raw(String(value));

/** Writes SQL: fragments are put in as they are, texts, numbers and null are bound as values. */
export const sql = Object.assign(written, { raw, lit, join: joined });
