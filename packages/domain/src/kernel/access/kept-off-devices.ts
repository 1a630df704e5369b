import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Principal, tokensOfPrincipal } from './access.ts';

/**
 * PLT-44: one line of the data that an organisation keeps off devices: a kind of record, for everyone or for the
 * people who hold a role. It is written as "crm/deal", or as "crm/deal@member" with the key of the role.
 */
export type KeptOff = { readonly kind: string; readonly role: string | null };

const written = /^([a-z][a-z0-9-]*\/[a-z0-9][a-z0-9-]*)(?:@([^\s@]{1,60}))?$/;

/** E-3: the most lines that an organisation can have. Chosen: some dozens of kinds, each for a few roles. */
export const mostKeptOff = 200;

/** Returns the line that a text means; undefined for a text of another form. */
export function keptOffFrom(text: string): KeptOff | undefined {
  const [, kind, role] = written.exec(text) ?? [];
  return kind === undefined ? undefined : { kind, role: role ?? null };
}

/** Writes a line as a text, as the settings of the organisation hold it. */
export const keptOffText = ({ kind, role }: KeptOff): string => (role === null ? kind : `${kind}@${role}`);

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

/**
 * Returns the kinds that the devices of this person do not hold. A line for a role applies to everybody who holds it,
 * even if they also hold other roles. Groups of sealed fields are kept off with their records.
 */
export function kindsKeptOff(
  { memberships }: Pick<Principal, 'memberships'>,
  catalogue: WithKinds,
  lines: readonly KeptOff[],
): ReadonlySet<string> {
  if (lines.length === 0) return new Set();
  const roles = new Set(memberships.map(({ role }) => role));
  const kinds = new Set(
    lines.flatMap(({ kind, role }) =>
      (role === null || roles.has(role)) && canBeKeptOff(catalogue, kind) ? [kind] : [],
    ),
  );
  const sealed = [...catalogue.entities.values()].filter((entity) => kinds.has(entity.sealed?.of ?? ''));
  return new Set([...kinds, ...sealed.map(({ name }) => name)]);
}

const kindOf = (token: string): string => token.slice(0, token.lastIndexOf('@'));

/**
 * returns the tokens that devices hold: those of the person, without any of the kinds that are kept off. The rights of the
 * person stay as they are.
 */
export const withoutKinds = (tokens: readonly string[], kinds: ReadonlySet<string>): readonly string[] =>
  kinds.size === 0 ? tokens : tokens.filter((token) => !kinds.has(kindOf(token)));

/**
 * Returns, sorted, the kinds that the person may read and whose tokens the device does not hold. Lists and sums of these kinds
 * are not whole. `held`: the kinds of the tokens that the device holds.
 */
export function kindsNotHeld(principal: Principal, catalogue: Catalogue, held: ReadonlySet<string>): readonly string[] {
  const readable = new Set(tokensOfPrincipal(principal, catalogue).map(kindOf));
  return [...readable].filter((kind) => !held.has(kind) && canBeKeptOff(catalogue, kind)).sort();
}
