// T-28: how tokens are named on the wire: in full as groups of kinds that have the same audiences, and by the digest of those.
import { on } from './basics.mjs';
import { digest } from './domain.mjs';

const partsOf = (token) => token.split('@');

/** `[[kinds, audiences], …]`: one way to write a set of tokens in any order. */
export function groupsOf(tokens) {
  const ofKind = {};
  for (const token of [...tokens].sort()) {
    const [kind, audience] = partsOf(token);
    (ofKind[kind] ??= []).push(audience);
  }
  const groups = {};
  for (const [kind, audiences] of Object.entries(ofKind))
    (groups[audiences.join(' ')] ??= [[], audiences])[0].push(kind);
  return Object.values(groups);
}

export const tokensIn = (groups) =>
  groups.flatMap(([kinds, audiences]) => kinds.flatMap((kind) => audiences.map((one) => `${kind}@${one}`))).sort();

/** A short digest acts as a weak hash: some sets share one. */
export const nameOf = (tokens) =>
  on('short-digest') ? String(tokens.length) : digest(JSON.stringify(groupsOf(tokens)));

const audiencesOf = (groups, kind) => groups.find(([kinds]) => kinds.includes(kind))?.[1] ?? [];

/** The person's tokens that hold a record: places among the audiences that they have of its kind. */
export const placesOf = (through, groups) =>
  through.map((token) => {
    const [kind, audience] = partsOf(token);
    return audiencesOf(groups, kind).indexOf(audience);
  });
export const throughAt = (places, kind, groups) => places.map((place) => `${kind}@${audiencesOf(groups, kind)[place]}`);

/**
 * The sets that a server's process remembers for each person: those that its last answers named. A process that starts knows
 * none. One person's digests mean nothing to another: a request with a colleague's digest would show which roles the colleague
 * has.
 */
export function setMemory(most) {
  let known = new Map();
  return {
    find: (user, name) => known.get(`${user} ${name}`),
    remember(user, tokens) {
      const name = nameOf(tokens);
      known.delete(`${user} ${name}`);
      known.set(`${user} ${name}`, tokens);
      if (known.size > most) known.delete(known.keys().next().value);
      return name;
    },
    forget() {
      known = new Map();
    },
  };
}
