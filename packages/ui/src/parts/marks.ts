/** A value that gave way in a merge (S-4), ours or one that ours replaced: both sides as shown texts, with what can be done about it. */
export type Replaced = {
  /** Whose value stands now: "Dana"; nothing where it is ours. */
  readonly by?: string | undefined;
  /** Whose value gave way; nothing where it was ours. */
  readonly of?: string | undefined;
  /** What gave way, and what stands. */
  readonly lost: string;
  readonly kept: string;
  /** Instants. */
  readonly lostAt?: string | undefined;
  readonly keptAt?: string | undefined;
  readonly onRestore: () => void;
  readonly onKeep: () => void;
};

/** What is drawn at a value besides itself. */
export type CellMark = {
  /** The waiting act's words: "Changed Amount, to send". */
  readonly waiting?: string | undefined;
  readonly replaced?: Replaced | undefined;
  /** Masked whole, with a lock. */
  readonly isSealed?: boolean | undefined;
};
