import type { IfStep, SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { useRecordLists } from '../../../../queries/record-queries.ts';
import type { SequenceChannel } from './begun-enrolment.ts';

type Asked = {
  readonly steps: readonly SequenceStep[];
  readonly record: ShownRecord;
  /** Whether a message by a channel would be allowed now. */
  readonly mayReach: (channel: SequenceChannel) => boolean;
};

/**
 * SEQ-12: returns by the ids of branches whether their conditions hold at this moment, as far as this device knows. A branch about the outcome
 * of a message is not in it: nobody knows it yet. The server asks again when the sequence gets there.
 */
export function useBranchesNow({ steps, record, mayReach }: Asked): ReadonlyMap<string, boolean> {
  const byFilter = steps.flatMap((step) => (step.kind === 'if' && 'record' in step.when ? [{ id: step.id, where: step.when.record }] : [])); // prettier-ignore
  const lists = useRecordLists(
    byFilter.map(({ where }) => ({
      entity: record.entity,
      where: { and: [{ field: 'id', op: 'is', value: record.id }, where] },
      limit: 1,
    })),
  );
  const now = new Map<string, boolean>();
  for (const [place, { id }] of byFilter.entries()) {
    const rows = lists[place]?.rows;
    if (rows !== undefined) now.set(id, rows.length > 0);
  }
  for (const step of steps) if (step.kind === 'if' && 'reach' in step.when) now.set(step.id, mayReach(step.when.reach));
  return now;
}

/** Returns the words of the part that would be taken now. */
export function branchNowWords({ when }: IfStep, holds: boolean | undefined): string {
  if ('message' in when) return 'known after the message';
  return holds === undefined ? '' : holds ? 'now: yes' : 'now: otherwise';
}
