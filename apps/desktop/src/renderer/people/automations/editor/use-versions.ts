import { type AutomationDefinition, readDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { textIn } from '../../../records/values/shown-value.ts';

/** A version as this device has it. `definition`: undefined where this build cannot read it. */
export type SavedVersion = {
  readonly id: string;
  readonly automation: string;
  readonly number: number;
  readonly madeBy: string;
  readonly madeAt: string;
  readonly definition: AutomationDefinition | undefined;
};

/** Chosen: more versions are looked at nowhere. */
const mostVersions = 200;

const savedVersion = ({ id, fields, createdBy: madeBy, createdAt: madeAt }: ShownRecord): SavedVersion => ({
  id,
  automation: textIn(fields['automation']),
  number: Number(fields['number']),
  madeBy,
  madeAt,
  definition: readDefinition(fields),
});

/** Returns the versions of an automation, the newest first; undefined while they are being read. */
export function useVersionsOf(automation: string | undefined): readonly SavedVersion[] | undefined {
  const { data } = useRecordList(
    {
      entity: automationKinds.version,
      where: { field: 'automation', op: 'is', value: automation ?? '' },
      sort: [{ field: 'createdAt', direction: 'desc' }],
      limit: mostVersions,
    },
    { isOff: automation === undefined },
  );
  return useMemo(
    () => (automation === undefined ? [] : data?.rows.map(savedVersion).filter((one) => one.automation === automation)),
    [automation, data],
  );
}
