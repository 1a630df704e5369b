import { type AssignmentDefinition, readAssignmentDefinition } from '@outpost/domain/kernel/assignment/assignment-definition'; // prettier-ignore
import { assignmentRuleKind } from '@outpost/domain/kernel/assignment/assignment-kinds';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { textIn } from '../../records/values/shown-value.ts';

/** A rule as this device has it. `definition`: undefined where this build cannot read it. */
export type ListedRule = {
  readonly id: string;
  readonly name: string;
  readonly describes: string;
  readonly definition: AssignmentDefinition | undefined;
  readonly record: ShownRecord;
};

/** Chosen: an organisation has some dozens of rules. */
const mostRules = 200;

/** Returns the assignment rules by name, also offline; undefined while they are being read. */
export function useAssignmentRules(): readonly ListedRule[] | undefined {
  const { data, error } = useRecordList({
    entity: assignmentRuleKind,
    sort: [{ field: 'name', direction: 'asc' }],
    limit: mostRules,
  });
  if (error) throw error; // drawn by the screen's boundary
  return useMemo(
    () =>
      data?.rows.map((record) => ({
        id: record.id,
        name: textIn(record.fields['name']),
        describes: textIn(record.fields['describes']),
        definition: readAssignmentDefinition(record.fields),
        record,
      })),
    [data],
  );
}
