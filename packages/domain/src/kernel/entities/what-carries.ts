/** T-19: the records of other kinds that a kind can carry. Each of them refers to any kind that carries it. */
export type Carried = 'activities' | 'tasks' | 'files' | 'messages' | 'consents';

/** The target of a reference to every kind that carries such records. */
export type WhatCarries = { readonly carrying: Carried };

/**
 * T-19: returns the target for all kinds with `carries: [what]`, of any pack: `ref(whatCarries('activities'))`. Its
 * values are always "pack/name:id".
 */
export const whatCarries = (what: Carried): WhatCarries => ({ carrying: what });
