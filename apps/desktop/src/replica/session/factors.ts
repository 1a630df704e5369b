import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { factorCalls } from '../../bridge/calls/identity/factor-calls.ts';
import { passkeyCalls } from '../../bridge/calls/identity/passkey-calls.ts';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { askedValue } from '../sync/line/asked-value.ts';
import type { OpenTenant } from './open-tenant.ts';

const path = '/auth/factors';
const doneSchema = z.strictObject({ done: z.literal(true) });

export const listFactors = async ({ link }: OpenTenant): Promise<Result<CallOutput<'factors.list'>>> =>
  askedValue(await link.ask(path, undefined, factorCalls['factors.list'].output));

export const passkeysState = async ({ link }: OpenTenant): Promise<Result<CallOutput<'passkeys.state'>>> =>
  askedValue(await link.ask('/auth/passkeys', undefined, passkeyCalls['passkeys.state'].output));

export const requestTotpFactor = async (
  { link }: OpenTenant,
  input: CallInput<'factors.startTotp'>,
): Promise<Result<CallOutput<'factors.startTotp'>>> =>
  askedValue(await link.ask(`${path}/totp`, input, factorCalls['factors.startTotp'].output));

export const requestSentFactor = async (
  { link }: OpenTenant,
  { kind, phone }: CallInput<'factors.startSent'>,
): Promise<Result<CallOutput<'factors.startSent'>>> =>
  askedValue(
    await link.ask(`${path}/${kind}`, kind === 'sms' ? { phone } : {}, factorCalls['factors.startSent'].output),
  );

export const requestFactorConfirmation = async (
  { link }: OpenTenant,
  { id, code }: CallInput<'factors.confirm'>,
): Promise<Result<CallOutput<'factors.confirm'>>> =>
  askedValue(await link.ask(`${path}/${id}/confirm`, { code }, factorCalls['factors.confirm'].output));

export const makeBackupCodes = async ({ link }: OpenTenant): Promise<Result<CallOutput<'factors.makeBackupCodes'>>> =>
  askedValue(await link.ask(`${path}/backup-codes`, {}, factorCalls['factors.makeBackupCodes'].output));

export async function requestFactorName(
  { link }: OpenTenant,
  { id, name }: CallInput<'factors.rename'>,
): Promise<Result<null>> {
  const renamed = askedValue(await link.ask(`${path}/${id}/name`, { name }, doneSchema, { method: 'PUT' }));
  return renamed.ok ? accept(null) : renamed;
}

export async function removeFactor({ link }: OpenTenant, { id }: CallInput<'factors.remove'>): Promise<Result<null>> {
  const removed = askedValue(await link.ask(`${path}/${id}`, undefined, doneSchema, { method: 'DELETE' }));
  return removed.ok ? accept(null) : removed;
}

export async function requestStepUp({ link }: OpenTenant, input: CallInput<'session.stepUp'>): Promise<Result<null>> {
  const proved = askedValue(await link.ask('/auth/step-up', input, doneSchema));
  return proved.ok ? accept(null) : proved;
}

export async function checkProof({ link }: OpenTenant): Promise<Result<null>> {
  const proved = askedValue(await link.ask('/auth/step-up', undefined, doneSchema));
  return proved.ok || proved.code !== 'access/step-up-needed' ? accept(null) : proved;
}

/**
 * Refuses unless the server confirms that the person has recently proved their identity. Without contact it refuses,
 * too.
 */
export async function proveOnline({ link }: Pick<OpenTenant, 'link'>): Promise<Result<null>> {
  const proved = askedValue(await link.ask('/auth/step-up', undefined, doneSchema));
  return proved.ok ? accept(null) : proved;
}

export const readOwnRecovery = async ({ link }: OpenTenant): Promise<Result<CallOutput<'factors.recovery'>>> =>
  askedValue(await link.ask('/auth/recovery', undefined, factorCalls['factors.recovery'].output));

export async function stopOwnRecovery({ link }: OpenTenant): Promise<Result<null>> {
  const stopped = askedValue(await link.ask('/auth/recovery', undefined, doneSchema, { method: 'DELETE' }));
  return stopped.ok ? accept(null) : stopped;
}

export const askForStepUpCode = async (
  { link }: OpenTenant,
  input: CallInput<'session.askForStepUpCode'>,
): Promise<Result<CallOutput<'session.askForStepUpCode'>>> =>
  askedValue(await link.ask('/auth/step-up/code', input, factorCalls['session.askForStepUpCode'].output));
