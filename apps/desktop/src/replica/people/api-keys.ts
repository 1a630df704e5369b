import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { keyCalls } from '../../bridge/calls/identity/key-calls.ts';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/api/v1/keys';

export const listApiKeys = async ({ link }: OpenTenant): Promise<Result<CallOutput<'keys.list'>>> =>
  askedValue(await link.ask(path, undefined, keyCalls['keys.list'].output));

export const makeApiKey = async (
  { link }: OpenTenant,
  input: CallInput<'keys.make'>,
): Promise<Result<CallOutput<'keys.make'>>> => askedValue(await link.ask(path, input, keyCalls['keys.make'].output));

export const rotateApiKey = async (
  { link }: OpenTenant,
  { id, overlapHours }: CallInput<'keys.rotate'>,
): Promise<Result<CallOutput<'keys.rotate'>>> =>
  askedValue(await link.ask(`${path}/${id}/rotate`, { overlapHours }, keyCalls['keys.rotate'].output));

export async function endApiKey({ link }: OpenTenant, { id }: CallInput<'keys.end'>): Promise<Result<null>> {
  const ended = askedValue(await link.ask(`${path}/${id}`, undefined, z.unknown(), { method: 'DELETE' }));
  return ended.ok ? accept(null) : ended;
}
