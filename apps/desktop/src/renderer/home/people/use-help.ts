import type { PeoplePanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Report } from '@outpost/domain/kernel/questions/list-query';
import {
  type HelpDays,
  helpDays,
  helpFigures,
  helpQuestion,
  mostHelpRows,
} from '@outpost/domain/kernel/catalogue/helping/help-questions';
import type { HelpRule } from '@outpost/domain/kernel/catalogue/helping/help-rules';
import { type PersonInNeed, whoNeedsHelp } from '@outpost/domain/kernel/catalogue/helping/who-needs-help';
import { useNowMs } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useReportAnswers } from '../../queries/record-queries.ts';
import { usePeople } from '../../people/use-people.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useKindsNotWhole } from '../../records/use-kinds-not-kept.ts';
import { usePrincipal, useSignedIn } from '../../session/session-context.tsx';
import { leadingMemberships } from '../use-home.ts';
import { ledPeople } from './led-people.ts';

/** The people of the teams, and those of them who may need help. */
export type Help = {
  readonly people: readonly ShownRecord[];
  readonly inNeed: readonly PersonInNeed[];
  readonly days: HelpDays;
  /** The teams that the person leads. */
  readonly teams: readonly string[];
  /** More records count than one answer has. */
  readonly isCut: boolean;
};

/**
 * Returns the people of the person's teams and those who may need help, by the records on this device: one question for each
 * rule. Undefined until all are answered. A rule about a kind that this device does not keep is left out.
 */
export function useHelp({ rules, homeOf, span, narrowing = {} }: PeoplePanel): Help | undefined {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const notWhole = useKindsNotWhole();
  const { person, timeZone } = useSignedIn();
  const people = usePeople()?.people;
  const now = new Date(useNowMs()).toISOString();
  const days = helpDays(span, { userId: person.id, now, timeZone });
  const asked = rules.flatMap((rule): { readonly rule: HelpRule; readonly question: Report }[] => {
    if (notWhole.includes(rule.on)) return [];
    const question = helpQuestion(rule, entityOf(catalogue, rule.on), { days, narrowing: narrowing[rule.on] });
    return question ? [{ rule, question }] : [];
  });
  const answers = useReportAnswers(asked.map(({ question }) => question));
  const led = useMemo(
    () => [...new Set(rules.flatMap(({ on }) => leadingMemberships(principal, entityOf(catalogue, on), { homeOf, roles: catalogue.roles })))], // prettier-ignore
    [rules, homeOf, principal, catalogue],
  );
  const team = useMemo(() => {
    const outside = new Set(catalogue.roles.flatMap(({ key, portal }) => (portal === true ? [key] : [])));
    return people && ledPeople(people, { me: person.id, led, outside });
  }, [people, person.id, led, catalogue]);
  if (!team || answers.includes(undefined)) return undefined;
  const found = asked.map(({ rule }, place) => ({ rule, figures: helpFigures(rule, answers[place]?.rows ?? []) }));
  return {
    people: team,
    inNeed: whoNeedsHelp(team.map(({ id }) => id), found, days.today), // prettier-ignore
    days,
    teams: led.flatMap(({ teamId }) => teamId ?? []),
    isCut: answers.some((answer) => (answer?.rows.length ?? 0) >= mostHelpRows),
  };
}
