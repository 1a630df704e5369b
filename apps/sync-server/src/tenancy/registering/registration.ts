/**
 * The people who get an account on a server by themselves: everybody with an address (`open`), invited people
 * (`invited`), or nobody (`closed`). In the last case administrators give first passwords.
 */
export const registrations = ['open', 'invited', 'closed'] as const;
export type Registration = (typeof registrations)[number];
