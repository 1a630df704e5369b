import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { accountCalls } from '../../bridge/calls/identity/account-calls.ts';
import { peopleCalls } from '../../bridge/calls/identity/people-calls.ts';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

/** Asks the server what an erasure of a person would remove and change (ADR 122). */
export const requestErasure = async (
  { link }: OpenTenant,
  { id }: CallInput<'people.erasure'>,
): Promise<Result<CallOutput<'people.erasure'>>> =>
  askedValue(await link.ask(`/admin/members/${id}/erasure`, undefined, peopleCalls['people.erasure'].output));

/** Has the server erase a person. This device syncs first and afterwards: it sends what it has, and gets the pseudonym. */
export async function erasePerson(
  { link, engine }: OpenTenant,
  { id, ...order }: CallInput<'people.erase'>,
): Promise<Result<CallOutput<'people.erase'>>> {
  await engine.now();
  const erased = askedValue(await link.ask(`/admin/members/${id}/erase`, order, peopleCalls['people.erase'].output));
  if (erased.ok) await engine.now();
  return erased;
}

const own = '/me/erasure';

/** Asks the server for the erasure of the person's own account that waits. */
export const requestOwnErasure = async ({ link }: OpenTenant): Promise<Result<CallOutput<'account.erasure'>>> =>
  askedValue(await link.ask(own, undefined, accountCalls['account.erasure'].output));

/** Asks to erase the person's own account after the grace. */
export const askForOwnErasure = async (
  { link }: OpenTenant,
  input: CallInput<'account.askForErasure'>,
): Promise<Result<CallOutput<'account.askForErasure'>>> =>
  askedValue(await link.ask(own, input, accountCalls['account.askForErasure'].output));

/** Stops the erasure of the person's own account. */
export async function keepOwnAccount({ link }: OpenTenant): Promise<Result<null>> {
  const stopped = askedValue(await link.ask(own, undefined, z.unknown(), { method: 'DELETE' }));
  return stopped.ok ? accept(null) : stopped;
}
