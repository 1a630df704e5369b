import type { AutomationDraft, DraftFault } from '@outpost/domain/kernel/automation/automation-draft';
import { stepLines } from '@outpost/domain/kernel/automation/draft-steps';
import { type DefinitionWording, partWords, stepWordings } from '../automation-words.ts';
import type { Worded } from '../use-wording.ts';
import { conditionWords, nameOrNone, stepMarks, stepPartWords, triggerPartWords } from './draft-words.ts';
import type { ChosenPlace, ListedPart } from './part-list.tsx';

type Parts = {
  readonly draft: AutomationDraft;
  readonly live: Worded | undefined;
  readonly wording: DefinitionWording;
  readonly faults: readonly DraftFault[];
};

/** Returns the lines of the editor's list from top to bottom, with their faults and their differences from the live version. */
export function listedParts({ draft, live, wording, faults }: Parts): readonly ListedPart[] {
  const marks = stepMarks(draft, live);
  const wordingOf = stepWordings(wording, draft);
  const faultsAt = (place: ChosenPlace): readonly string[] =>
    faults.filter((fault) => fault.place === place).map(({ message }) => message);
  const differs = (a: unknown, b: unknown) =>
    live !== undefined && JSON.stringify(a) !== JSON.stringify(b) ? 'changed' : undefined;
  const { entity } = wording;
  const about = { title: nameOrNone(draft), detail: entity.label.many, icon: 'file-text' };
  return [
    { ...about, place: 'about', depth: 0, faults: faultsAt('about') },
    {
      ...triggerPartWords(wording, draft),
      place: 'trigger',
      depth: 0,
      faults: faultsAt('trigger'),
      mark: differs([draft.entity, draft.trigger], [live?.entity, live?.trigger]),
    },
    {
      ...conditionWords(wording, draft),
      place: 'conditions',
      depth: 0,
      faults: faultsAt('conditions'),
      mark: differs(draft.conditions, live?.conditions),
    },
    ...stepLines(draft.steps).map((line): ListedPart => {
      if (line.kind === 'step') {
        const { step, number, depth } = line;
        const place = `step:${step.id}` as const;
        return { ...stepPartWords(wordingOf(step.id), step), place, number, depth, mark: marks.get(step.id), faults: faultsAt(place) };
      }
      const { branch, of, part, depth, isEmpty } = line;
      const title = `${partWords[of][part]}${isEmpty ? ': nothing' : ''}`;
      return { title, detail: '', icon: 'chevron-right', place: `part:${branch}:${part}`, depth, faults: [] };
    }),
  ];
} // prettier-ignore
