import { mergedInto, type Life } from '@outpost/domain/kernel/entities/record';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { CallOutput, TrayEntry } from '../../bridge/contract.ts';
import { useRecordAnswers } from '../queries/record-queries.ts';
import { oneOf } from '../records/entity-shape.ts';
import { usePastCatalogue } from '../records/use-entity.ts';

/** The present state of a refused act's record, where correcting the values does not help by itself. */
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
  const { entities } = usePastCatalogue();
  const changed = reasons.filter(({ creates }) => !creates);
  const answers = useRecordAnswers(changed.map(({ record }) => record));
  return new Map(
    changed.flatMap((reason, index) => {
      const entity = entities.get(reason.entity);
      const answer = answers[index];
      if (!entity || !answer) return [];
      const way = answer === 'gone' ? { text: goneText(entity) } : wayOf(entity, answer);
      return way ? [[reason.record, way] as const] : [];
    }),
  );
}

const goneText = (entity: Entity): string =>
  `This ${oneOf(entity)} is deleted for good or no longer shared with you. Copy what you wanted, or discard it.`;

function wayOf(entity: Entity, { record, refs, may }: CallOutput<'records.get'>): MendWay | undefined {
  const one = oneOf(entity);
  if (mergedInto(record.life as Life) !== undefined)
    return { text: `This ${one} was merged into another. Copy what you wanted, and enter it there.` };
  if (record.life !== 'alive')
    return may.delete.allowed
      ? { text: `This ${one} is deleted. Restore it to make the change.`, restores: { entity, record } }
      : { text: `This ${one} is deleted. ${may.delete.why} Copy what you wanted, or discard it.` };
  if (may.update.allowed) return undefined;
  const owner = record.ownerId === null ? undefined : refs[record.ownerId]?.title;
  return {
    text:
      owner === undefined
        ? `${may.update.why} Copy what you wanted for a person who may change it, or discard it.`
        : `The owner is now ${owner}. ${may.update.why} Ask ${owner} to make the change: copy what you wanted and send it.`,
  };
}
