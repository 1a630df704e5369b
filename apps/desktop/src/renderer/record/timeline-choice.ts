import { z } from 'zod';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useLocal } from '../queries/use-local.ts';

const choiceSchema = z.object({ withRelated: z.boolean(), off: z.array(z.string()) });
/** The entries that a person shows in the timelines of one kind of record: entries of related records, and kinds of entry left out. */
export type TimelineChoice = z.output<typeof choiceSchema>;

const everything: TimelineChoice = { withRelated: false, off: [] };

/** The kind of entry for changes of fields. No kind of record has such a name: those contain a slash. */
export const changesKind = 'changes';

const read = (stored: JsonValue | undefined): TimelineChoice => {
  const parsed = choiceSchema.safeParse(stored);
  return parsed.success ? parsed.data : everything;
};

/**
 * Returns the person's choice for the timelines of a kind of record, which this device remembers, and the functions that change
 * it. `undefined` while it is being read.
 */
export function useTimelineChoice(entityName: string) {
  const [stored, store] = useLocal(`timeline/${entityName}`);
  return {
    choice: stored === undefined ? undefined : read(stored),
    showRelated: (withRelated: boolean) => store((now) => ({ ...read(now), withRelated })),
    toggle: (kind: string) =>
      store((now) => {
        const before = read(now);
        const isOff = before.off.includes(kind);
        return { ...before, off: isOff ? before.off.filter((one) => one !== kind) : [...before.off, kind] };
      }),
    showAll: () => store((now) => ({ ...read(now), off: [] })),
  };
}
