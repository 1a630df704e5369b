import { type PlantedBug, sources } from './planted-bug.ts';

const { replica, server } = sources;

/** Sessions: found by histories in which people sign out and in again, and administrators end sessions (`session-histories.ts`). */
export const bugsOfSessions: readonly PlantedBug[] = [
  {
    name: 'ended-session-writes',
    says: 'acts are accepted from a session that has ended',
    file: `${server}/records/parties.ts`,
    text: "if (why !== undefined) {\n      parties.push({ kind: 'ended', why });",
    instead: "if (why === 'unknown') {\n      parties.push({ kind: 'ended', why });",
    by: 'sessions',
  },
  {
    name: 'signed-in-anew',
    says: 'who signs in again gets a new file, and the acts that waited stay in the old one',
    file: `${replica}/session/session-keeper.ts`,
    text: 'const known = profile.entryFor(input.server, signedIn);',
    instead: "const known = profile.entryFor('', signedIn);",
    by: 'sessions',
  },
];
