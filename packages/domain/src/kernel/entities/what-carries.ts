/** T-19: what records of other kinds hang on a kind: each is a reference to whatever carries it. */
export type Carried = 'activities' | 'tasks' | 'files' | 'messages';

/** The target of a reference to every kind that carries something. */
export type WhatCarries = { readonly carrying: Carried };

/** T-19: names all kinds that state `carries: [what]`, of whatever pack: `ref(whatCarries('activities'))`. Its values are always "pack/name:id". */
export const whatCarries = (what: Carried): WhatCarries => ({ carrying: what });
