import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { accountCalls } from '../../../bridge/calls/identity/account-calls.ts';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import type { OpenTenant } from '../../session/open-tenant.ts';
import { askedValue } from '../../sync/line/asked-value.ts';

const path = '/auth/email';

/** Asks the server for the codes that change the person's own address. The password is stored nowhere. */
export const requestEmailCodes = async (
  { link }: OpenTenant,
  input: CallInput<'account.askToChangeEmail'>,
): Promise<Result<CallOutput<'account.askToChangeEmail'>>> =>
  askedValue(await link.ask(path, input, accountCalls['account.askToChangeEmail'].output));

/** Changes the person's own address at the server. The record and the shown session follow at once. */
export async function requestEmailChange(
  open: OpenTenant,
  input: CallInput<'account.changeEmail'>,
): Promise<Result<null>> {
  const done = z.strictObject({ done: z.literal(true) });
  const changed = askedValue(await open.link.ask(path, input, done, { method: 'PUT' }));
  if (!changed.ok) return changed;
  await open.hearRights();
  await open.engine.now();
  return accept(null);
}
