import type { FilterAnswer } from '../query/filters/holds.ts';
import {
  type AssignmentDefinition,
  type AssignmentPart,
  type AssignmentWay,
  partName,
} from './assignment-definition.ts';

/**
 * The facts of a person at the moment of a decision. `today` and the days of `away` are calendar days where the person is; an end that is
 * null is open. `openCount`: the open records of the kind that they own. `maySee`: their rights would show them the record as its owner.
 */
export type AssignmentPerson = {
  readonly name: string;
  readonly isActive: boolean;
  readonly today: string;
  readonly away: { readonly from: string | null; readonly until: string | null } | null;
  readonly openCount: number;
  readonly maySee: boolean;
};

/** The turns of one part. `count`: the records that it has given. `last`: the number of a person's last one; 0: they had none yet. */
export type PartTurns = {
  readonly count: number;
  readonly people: Readonly<Record<string, { readonly last: number; readonly credit: number }>>;
};
export const noTurns: PartTurns = { count: 0, people: {} };

/** A person of a part, in the order of its members, each once. */
export type WeightedPerson = { readonly id: string; readonly weight: number };

/** The facts of a decision, besides the rule. All maps of parts are keyed by the part's id. */
export type AssignmentStanding = {
  /** Whether the record passes the part's filter. */
  readonly fits: ReadonlyMap<string, FilterAnswer>;
  readonly members: ReadonlyMap<string, readonly WeightedPerson[]>;
  readonly people: ReadonlyMap<string, AssignmentPerson>;
  readonly turns: ReadonlyMap<string, PartTurns>;
  /** The kind of the record in the plural, in small letters: "deals". */
  readonly many: string;
};

/** Why a person, or a whole part (`person`: null), was passed over. `part`: the name of the part. */
export type PassedOver = { readonly person: string | null; readonly part: string; readonly why: string };

/**
 * Who gets a record, and why, in plain words. `person`: null where nobody can take it. `turn`: the turns of the part that decided, as they
 * are after this decision; left out where no part decided.
 */
export type AssignmentDecision = {
  readonly person: string | null;
  readonly reason: string;
  readonly passed: readonly PassedOver[];
  readonly turn?: { readonly part: string; readonly next: PartTurns };
};

/**
 * ASG-2: decides who gets a record: the first part of the rule that fits the record and has a member who can take it. It reads no clock and
 * no database, so that a device decides as the server does. The same question has the same answer.
 */
export function decideAssignment({ parts, fallback }: AssignmentDefinition, standing: AssignmentStanding): AssignmentDecision {
  const passed: PassedOver[] = [];
  for (const [at, part] of parts.entries()) {
    const name = partName(part, at);
    const fits = standing.fits.get(part.id) ?? 'no';
    if (fits !== 'yes') {
      passed.push({ person: null, part: name, why: fits === 'no' ? 'The record does not match its filter.' : 'Its filter cannot be decided for this record.' });
      continue;
    }
    const members = standing.members.get(part.id) ?? [];
    if (members.length === 0) passed.push({ person: null, part: name, why: 'It has no members.' });
    const free = members.filter(({ id }) => {
      const why = whyNot(part, standing.people.get(id), standing.many);
      if (why !== undefined) passed.push({ person: id, part: name, why });
      return why === undefined;
    });
    const turns = standing.turns.get(part.id) ?? noTurns;
    const chosen = chosenOf[part.way](free, { turns, openCountOf: (id) => standing.people.get(id)?.openCount ?? 0 });
    if (chosen === undefined) continue;
    const reason = reasonOf(part, { name, chosen, free, openCount: standing.people.get(chosen.id)?.openCount ?? 0, many: standing.many });
    return { person: chosen.id, reason, passed, turn: { part: part.id, next: afterTurn(turns, { chosen, free, members, way: part.way }) } };
  }
  const person = fallback === null ? undefined : standing.people.get(fallback);
  if (fallback === null) return { person: null, reason: 'No part of the rule found anybody, and it has no fallback.', passed };
  if (person?.isActive !== true || !person.maySee) {
    const why = person?.isActive === true ? `Their rights do not show them the record.` : 'They are not active in the organisation.';
    return { person: null, reason: 'No part of the rule found anybody, and the fallback cannot take it.', passed: [...passed, { person: fallback, part: 'the fallback', why }] };
  }
  return { person: fallback, reason: 'No part of the rule found anybody, so the fallback gets it.', passed };
} // prettier-ignore

