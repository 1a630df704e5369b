import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { surenessOf } from '@outpost/domain/kernel/duplicates/compare-records';
import type { NearRecord } from '../../bridge/calls/duplicate-calls.ts';

const hows = { same: 'Same', near: 'Similar', part: 'Part of the same' } as const;

const uncapitalised = (words: string): string => words.replace(/^\p{Lu}(?!\p{Lu})/u, (letter) => letter.toLowerCase());

/** Returns a reason in words: "Same phone", "Similar name". */
export const reasonWords = (entity: Entity, { field, how }: NearRecord['reasons'][number]): string =>
  `${hows[how]} ${uncapitalised(entity.fields[field]?.label ?? field)}`;

/** Returns the reasons in one line: "Similar name, same phone". */
export const reasonsLine = (entity: Entity, reasons: NearRecord['reasons']): string =>
  reasons
    .map((reason, place) => (place === 0 ? reasonWords(entity, reason) : uncapitalised(reasonWords(entity, reason))))
    .join(', ');

/** The titles of the three levels of certainty. */
export const surenessLabels: Readonly<Record<ReturnType<typeof surenessOf>, string>> = {
  sure: 'Very likely',
  likely: 'Likely',
  possible: 'Look twice',
};
