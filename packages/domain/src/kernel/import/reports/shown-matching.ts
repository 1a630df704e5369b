import { type Catalogue, entityOf } from '../../catalogue/catalogue.ts';
import type { DraftFile } from '../draft-import.ts';
import { type MatchingChoices, matchingOf } from '../matching/matching.ts';
import { matchFieldsOf } from '../recipe-slots.ts';

/** How records of one kind are matched, for display. `offered` are the fields that columns of the files fill. */
export type ShownMatching = {
  readonly entity: string;
  readonly offered: readonly string[];
  readonly chosen: readonly string[];
  readonly isAsked: boolean;
};

/** Returns how the records of each kind in these files are matched, and the alternatives. */
export function shownMatching(
  files: readonly DraftFile[],
  { catalogue, choices }: { readonly catalogue: Catalogue; readonly choices?: MatchingChoices | undefined },
): readonly ShownMatching[] {
  const shown = new Map<string, ShownMatching>();
  for (const { takenFor, columns } of files) {
    for (const target of takenFor?.targets ?? []) {
      const filled = new Set(
        columns.flatMap(({ slot }) =>
          (slot?.to ?? []).flatMap(({ entity, name }) => (entity === target.entity ? [name] : [])),
        ),
      );
      const { fields, isAsked } = matchingOf(target, choices);
      const candidates = [...new Set([...matchFieldsOf(entityOf(catalogue, target.entity)), target.key])];
      const before = shown.get(target.entity);
      shown.set(target.entity, {
        entity: target.entity,
        offered: candidates.filter((field) => filled.has(field) || before?.offered.includes(field) === true),
        chosen: fields.filter((field) => filled.has(field) || before?.chosen.includes(field) === true),
        isAsked,
      });
    }
  }
  return [...shown.values()].filter(({ offered }) => offered.length > 0);
}
