/**
 * Who gets an account on a server by themselves: everybody with an address (`open`), invited people (`invited`), or nobody: then
 * administrators give first passwords (`closed`).
 */
export const registrations = ['open', 'invited', 'closed'] as const;
export type Registration = (typeof registrations)[number];
