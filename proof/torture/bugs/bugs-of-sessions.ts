import { type PlantedBug, sources } from './planted-bug.ts';

const { domain, replica, server } = sources;

/**
 * Sessions, suspended people, wiped laptops and sealed fields: found by histories in which people sign out, are suspended and reinstated,
 * lose roles and laptops, and write sealed fields (`session-histories.ts`).
 */
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
    name: 'suspended-keeps-laptop',
    says: 'the laptop of a suspended person gets no order at its next contact, and stays open',
    file: `${server}/identity/refresh.ts`,
    text: "if (standing !== 'active') {\n    const bound",
    instead: "if (standing === 'removed') {\n    const bound",
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
  {
    name: 'wiped-files-stay',
    says: 'a wiped laptop keeps its encrypted files',
    file: `${replica}/session/leaving.ts`,
    text: 'removeReplica(profile.fileOf(wiped));',
    instead: '',
    by: 'sessions',
  },
  {
    name: 'sealed-with-record',
    says: 'sealed values go to everyone who sees their record',
    file: `${domain}/access/access.ts`,
    text: 'return granted.has(token) || isWhole ? [token] : [];',
    instead: 'return [token];',
    by: 'sessions',
  },
];
