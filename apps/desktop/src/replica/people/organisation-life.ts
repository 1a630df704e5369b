import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { organisationCalls } from '../../bridge/calls/identity/organisation-calls.ts';
import type { CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const doneSchema = z.object({ done: z.literal(true) });

/** Asks the server for the plan of the organisation, its limits and its use. */
export const requestPlan = async ({ link }: OpenTenant): Promise<Result<CallOutput<'organisation.plan'>>> =>
  askedValue(await link.ask('/admin/plan', undefined, organisationCalls['organisation.plan'].output));

/** Asks the server whether and when the organisation is deleted. */
export const requestEnding = async ({ link }: OpenTenant): Promise<Result<CallOutput<'organisation.ending'>>> =>
  askedValue(await link.ask('/organisation/ending', undefined, organisationCalls['organisation.ending'].output));

async function post({ link }: OpenTenant, path: string, body: object): Promise<Result<null>> {
  const answer = askedValue(await link.ask(path, body, doneSchema));
  return answer.ok ? accept(null) : answer;
}

/**
 * Gives the ownership of the person to another one. Waiting changes of this device are sent first, so that they are
 * judged with the present rights.
 */
export async function requestOwnershipTransfer(
  open: OpenTenant,
  { to }: { readonly to: string },
): Promise<Result<null>> {
  await open.engine.now();
  const given = await post(open, '/organisation/transfer', { to });
  if (given.ok) await open.engine.now(); // the roles of both have changed
  return given;
}

/**
 * Leaves the organisation. Waiting changes of this device are sent first: afterwards the server accepts no changes of
 * the person.
 */
export async function requestLeaveOrganisation(open: OpenTenant): Promise<Result<null>> {
  await open.engine.now();
  const left = await post(open, '/organisation/leave', {});
  if (left.ok) await open.engine.now(); // the device learns that its session has ended
  return left;
}

/** Asks to delete the organisation, which is erased after 30 days. */
export const deleteOrganisation = async (
  { link }: OpenTenant,
  { name }: { readonly name: string },
): Promise<Result<CallOutput<'organisation.delete'>>> =>
  askedValue(await link.ask('/organisation/delete', { name }, organisationCalls['organisation.delete'].output));

/** Cancels the deletion. */
export const requestKeepOrganisation = (open: OpenTenant): Promise<Result<null>> =>
  post(open, '/organisation/keep', {});

/** Asks the server for the short name of the organisation and its former ones. */
export const requestSlug = async ({ link }: OpenTenant): Promise<Result<CallOutput<'organisation.slug'>>> =>
  askedValue(await link.ask('/organisation/slug', undefined, organisationCalls['organisation.slug'].output));

/** Changes the short name of the organisation. */
export const requestSlugChange = async (
  { link }: OpenTenant,
  { slug }: { readonly slug: string },
): Promise<Result<CallOutput<'organisation.changeSlug'>>> =>
  askedValue(await link.ask('/organisation/slug', { slug }, organisationCalls['organisation.changeSlug'].output));
