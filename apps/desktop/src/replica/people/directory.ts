import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { directoryCalls } from '../../bridge/calls/directory-calls.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

type Made = Promise<Result<CallOutput<'directory.makeToken'>>>;
const path = '/admin/directory';
const doneSchema = z.object({}); // the answers say no more than that it is done
const madeSchema = directoryCalls['directory.makeToken'].output;

/** Asks the server how the directory is set up. */
export const readDirectory = async ({ link }: OpenTenant): Promise<Result<CallOutput<'directory.read'>>> =>
  askedValue(await link.ask(path, undefined, directoryCalls['directory.read'].output));

/** Has the server make a token. No device stores it. */
export const makeDirectoryToken = async ({ link }: OpenTenant, { name }: CallInput<'directory.makeToken'>): Made =>
  askedValue(await link.ask(`${path}/tokens`, { name }, madeSchema));

export const rotateDirectoryToken = async ({ link }: OpenTenant, { id }: CallInput<'directory.rotateToken'>): Made =>
  askedValue(await link.ask(`${path}/tokens/${id}/rotate`, { overlapHours: 24 }, madeSchema));

/** Ends a token: the server refuses its next request. */
export const endDirectoryToken = ({ link }: OpenTenant, { id }: CallInput<'directory.endToken'>) =>
  done(link.ask(`${path}/tokens/${id}`, undefined, doneSchema, { method: 'DELETE' }));

export const setDirectoryInvites = ({ link }: OpenTenant, { invites }: CallInput<'directory.setInvites'>) =>
  done(link.ask(path, { invites }, doneSchema, { method: 'PUT' }));

/** Sets the roles that the members of a group get. The changed people arrive with the next pull. */
export async function mapDirectoryGroup(
  { link, engine }: OpenTenant,
  { id, roles }: CallInput<'directory.mapGroup'>,
): Promise<Result<null>> {
  const set = await done(link.ask(`${path}/groups/${id}/roles`, { roles }, doneSchema, { method: 'PUT' }));
  if (set.ok) await engine.now();
  return set;
}

async function done(asked: ReturnType<OpenTenant['link']['ask']>): Promise<Result<null>> {
  const answer = askedValue(await asked);
  return answer.ok ? accept(null) : answer;
}
