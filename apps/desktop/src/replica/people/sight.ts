import {
  type ExplainedAccess,
  explainedAccessSchema,
  type SeenBy,
  seenBySchema,
} from '@outpost/domain/kernel/access/sight';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { CallInput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

type Open = Pick<OpenTenant, 'link'>;

/** Asks the server for the rights of a person or a role to a record. */
export async function explainedAccess(
  { link }: Open,
  { of, record }: CallInput<'access.explain'>,
): Promise<Result<ExplainedAccess>> {
  return askedValue(await link.ask('/access/explain', { ...of, record }, explainedAccessSchema));
}

/** Asks the server for all people who see a record. */
export async function peopleWhoSee({ link }: Open, asked: CallInput<'access.seenBy'>): Promise<Result<SeenBy>> {
  return askedValue(await link.ask('/access/seen-by', asked, seenBySchema));
}