/** Whether a person is away on a day: both ends count as away. */
export const isAwayOn = (away: AssignmentPerson['away'], day: string): boolean =>
  away !== null &&
  (away.from !== null || away.until !== null) &&
  (away.from === null || away.from <= day) &&
  (away.until === null || day <= away.until);

/** Returns why a person cannot take the record; undefined where they can. */
function whyNot({ most }: AssignmentPart, person: AssignmentPerson | undefined, many: string): string | undefined {
  if (person?.isActive !== true) return 'They are not active in the organisation.';
  const { away, today, openCount, maySee } = person;
  if (isAwayOn(away, today)) return away?.until == null ? 'They are away.' : `They are away until ${away.until}.`;
  if (!maySee) return 'Their rights do not show them the record.';
  return most !== undefined && openCount >= most ? `They have ${openCount} open ${many}, and the most is ${most}.` : undefined;
} // prettier-ignore

type Choosing = { readonly turns: PartTurns; readonly openCountOf: (id: string) => number };
type Free = readonly WeightedPerson[];

const lastOf = ({ people }: PartTurns, id: string): number => people[id]?.last ?? 0;
const creditOf = ({ people }: PartTurns, id: string): number => people[id]?.credit ?? 0;

/** Returns the first of the people whose figure is the least. */
function least(people: Free, figureOf: (person: WeightedPerson) => number): WeightedPerson | undefined {
  let found: WeightedPerson | undefined;
  for (const person of people) if (found === undefined || figureOf(person) < figureOf(found)) found = person;
  return found;
}

const chosenOf: { readonly [W in AssignmentWay]: (free: Free, choosing: Choosing) => WeightedPerson | undefined } = {
  'in-turn': (free, { turns }) => least(free, ({ id }) => lastOf(turns, id)),
  // Smooth weighted round robin, as nginx has it: shares are spread evenly over time, and not given in a row.
  weighted: (free, { turns }) => least(free, ({ id, weight }) => -(creditOf(turns, id) + weight)),
  fewest: (free, { turns, openCountOf }) => {
    const fewest = Math.min(...free.map(({ id }) => openCountOf(id)));
    return least(free.filter(({ id }) => openCountOf(id) === fewest), ({ id }) => lastOf(turns, id)); // prettier-ignore
  },
};

type Turn = {
  readonly chosen: WeightedPerson;
  readonly free: Free;
  readonly members: Free;
  readonly way: AssignmentWay;
};

/** Returns the turns behind a decision. People who are no members any more are left out. */
function afterTurn(turns: PartTurns, { chosen, free, members, way }: Turn): PartTurns {
  const count = turns.count + 1;
  const isFree = new Set(free.map(({ id }) => id));
  const total = free.reduce((sum, { weight }) => sum + weight, 0);
  const people = members.map(({ id, weight }) => {
    const last = id === chosen.id ? count : lastOf(turns, id);
    const gained = way === 'weighted' && isFree.has(id) ? weight - (id === chosen.id ? total : 0) : 0;
    return [id, { last, credit: creditOf(turns, id) + gained }] as const;
  });
  return { count, people: Object.fromEntries(people) };
}

type Given = { readonly name: string; readonly chosen: WeightedPerson; readonly free: Free; readonly openCount: number; readonly many: string }; // prettier-ignore

function reasonOf({ way }: AssignmentPart, { name, chosen, free, openCount, many }: Given): string {
  if (free.length === 1) return `Nobody else in ${name} could take it.`;
  switch (way) {
    case 'in-turn':
      return `It was their turn in ${name}.`;
    case 'weighted':
      return `It was their turn in ${name}: ${chosen.weight} of ${free.reduce((sum, { weight }) => sum + weight, 0)} go to them.`; // prettier-ignore
    case 'fewest':
      return `They have the fewest open ${many} in ${name}: ${openCount}.`;
  }
}
