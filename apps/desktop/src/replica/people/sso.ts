import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { ssoCalls } from '../../bridge/calls/identity/sso-calls.ts';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/admin/sso';
const doneSchema = z.object({ done: z.literal(true) });
const nothing = <T>(done: Result<T>): Result<null> => (done.ok ? accept(null) : done);

export const requestSso = async ({ link }: OpenTenant): Promise<Result<CallOutput<'sso.read'>>> =>
  askedValue(await link.ask(path, undefined, ssoCalls['sso.read'].output));

export const testSso = async (
  { link }: OpenTenant,
  input: CallInput<'sso.test'>,
): Promise<Result<CallOutput<'sso.test'>>> =>
  askedValue(await link.ask(`${path}/test`, input, ssoCalls['sso.test'].output));

export const readSsoMetadata = async (
  { link }: OpenTenant,
  input: CallInput<'sso.readMetadata'>,
): Promise<Result<CallOutput<'sso.readMetadata'>>> =>
  askedValue(await link.ask(`${path}/test`, input, ssoCalls['sso.readMetadata'].output));

export const draftSsoProvider = async ({ link }: OpenTenant): Promise<Result<CallOutput<'sso.draftProvider'>>> =>
  askedValue(await link.ask(`${path}/drafts`, {}, ssoCalls['sso.draftProvider'].output));

export const saveSsoProvider = async (
  { link }: OpenTenant,
  { id, draft, provider }: CallInput<'sso.saveProvider'>,
): Promise<Result<CallOutput<'sso.saveProvider'>>> => {
  const { output } = ssoCalls['sso.saveProvider'];
  return askedValue(
    id === undefined
      ? await link.ask(`${path}/providers`, { ...provider, ...(draft === undefined ? {} : { draft }) }, output)
      : await link.ask(`${path}/providers/${id}`, provider, output, { method: 'PUT' }),
  );
};

export const removeSsoProvider = async (
  { link }: OpenTenant,
  { id }: CallInput<'sso.removeProvider'>,
): Promise<Result<null>> =>
  nothing(askedValue(await link.ask(`${path}/providers/${id}`, undefined, doneSchema, { method: 'DELETE' })));

export const addSsoDomain = async (
  { link }: OpenTenant,
  input: CallInput<'sso.addDomain'>,
): Promise<Result<CallOutput<'sso.addDomain'>>> =>
  askedValue(await link.ask(`${path}/domains`, input, ssoCalls['sso.addDomain'].output));

const domainPath = (domain: string): string => `${path}/domains/${encodeURIComponent(domain)}`;

export const verifySsoDomain = async (
  { link }: OpenTenant,
  { domain }: CallInput<'sso.verifyDomain'>,
): Promise<Result<CallOutput<'sso.verifyDomain'>>> =>
  askedValue(await link.ask(`${domainPath(domain)}/verify`, {}, ssoCalls['sso.verifyDomain'].output));

export const removeSsoDomain = async (
  { link }: OpenTenant,
  { domain }: CallInput<'sso.removeDomain'>,
): Promise<Result<null>> =>
  nothing(askedValue(await link.ask(domainPath(domain), undefined, doneSchema, { method: 'DELETE' })));

export const changeSsoRule = async (
  { link }: OpenTenant,
  input: CallInput<'sso.changeRule'>,
): Promise<Result<CallOutput<'sso.changeRule'>>> =>
  askedValue(await link.ask(`${path}/rule`, input, ssoCalls['sso.changeRule'].output, { method: 'PUT' }));
