import type { Catalogue } from '../catalogue/catalogue.ts';
import { companionKindsOf } from '../catalogue/sealed-group.ts';
import { type Principal, tokensOfPrincipal } from './access.ts';
import { type Month, monthIn, monthsHeld, mostMonths, tokensOfMonths } from './record-age.ts';

/**
 * PLT-44: one line of the data that an organisation keeps off devices: a kind of record, for everyone or for the people who
 * hold a role, and either all its records or those that were not changed for a number of months. It is written as "crm/deal",
 * as "crm/deal@member" with the key of the role, or with the months as "crm/deal@member>12". "crm/deal@*>12" is for everyone.
 * Earlier builds read a line with months as one of a role that nobody holds.
 */
export type KeptOff = {
  readonly kind: string;
  readonly role: string | null;
  /** Only records that were not changed for so many months; null: all records. */
  readonly olderThan: number | null;
};

const written = /^([a-z][a-z0-9-]*\/[a-z0-9][a-z0-9-]*)(?:@([^\s@]{1,60}?)(?:>([1-9]\d?))?)?$/;
const everyone = '*';

/** E-3: the most lines that an organisation can have. Chosen: some dozens of kinds, each for a few roles. */
export const mostKeptOff = 200;

/** Returns the line that a text means; undefined for a text of another form. */
export function keptOffFrom(text: string): KeptOff | undefined {
  const [, kind, role, months] = written.exec(text) ?? [];
  if (kind === undefined || Number(months ?? 1) > mostMonths) return undefined;
  return {
    kind,
    role: role === undefined || role === everyone ? null : role,
    olderThan: months === undefined ? null : Number(months),
  };
}

/** Writes a line as a text, as the settings of the organisation hold it. */
export function keptOffText({ kind, role, olderThan }: KeptOff): string {
  if (olderThan !== null) return `${kind}@${role ?? everyone}>${olderThan}`;
  return role === null ? kind : `${kind}@${role}`;
}

/** Returns the lines that the value of a setting holds. Texts of another form keep nothing off any device. */
export const keptOffIn = (value: unknown): readonly KeptOff[] =>
  (Array.isArray(value) ? value : []).flatMap((text) => (typeof text === 'string' ? (keptOffFrom(text) ?? []) : []));

type WithKinds = Pick<Catalogue, 'entities' | 'people' | 'settings'>;

const packOf = (kind: string): string => kind.slice(0, kind.indexOf('/'));

/**
 * Whether an organisation can keep a kind off devices. The app itself works with the kinds of the pack that has the people, and
 * with settings and records that belong to only one person. Sealed fields follow their records.
 */
export function canBeKeptOff({ entities, people, settings }: WithKinds, kind: string): boolean {
  const entity = entities.get(kind);
  return (
    entity !== undefined &&
    entity.isRemoved !== true &&
    entity.sealed === undefined &&
    entity.audience !== 'own' &&
    !settings.has(kind) &&
    (people === undefined || packOf(people.person) !== packOf(kind))
  );
}

/** Returns a kind with its groups of sealed fields, which have no line of their own: they leave devices with their records. */
export const withCompanions = (catalogue: Pick<Catalogue, 'entities'>, kind: string): readonly string[] => [
  kind,
  ...companionKindsOf(catalogue, kind).map(({ name }) => name),
];

/** The lines of this person: those for everyone and for the roles that they hold, also beside other roles. */
function linesOf({ memberships }: Pick<Principal, 'memberships'>, lines: readonly KeptOff[]): readonly KeptOff[] {
  if (lines.length === 0) return lines;
  const roles = new Set(memberships.map(({ role }) => role));
  return lines.filter(({ role }) => role === null || roles.has(role));
}

/**
 * Returns the kinds that the devices of this person do not hold. A line for a role applies to everybody who holds it,
 * even if they also hold other roles. Groups of sealed fields are kept off with their records.
 */
