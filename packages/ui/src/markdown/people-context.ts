import { createContext } from 'react';

/** A person who can be mentioned. */
export type Mentionable = { readonly id: string; readonly name: string; readonly detail?: string | undefined };

/** Returns people whose names begin with a text; an empty text gives the first ones. */
export type FindPeople = (text: string) => Promise<readonly Mentionable[]>;

/** The people of the app that can be mentioned. Without it, the editor offers nobody. */
export const PeopleContext = createContext<FindPeople | undefined>(undefined);
