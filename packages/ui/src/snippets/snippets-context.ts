import type { FilledSnippet } from '@outpost/domain/kernel/templates/snippets';
import { createContext } from 'react';

/** A snippet that a person can use. `shortcut`: with its semicolon, ";addr". `words`: as they are kept, with their values in double braces. */
export type OfferedSnippet = {
  readonly id: string;
  readonly shortcut: string;
  readonly name: string;
  readonly words: string;
};

/** The snippets that the app offers to the text fields below. */
export type Snippets = {
  /** One for each shortcut, in the order in which they are listed. Empty until they are read. */
  readonly offered: readonly OfferedSnippet[];
  /** Called when a person enters a text field. The app reads the snippets from then on. */
  readonly onWanted: () => void;
  readonly wordsOf: (snippet: OfferedSnippet) => FilledSnippet;
};

/** PSH-2: without it, text fields replace nothing. */
export const SnippetsContext = createContext<Snippets | undefined>(undefined);