export function kindsKeptOff(
  principal: Pick<Principal, 'memberships'>,
  catalogue: WithKinds,
  lines: readonly KeptOff[],
): ReadonlySet<string> {
  const mine = linesOf(principal, lines).filter(({ olderThan }) => olderThan === null);
  return new Set(mine.flatMap(({ kind }) => (canBeKeptOff(catalogue, kind) ? withCompanions(catalogue, kind) : [])));
}

/**
 * Returns the kinds of which the devices of this person hold only young records: kind → months. The fewest months count. Groups
 * of sealed fields have the months of their records.
 */
export function kindsKeptByAge(
  principal: Pick<Principal, 'memberships'>,
  catalogue: WithKinds,
  lines: readonly KeptOff[],
): ReadonlyMap<string, number> {
  const months = new Map<string, number>();
  for (const { kind, olderThan } of linesOf(principal, lines))
    if (olderThan !== null && canBeKeptOff(catalogue, kind))
      for (const name of withCompanions(catalogue, kind))
        months.set(name, Math.min(olderThan, months.get(name) ?? olderThan));
  return months;
}

/** Returns the kinds whose records the server files by month, with their companions: those that any line keeps off by age. */
export const kindsByMonth = (catalogue: WithKinds, lines: readonly KeptOff[]): readonly string[] => [
  ...new Set(
    lines.flatMap(({ kind, olderThan }) => (olderThan !== null && canBeKeptOff(catalogue, kind) ? [kind] : [])),
  ),
];

const kindOf = (token: string): string => token.slice(0, token.lastIndexOf('@'));

/**
 * returns the tokens that devices hold: those of the person, without any of the kinds that are kept off. The rights of the
 * person stay as they are.
 */
export const withoutKinds = (tokens: readonly string[], kinds: ReadonlySet<string>): readonly string[] =>
  kinds.size === 0 ? tokens : tokens.filter((token) => !kinds.has(kindOf(token)));

/**
 * returns the tokens that devices hold of kinds that are kept by age: those of the months that are not too long ago.
 * `filed`: the kinds whose records are all filed by month, with the tenant's present month. Other kinds stay whole. Both have
 * the groups of sealed fields of their kinds, too.
 */
export function withoutOldRecords(
  tokens: readonly string[],
  kept: ReadonlyMap<string, number>,
  filed: ReadonlyMap<string, Month>,
): readonly string[] {
  const isNarrowed = (kind: string): boolean => kept.has(kind) && filed.has(kind);
  if (![...kept.keys()].some(isNarrowed)) return tokens;
  const byKind = Map.groupBy(tokens, kindOf);
  return [...byKind]
    .flatMap(([kind, ofKind]) => {
      const [months, now] = [kept.get(kind), filed.get(kind)];
      return months === undefined || now === undefined ? ofKind : tokensOfMonths(ofKind, monthsHeld(now, months));
    })
    .sort();
}

/** A part of a kind that a device holds: the records that were changed in this month or later. */
export type PartHeld = { readonly kind: string; readonly since: Month };

/**
 * Returns, sorted, the kinds of which a device holds only young records, each with the first month. `groups`: the tokens that
 * the device holds, as groups of kinds and their audiences.
 */
export const partsHeld = (
  groups: readonly (readonly [kinds: readonly string[], audiences: readonly string[]])[],
): readonly PartHeld[] =>
  groups
    .flatMap(([kinds, audiences]) => {
      const months = audiences.flatMap((audience) => monthIn(audience) ?? []).sort();
      const [since] = months;
      return since === undefined || months.length < audiences.length ? [] : kinds.map((kind) => ({ kind, since }));
    })
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));

/**
 * Returns, sorted, the kinds that the person may read and whose tokens the device does not hold. Lists and sums of these kinds
 * are not whole. `held`: the kinds of the tokens that the device holds.
 */
export function kindsNotHeld(principal: Principal, catalogue: Catalogue, held: ReadonlySet<string>): readonly string[] {
  const readable = new Set(tokensOfPrincipal(principal, catalogue).map(kindOf));
  return [...readable].filter((kind) => !held.has(kind) && canBeKeptOff(catalogue, kind)).sort();
}
