import { mergedInto, type Life } from '@outpost/domain/kernel/entities/record';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { CallOutput, TrayEntry } from '../../bridge/contract.ts';
import { useRecordAnswers } from '../queries/record-queries.ts';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { oneOf } from '../records/entity-shape.ts';
import { usePastCatalogue } from '../records/use-entity.ts';

/** The present state of a refused act's record, if correcting the values does not help by itself. */
export type MendWay = {
  /** The state of the record, and the choices of the person. */
  readonly text: string;
  /** The record, if this person may restore it. */
  readonly restores?: { readonly entity: Entity; readonly record: CallOutput<'records.get'>['record'] };
};

/**
 * Returns by record why trying again would fail, judged by the records on this device. A record was deleted, merged
 * into another, taken from this person, or given to another owner. Records that can be changed have no entry.
 */
export function useMendWays(reasons: TrayEntry['reasons']): ReadonlyMap<string, MendWay> {
  const formats = useFormats();
  const { entities } = usePastCatalogue();
  const changed = reasons.filter(({ creates }) => !creates);
  const answers = useRecordAnswers(changed.map(({ record }) => record));
  return new Map(
    changed.flatMap((reason, index) => {
      const entity = entities.get(reason.entity);
      const answer = answers[index];
      if (!entity || !answer) return [];
      const way =
        answer === 'gone'
          ? { text: goneText(entity) }
          : wayOf(entity, answer, sinceWords(entity, reason.since, formats));
      return way ? [[reason.record, way] as const] : [];
    }),
  );
}

const goneText = (entity: Entity): string =>
  `This ${oneOf(entity)} is deleted for good or no longer shared with you. Copy your values, or discard the change.`;

/** Says who deleted, merged or handed over a record, and when; `undefined` where the device does not know. */
function sinceWords(
  entity: Entity,
  since: TrayEntry['reasons'][number]['since'],
  formats: Formats,
): string | undefined {
  if (since === undefined) return undefined;
  const one = oneOf(entity);
  const words = {
    deleted: `deleted this ${one}`,
    merged: `merged this ${one} into another`,
    taken: `took over this ${one}`,
    'handed over': `gave this ${one} to another owner`,
  };
  return `${since.by ?? 'Somebody'} ${words[since.what]}, ${formats.instant(since.at)}.`;
}

function wayOf(
  entity: Entity,
  { record, refs, may }: CallOutput<'records.get'>,
  since: string | undefined,
): MendWay | undefined {
  const one = oneOf(entity);
  if (mergedInto(record.life as Life) !== undefined)
    return {
      text: `${since ?? `This ${one} was merged into another.`} Copy your values, and enter them there.`,
    };
  const deleted = since ?? `This ${one} is deleted.`;
  if (record.life !== 'alive')
    return may.delete.allowed
      ? { text: `${deleted} Restore it to make the change.`, restores: { entity, record } }
      : { text: `${deleted} ${may.delete.why} Copy your values, or discard the change.` };
  if (may.update.allowed) return undefined;
  const owner = record.ownerId === null ? undefined : refs[record.ownerId]?.title;
  const taken = since === undefined ? '' : `${since} `;
  return {
    text:
      owner === undefined
        ? `${taken}${may.update.why} Copy your values for a person who may change it, or discard the change.`
        : `${taken}The owner is now ${owner}. ${may.update.why} Ask ${owner} to make the change: copy your values and send them.`,
  };
}
