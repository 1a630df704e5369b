import type { Formats } from '@outpost/ui/formats/formats';
import type { CallOutput } from '../../../bridge/contract.ts';

/** A limit of the plan, with the use of the organisation. */
export type PlanQuota = CallOutput<'organisation.plan'>['quotas'][number];

const mib = 1_048_576;
/** Chosen: from here on an administrator should act. */
export const nearlyFull = 0.9;

/** Returns the used share of a limit, from 0; undefined without a limit, and before the use is counted. */
export const usedShare = ({ limit, used }: PlanQuota): number | undefined =>
  limit === null || used === null ? undefined : limit === 0 ? 1 : used / limit;

export const quotaLabel = ({ label, unit }: PlanQuota): string =>
  unit === 'bytes' ? 'Files' : `${label.slice(0, 1).toUpperCase()}${label.slice(1)}`;

/** Returns an amount of a limit in words: "12 MB", "1,200". */
export const quotaAmount = (value: number, unit: PlanQuota['unit'], formats: Formats): string =>
  unit === 'bytes' ? `${formats.number(value / mib, 0)} MB` : formats.count(value);
