import { type PlantedBug, sources } from './planted-bug.ts';

const { domain, engine, replica, server } = sources;

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
    name: 'suspended-counts-as-active',
    says: 'a suspended person counts as active',
    file: `${server}/access/principal.ts`,
    text: "=== 'suspended' ? 'suspended' : 'active'",
    instead: "=== 'suspended' ? 'active' : 'active'",
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
    name: 'tray-not-handed-over',
    says: 'a wiped laptop hands over what waits, and not what lies in the tray',
    file: `${replica}/wiping/make-parcel.ts`,
    text: 'discardedAt === null',
    instead: 'discardedAt !== null',
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
    name: 'order-never-ends',
    says: 'a laptop that was wiped is wiped again at each sign-in',
    file: `${server}/identity/wipes/wipe-orders.ts`,
    text: 'and handed_over_at is null and wiped_at is null and withdrawn_at is null',
    instead: 'and withdrawn_at is null',
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
  {
    name: 'sealed-stays',
    says: 'sealed values stay on the laptop of a person who has lost the right to them',
    file: `${replica}/sync/answers/apply-page.ts`,
    text: 'const ids = lookups.idsThrough(lost);',
    instead: "const ids = lookups.idsThrough(lost.filter((token) => !token.startsWith('crm/contact-identity')));",
    by: 'sessions',
  },
  {
    name: 'sealed-by-anyone',
    says: 'sealed values are taken from a person without the right to them',
    file: `${engine}/judge/judge-companion.ts`,
    text: "if (!author.isServer && !(author.may('update', made) && author.sees(made)))",
    instead: 'if (false)',
    by: 'sessions',
  },
];
