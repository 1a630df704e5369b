import { type PlantedBug, sources } from './planted-bug.ts';

const { domain, engine, replica, server } = sources;

/**
 * Bugs of sessions, suspended people, wiped laptops and sealed fields. Histories of sessions find them
 * (`session-histories.ts`): people sign out, are suspended and reinstated, lose roles and laptops, and write sealed
 * fields.
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
    file: `${server}/identity/sessions/refresh.ts`,
    text: "if (standing !== 'active') {\n    const bound",
    instead: "if (standing === 'removed') {\n    const bound",
    by: 'sessions',
  },
  {
    name: 'signed-in-anew',
    says: 'a person who signs in again gets a new file, and the waiting acts stay in the old one',
    file: `${replica}/session/session-keeper.ts`,
    text: 'const known = profile.entryFor(input.server, signedIn);',
    instead: "const known = profile.entryFor('', signedIn);",
    by: 'sessions',
  },
  {
    name: 'wiped-files-stay',
    says: 'a wiped laptop keeps its encrypted files',
    file: `${replica}/session/leaving/leaving.ts`,
    text: 'removeReplica(profile.fileOf(wiped));',
    instead: '',
    by: 'sessions',
  },
  {
    name: 'sealed-with-record',
    says: 'sealed values are sent to everyone who sees their record',
    file: `${domain}/access/access.ts`,
    text: 'return granted.has(token) || isWhole ? [token] : [];',
    instead: 'return [token];',
    by: 'sessions',
  },
  {
    name: 'wiped-before-hand-over',
    says: 'a laptop is wiped as soon as its acts are sealed, before they are handed over',
    file: `${replica}/session/leaving/leaving.ts`,
    text: 'return { acts: parcel.acts, ...(await handOver(parcel, { line, proofs, order, key })) };',
    instead: "return { acts: parcel.acts, kind: 'receipt' as const, receipt: 'none' };",
    by: 'sessions',
  },
  {
    name: 'tray-stays-behind',
    says: 'a wiped laptop hands over its waiting acts without the acts in its tray',
    file: `${replica}/wiping/make-parcel.ts`,
    text: '({ discardedAt }) => discardedAt === null',
    instead: '({ discardedAt }) => discardedAt !== null',
    by: 'sessions',
  },
  {
    name: 'handed-over-act-dropped',
    says: 'the server drops the first act that a wiped laptop handed over',
    file: `${server}/tenancy/wipes/handed-acts.ts`,
    text: 'const acts = [...byId.values()].toSorted(',
    instead: 'const acts = [...byId.values()].slice(1).toSorted(',
    by: 'sessions',
  },
  {
    name: 'erased-leaves-sealed',
    says: 'the erasure of a record by law leaves its sealed values in the store',
    file: `${server}/records/erase/find-erased.ts`,
    text: 'wanted.has(id) || isSealedKind(tenant, entity)',
    instead: 'wanted.has(id)',
    by: 'sessions',
  },
  {
    name: 'erased-leaves-typed',
    says: 'a laptop keeps sealed values that were typed for an erased record and never accepted',
    file: `${replica}/sync/answers/forget-erased.ts`,
    text: 'sealed === undefined ? [] : [...ids]',
    instead: 'sealed !== undefined ? [] : [...ids]',
    by: 'sessions',
  },
  {
    name: 'lost-right-keeps-sealed',
    says: 'a laptop keeps sealed values although its person has lost the right to them',
    file: `${replica}/sync/answers/apply-page.ts`,
    text: 'write.records.setConfirmed(id, left.length === 0 ? null : record, left, round);',
    instead:
      "if (record?.entity !== 'crm/contact-identity') write.records.setConfirmed(id, left.length === 0 ? null : record, left, round);",
    by: 'sessions',
  },
  {
    name: 'sealed-stay-with-team',
    says: 'when a record moves to another team, its former readers keep its sealed values',
    file: `${server}/records/decide/run.ts`,
    text: 'if (!child || sameJson(child.inherited, inherited)) continue;',
    instead: "if (!child || name === 'crm/contact-identity' || sameJson(child.inherited, inherited)) continue;",
    by: 'sessions',
  },
  {
    name: 'sealed-changed-unjudged',
    says: 'every change of a sealed value is judged as the work of the server',
    file: `${engine}/judge/judge-change.ts`,
    text: 'const isExpanded = edit.expanded === true;',
    instead: 'const isExpanded = edit.expanded === true || entity.sealed !== undefined;',
    by: 'sessions',
  },
  {
    name: 'sealed-made-unjudged',
    says: 'the first sealed value of a record is accepted without the right to it',
    file: `${engine}/judge/judge-companion.ts`,
    text: "if (!author.isServer && !(author.may('update', made) && author.sees(made)))",
    instead: 'if (false)',
    by: 'sessions',
  },
];
