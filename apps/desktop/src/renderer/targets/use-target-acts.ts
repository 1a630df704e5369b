import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { targetKey, type TargetUnit } from '@outpost/domain/kernel/reports/targets';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { ActRequest } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { bucketName } from '../records/group-words.ts';
import type { SavedTarget, TargetRow } from './target-rows.ts';
import { targetKind } from '../reports/targets/use-report-targets.ts';

/** The grid's subject: the report that measures, and the unit of its columns. */
export type TargetPlan = {
  readonly measure: { readonly id: string; readonly name: string };
  readonly unit: TargetUnit;
  readonly isMoney: boolean;
  readonly saved: ReadonlyMap<string, SavedTarget>;
};
/** A cell of the grid: a subject and the first day of a unit. */
export type TargetCell = { readonly row: TargetRow; readonly startsOn: string };
export type TargetEdit = TargetCell & { readonly value: JsonValue };

/** Returns the target that a cell shows. Undefined: none is set. */
export const savedAt = ({ measure, unit, saved }: TargetPlan, { row, startsOn }: TargetCell): SavedTarget | undefined =>
  saved.get(targetKey({ measure: measure.id, unit, startsOn, subject: row.subject }));

/** Returns the function that stores changed cells as one act: a new target, a new amount, or none. */
export function useTargetActs(plan: TargetPlan): (edits: readonly TargetEdit[]) => void {
  const formats = useFormats();
  const { perform } = useActs();
  const words = ({ row, startsOn }: TargetCell) => `${row.name}, ${bucketName(formats, startsOn, plan.unit)}`;
  return (wished) => {
    const edits = wished.flatMap((edit): ActRequest['edits'] => {
      const { row, startsOn, value } = edit;
      const { measure, unit, isMoney } = plan;
      const before = savedAt(plan, edit);
      const amount = isMoney ? { money: value } : { figure: value };
      if (before)
        return [{ entity: targetKind, id: before.record.id, fields: value === null ? { life: 'deleted' } : amount }];
      if (value === null) return [];
      const { subject, ownerId, teamId } = row;
      const fields = {
        name: `${measure.name}: ${words(edit)}`.slice(0, 240),
        measure: measure.id,
        ...(subject.of === 'all' ? {} : { [subject.of]: subject.id }),
        unit,
        startsOn,
        ...amount,
        key: targetKey({ measure: measure.id, unit, startsOn, subject }),
      };
      return [{ entity: targetKind, create: { ownerId, teamId, fields } }];
    });
    const [first] = wished;
    if (edits.length === 0 || !first) return;
    const label =
      edits.length === 1
        ? `Set the target of ${words(first)}`
        : `Set ${formats.plural(edits.length, 'target', 'targets')} of “${plan.measure.name}”`;
    void perform({ label: cutLabel(label), shape: 'each', edits });
  };
}
