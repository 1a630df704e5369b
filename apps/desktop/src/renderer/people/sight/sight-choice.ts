/** The chosen person or role, and the chosen record, by their ids. */
export type SightChoice = {
  readonly person?: string | undefined;
  readonly role?: string | undefined;
  readonly record?: string | undefined;
};
