/** The parts that every format states. `V` is a value in the normal form that records keep. */
type Stated<V extends string | number> = {
  /** The name that definitions of fields keep. It never changes. */
  readonly name: string;
  /** The name for people: "Website". */
  readonly label: string;
  /** A right value, for refusals and descriptions. */
  readonly example: V;
  /**
   * Returns why a value is refused, as the end of a sentence that begins with the field's name: "must be …". Undefined for a value
   * that is right. The example follows it. A later build accepts every value that an earlier one accepted, because records keep them.
   */
  readonly problem: (value: V) => string | undefined;
  /** Returns a right value as people read it. `read` reads this text back. */
  readonly show: (value: V) => string;
  /** Returns the words of a screen reader, where the shown text is made of signs: "3 of 5". */
  readonly spoken?: (value: V) => string;
};

/** A format of texts. */
export type TextFormat = Stated<string> & {
  readonly base: 'text';
  /** The most characters of a value. Longer texts are refused unread. */
  readonly mostChars: number;
  /** Returns a typed, pasted or imported text in the normal form: trimmed, in upper case, without separators. */
  readonly read: (text: string) => string;
  /** Returns the page of a value, an https address; undefined for a value without a page. */
  readonly link?: (value: string) => string | undefined;
  /** The keys that a touch screen shows. */
  readonly inputMode?: 'text' | 'url' | 'numeric';
};

/** A format of numbers. */
export type NumberFormat = Stated<number> & {
  readonly base: 'number';
  /** Returns the number of a text that is not written as a plain number: 3 for "★★★☆☆". Undefined for any other text. */
  readonly read?: (text: string) => number | undefined;
};

/**
 * K-2: a type of field that people see, built upon a storage type. The storage type decides columns, keys and operators. The format
 * decides which values are right, how texts are read, and how values are shown.
 */
export type FieldFormat = TextFormat | NumberFormat;
