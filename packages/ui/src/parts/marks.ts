/**
 * A value that another replaced in a merge (S-4): either the person's own value or one that the person's value replaced. Holds
 * both values as shown texts, and the two ways to resolve them.
 */
export type ReplacedMark = {
  /** The author of the current value: "Dana"; `undefined` for this person. */
  readonly by?: string | undefined;
  /** The author of the replaced value; `undefined` for this person. */
  readonly of?: string | undefined;
  /** The replaced value, and the current one. */
  readonly lost: string;
  readonly kept: string;
  /** The instant of the replaced value. */
  readonly lostAt?: string | undefined;
  readonly keptAt?: string | undefined;
  readonly onRestore: () => void;
  readonly onKeep: () => void;
};

/** The marks drawn beside a value. */
export type CellMark = {
  /** The waiting act in words: "Changed Amount, to send". */
  readonly waiting?: string | undefined;
  readonly replaced?: ReplacedMark | undefined;
  /** Fully masked, with a lock. */
  readonly isSealed?: boolean | undefined;
};
