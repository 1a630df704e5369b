import { readDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import { runStatuses } from '@outpost/domain/kernel/automation/run-machine';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useMemo } from 'react';
import type { ShownAutomation, ShownAutomationVersion } from '../../../bridge/calls/automation-calls.ts';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { textIn } from '../../records/values/shown-value.ts';

/** Chosen: an organisation has some dozens of automations, and changes each a few times a year. */
const mostAutomations = 200;
const mostVersions = 1_000;

function keptVersion(record: ShownRecord): ShownAutomationVersion {
  const { id, fields, createdBy: madeBy } = record;
  const read = readDefinition(fields);
  const definition = read === undefined ? null : (JSON.parse(JSON.stringify(read)) as NonNullable<ShownAutomationVersion['definition']>); // as the server sends it
  return { id, number: Number(fields['number']), madeBy, definition };
} // prettier-ignore

const noRuns = Object.fromEntries(runStatuses.map((status) => [status, 0])) as ShownAutomation['runs']; // all of its keys

const nothingTold = { runs: noRuns, lastDue: null } as const;

const pausedOf = (at: string, why: JsonValue | undefined): ShownAutomation['paused'] =>
  at === '' ? null : { at, why: why === 'storm' || why === 'definition' ? why : 'person' };

/** Returns an automation as this device has it, with the numbers of runs that the server told. `versions`: the newest first. */
function keptAutomation({ id, fields }: ShownRecord, versions: readonly ShownRecord[], { runs, lastDue }: Pick<ShownAutomation, 'runs' | 'lastDue'>): ShownAutomation {
  const own = versions.filter((one) => textIn(one.fields['automation']) === id);
  const live = own.find((one) => one.id === textIn(fields['live']));
  const shown = live ?? own[0];
  return {
    id,
    name: textIn(fields['name']),
    describes: textIn(fields['describes']) || null,
    isLive: live !== undefined,
    version: shown === undefined ? null : keptVersion(shown),
    paused: pausedOf(textIn(fields['pausedAt']), fields['pausedWhy']),
    runs,
    lastDue,
  };
} // prettier-ignore

/**
 * Returns the automations by name: as this device has them, so that what a person has just saved is there, also offline. The server tells
 * the runs, and those that are not on this device yet. Undefined where neither is known.
 */
export function useListedAutomations(told: readonly ShownAutomation[] | undefined): readonly ShownAutomation[] | undefined {
  const kept = useRecordList({
    entity: automationKinds.automation,
    sort: [{ field: 'name', direction: 'asc' }],
    limit: mostAutomations,
  }).data?.rows;
  const versions = useRecordList({
    entity: automationKinds.version,
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: mostVersions,
  }).data?.rows;
  return useMemo(() => {
    if (kept === undefined || versions === undefined) return told;
    const toldById = new Map(told?.map((one) => [one.id, one]));
    const here = kept.map((record) => keptAutomation(record, versions, toldById.get(record.id) ?? nothingTold));
    const ids = new Set(here.map(({ id }) => id));
    const all = [...here, ...(told ?? []).filter(({ id }) => !ids.has(id))];
    return told === undefined && all.length === 0 ? undefined : all;
  }, [kept, versions, told]);
} // prettier-ignore
