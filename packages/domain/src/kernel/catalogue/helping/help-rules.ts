import type { Entity } from '../../entities/entity.ts';
import type { FieldNameOfType } from '../../entities/typed-record.ts';
import type { Filter } from '../../questions/list-query.ts';

/** Open records of a kind with `dueBy` whose time is past, by their owners. `where`: the records that are open. */
export type LateRule = { readonly rule: 'late'; readonly on: string; readonly where: Filter };

/** Acts of a person, by an instant. Left out `where`: all records of the kind. `words`: one act and several. */
export type ActsRule = {
  readonly rule: 'acts';
  readonly on: string;
  readonly where?: Filter;
  readonly by: string;
  /** The column with the person who acted. */
  readonly person: 'createdBy' | 'ownerId';
  readonly words: { readonly one: string; readonly many: string };
};

/** Open records of a kind with stages that have not changed for `quietDays`, by their owners. */
export type QuietRule = { readonly rule: 'quiet'; readonly on: string };

/** The share of won records among those that closed, by their owners. `by`: the date on which a record closed. */
export type WinsRule = { readonly rule: 'wins'; readonly on: string; readonly by: string };

/** A reason for which a person of a team may need help (`who-needs-help.ts`). */
export type HelpRule = LateRule | ActsRule | QuietRule | WinsRule;

/** Declares a rule about late records. Throws where the kind has no `dueBy`. */
export function lateRule(on: Entity, where: Filter): LateRule {
  if (on.dueBy === undefined) throw new Error(`The rule about late records: ${on.name} has no dueBy`);
  return { rule: 'late', on: on.name, where };
}

/** Declares a rule about the number of acts. */
export const actsRule = <E extends Entity>(
  on: E,
  declared: Omit<ActsRule, 'rule' | 'on'> & { readonly by: FieldNameOfType<E, 'instant'> },
): ActsRule => ({ ...declared, rule: 'acts', on: on.name });

/** Declares a rule about quiet records. Throws where the kind has no stages. */
export function quietRule(on: Entity): QuietRule {
  if (on.stages === undefined) throw new Error(`The rule about quiet records: ${on.name} has no stages`);
  return { rule: 'quiet', on: on.name };
}

/** Declares a rule about the win rate. Throws where the kind has no stages. */
export function winsRule<E extends Entity>(on: E, by: FieldNameOfType<E, 'date'>): WinsRule {
  if (on.stages === undefined) throw new Error(`The rule about the win rate: ${on.name} has no stages`);
  return { rule: 'wins', on: on.name, by };
}
