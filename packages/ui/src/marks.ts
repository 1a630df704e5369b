/** A value of ours that gave way in a merge (S-4): both sides as shown texts, with what can be done about it. */
export type Replaced = {
  /** Whose value stands now: "Dana". */
  readonly by: string;
  readonly mine: string;
  readonly theirs: string;
  /** Instants. */
  readonly mineAt?: string | undefined;
  readonly theirsAt?: string | undefined;
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
