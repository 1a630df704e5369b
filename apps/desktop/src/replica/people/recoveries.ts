import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { peopleCalls } from '../../bridge/calls/identity/people-calls.ts';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

/** Asks the server for the removals of second factors that wait. */
export const requestRecoveries = async ({ link }: OpenTenant): Promise<Result<CallOutput<'people.recoveries'>>> =>
  askedValue(await link.ask('/admin/recoveries', undefined, peopleCalls['people.recoveries'].output));

/** Begins the removal of a person's second factors, agrees to it, or withdraws it, at the server. */
export async function recoverPerson(
  { link }: OpenTenant,
  { id, step }: CallInput<'people.recover'>,
): Promise<Result<null>> {
  const path = `/admin/members/${id}/recovery`;
  const done =
    step === 'take-back'
      ? await link.ask(path, undefined, z.unknown(), { method: 'DELETE' })
      : await link.ask(step === 'agree' ? `${path}/consent` : path, {}, z.unknown());
  const answer = askedValue(done);
  return answer.ok ? accept(null) : answer;
}
