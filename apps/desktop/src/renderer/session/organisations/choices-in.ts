import { z } from 'zod';
import type { BridgeResult } from '../../../bridge/contract.ts';

/** An organisation that a sign-in may name. */
export type SignInOrganisation = { readonly id: string; readonly name: string };

const detailsSchema = z.object({ organisations: z.array(z.object({ id: z.string(), name: z.string() })).min(1) });

/** Returns the organisations that an answer to a sign-in asks to choose from; otherwise undefined. */
export function choicesIn(
  result: Extract<BridgeResult<unknown>, { ok: false }>,
): readonly SignInOrganisation[] | undefined {
  if ('fault' in result || result.code !== 'access/choose-organisation') return undefined;
  const details = detailsSchema.safeParse(result.details);
  return details.success ? details.data.organisations : undefined;
}
