import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { CallInput } from '../../../bridge/contract.ts';
import type { OpenTenant } from '../../session/open-tenant.ts';
import { askedValue } from '../../sync/line/asked-value.ts';

/** Changes the person's own password at the server. Neither password is stored. */
export async function requestPasswordChange(
  { link }: OpenTenant,
  { present, chosen, others }: CallInput<'account.changePassword'>,
): Promise<Result<null>> {
  const body = { currentPassword: present, newPassword: chosen, others };
  const done = z.strictObject({ done: z.literal(true) });
  const changed = askedValue(await link.ask('/auth/password', body, done, { method: 'PUT' }));
  return changed.ok ? accept(null) : changed;
}
