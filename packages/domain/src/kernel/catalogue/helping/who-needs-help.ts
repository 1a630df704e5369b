import { daysBetween } from '../../days.ts';
import { type Closed, type HelpFigures, usualWeeks } from './help-questions.ts';
import type { HelpRule } from './help-rules.ts';

/** Chosen: everybody has one or two late tasks. From this number on, somebody may have too much to do. */
export const fewestLate = 3;
/** Chosen: a single record that is late for so many days has been forgotten. */
export const longLateDays = 7;
/** Chosen: fewer acts in a usual week vary too much from week to week. */
export const fewestUsualActs = 5;
/** Chosen: half of the usual number is more than chance. */
export const fewActsShare = 0.5;
/** Chosen: one or two quiet records are usual. */
export const fewestQuiet = 3;
/** Chosen: a share of fewer closed records changes by 20 points or more with a single one. */
export const fewestClosed = 5;
/** Chosen: percentage points by which a win rate has to drop. */
export const droppedPoints = 10;

/** A reason for which a person may need help, with its figures. */
export type HelpNeed = { readonly rule: HelpRule; readonly figures: HelpFigures };

/** A person with the reasons for which they may need help: at least one, in the order of the rules. */
export type PersonInNeed = { readonly person: string; readonly needs: readonly HelpNeed[] };

/** The figures of all people by one rule. */
export type FoundHelp = { readonly rule: HelpRule; readonly figures: ReadonlyMap<string, HelpFigures> };

/** Returns the acts of a usual week: the mean of the four weeks before the last five working days. */
export const usualActs = (before: number): number => before / usualWeeks;

/** Returns the won records in percent of the closed ones, rounded. Zero where none has closed. */
export const winRate = ({ won, closed }: Closed): number => (closed === 0 ? 0 : Math.round((won / closed) * 100));

/** Whether the figures of a person are a reason to help. */
function isNeed(figures: HelpFigures, today: string): boolean {
  switch (figures.rule) {
    case 'late':
      return figures.count >= fewestLate || (figures.count > 0 && daysBetween(figures.oldest, today) >= longLateDays);
    case 'acts':
      return usualActs(figures.before) >= fewestUsualActs && figures.last <= usualActs(figures.before) * fewActsShare;
    case 'quiet':
      return figures.count >= fewestQuiet;
    case 'wins': {
      const { now, before } = figures;
      const hasEnough = now.closed >= fewestClosed && before.closed >= fewestClosed;
      // Whole numbers: a difference of two shares would be inexact.
      const drop = (before.won * now.closed - now.won * before.closed) * 100;
      return hasEnough && drop >= droppedPoints * now.closed * before.closed;
    }
  }
}

/**
 * Returns the people who may need help: those with the most reasons first, then those with the reason of the earlier rule, then
 * in the given order. `people`: the ids of the people of the team. `today`: a calendar day.
 */
export function whoNeedsHelp(
  people: readonly string[],
  found: readonly FoundHelp[],
  today: string,
): readonly PersonInNeed[] {
  const placeOf = ({ needs: [first] }: PersonInNeed) => found.findIndex(({ rule }) => rule === first?.rule);
  return people
    .map((person) => ({
      person,
      needs: found.flatMap(({ rule, figures }): HelpNeed[] => {
        const theirs = figures.get(person);
        return theirs && isNeed(theirs, today) ? [{ rule, figures: theirs }] : [];
      }),
    }))
    .filter(({ needs }) => needs.length > 0)
    .toSorted((a, b) => b.needs.length - a.needs.length || placeOf(a) - placeOf(b));
}
