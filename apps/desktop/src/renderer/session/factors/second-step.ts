import { factorKinds, type FactorKind, setUpKinds, type SetUpKind } from '@outpost/domain/kernel/factor-kinds';
import { z } from 'zod';
import type { BridgeResult } from '../../../bridge/contract.ts';

/** The step that the server asks for after a right password. */
export type AskedSecondStep = {
  readonly challenge: string;
  readonly kinds: readonly FactorKind[];
  /** Kinds of factor of which a role of the person requires one: it is set up now. */
  readonly setUp?: readonly SetUpKind[];
  /** The days for which this device may then sign in without this step. Absent: it may not. */
  readonly trustDays?: number;
};

const detailsSchema = z.object({
  challenge: z.string(),
  kinds: z.array(z.string()),
  setUp: z.array(z.string()).optional(),
  trustDays: z.number().int().min(1).optional(),
});
const isSetUp = (kind: string): kind is SetUpKind => (setUpKinds as readonly string[]).includes(kind);
const isKnown = (kind: string): kind is FactorKind => (factorKinds as readonly string[]).includes(kind);

type Refused = Extract<BridgeResult<unknown>, { ok: false }>;

/**
 * Returns the step that an answer to a sign-in asks for, with the kinds that this version knows; otherwise undefined.
 */
export function secondStepIn(result: Refused): AskedSecondStep | undefined {
  if ('fault' in result || result.code !== 'access/second-factor-needed') return undefined;
  const details = detailsSchema.safeParse(result.details);
  if (!details.success) return undefined;
  const { challenge, kinds, setUp, trustDays } = details.data;
  return {
    challenge,
    kinds: kinds.filter(isKnown),
    ...(setUp ? { setUp: setUp.filter(isSetUp) } : {}),
    ...(trustDays === undefined ? {} : { trustDays }),
  };
}

/** Whether the same step may be answered again after this refusal. */
export const isSecondStepOpen = (result: Refused): boolean =>
  'fault' in result ||
  result.code === 'sync/offline' ||
  result.code === 'request/invalid' ||
  result.code === 'access/locked-out' ||
  (result.code === 'access/bad-code' && result.details['triesLeft'] !== 0);
