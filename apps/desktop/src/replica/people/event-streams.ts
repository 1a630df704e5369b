import type { Result } from '@outpost/domain/kernel/refusal';
import { eventCalls } from '../../bridge/calls/event-calls.ts';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/api/v1/events';

/** Asks the server for the streams of events. Nothing of the answer is stored. */
export const listEventStreams = async ({ link }: OpenTenant): Promise<Result<CallOutput<'events.streams'>>> =>
  askedValue(await link.ask(`${path}/streams`, undefined, eventCalls['events.streams'].output));

/** Asks the server for sign-ins and active people. Nothing of the answer is stored. */
export const listSignIns = async ({ link }: OpenTenant): Promise<Result<CallOutput<'events.signIns'>>> =>
  askedValue(await link.ask(`${path}/sign-ins`, undefined, eventCalls['events.signIns'].output));

/** Asks the server for events as they go out. Nothing of the answer is stored. */
export async function listEvents(
  { link }: OpenTenant,
  { before, topic }: CallInput<'events.list'>,
): Promise<Result<CallOutput<'events.list'>>> {
  const query = new URLSearchParams({
    ...(before === null ? {} : { before: String(before) }),
    ...(topic === null ? {} : { topic }),
  });
  return askedValue(await link.ask(`${path}?${query.toString()}`, undefined, eventCalls['events.list'].output));
}
