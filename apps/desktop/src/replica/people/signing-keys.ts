import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { dkimCalls } from '../../bridge/calls/identity/dkim-calls.ts';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/admin/dkim-keys';

export const listSigningKeys = async ({ link }: OpenTenant): Promise<Result<CallOutput<'dkim.list'>>> =>
  askedValue(await link.ask(path, undefined, dkimCalls['dkim.list'].output));

export const makeSigningKey = async (
  { link }: OpenTenant,
  { domain }: CallInput<'dkim.make'>,
): Promise<Result<CallOutput<'dkim.make'>>> =>
  askedValue(await link.ask(path, { domain }, dkimCalls['dkim.make'].output));

/** Lets the server ask DNS whether a key is published. */
export const checkSigningKey = async (
  { link }: OpenTenant,
  { id }: CallInput<'dkim.check'>,
): Promise<Result<CallOutput<'dkim.check'>>> =>
  askedValue(await link.ask(`${path}/${id}/check`, {}, dkimCalls['dkim.check'].output));

export async function removeSigningKey({ link }: OpenTenant, { id }: CallInput<'dkim.remove'>): Promise<Result<null>> {
  const gone = askedValue(await link.ask(`${path}/${id}`, undefined, z.object({ done: z.literal(true) }), { method: 'DELETE' })); // prettier-ignore
  return gone.ok ? accept(null) : gone;
}
