import type { CompletionSource } from '@codemirror/autocomplete';
import { createContext } from 'react';

/** A person who can be mentioned. */
export type Mentionable = { readonly id: string; readonly name: string; readonly detail?: string | undefined };

/** Returns people whose names begin with a text; an empty text gives the first ones. */
export type FindPeople = (text: string) => Promise<readonly Mentionable[]>;

/** The people of the app that can be mentioned. Without it, the editor offers nobody. */
export const PeopleContext = createContext<FindPeople | undefined>(undefined);

/**
 * Offers people after an @ and writes their whole name, as the notifications read it (`mentions` of the domain). An @ inside of a
 * word, as in an address, offers nobody.
 */
export const mentionSource =
  (find: () => FindPeople | undefined): CompletionSource =>
  async (context) => {
    const typed = context.matchBefore(/@[\p{L}\p{N}_'’-]*(?: [\p{L}\p{N}_'’-]*)?$/u);
    const people = find();
    if (!typed || !people) return null;
    const before = context.state.sliceDoc(typed.from - 1, typed.from);
    if (/[\p{L}\p{N}_]/u.test(before)) return null;
    const found = await people(typed.text.slice(1));
    if (context.aborted || found.length === 0) return null;
    return {
      from: typed.from,
      filter: false,
      options: found.map(({ name, detail }) => ({
        label: `@${name}`,
        apply: `@${name} `,
        ...(detail === undefined ? {} : { detail }),
      })),
    };
  };
