import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { calendarCalls } from '../../bridge/calls/calendar-calls.ts';
import type { CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/me/calendar-feed';

export const calendarFeed = async ({ link }: OpenTenant): Promise<Result<CallOutput<'calendar.feed'>>> =>
  askedValue(await link.ask(path, undefined, calendarCalls['calendar.feed'].output));

export const requestCalendarFeed = async ({ link }: OpenTenant): Promise<Result<CallOutput<'calendar.makeFeed'>>> =>
  askedValue(await link.ask(path, {}, calendarCalls['calendar.makeFeed'].output));

export async function requestCalendarFeedEnd({ link }: OpenTenant): Promise<Result<null>> {
  const ended = askedValue(
    await link.ask(path, undefined, z.strictObject({ done: z.literal(true) }), { method: 'DELETE' }),
  );
  return ended.ok ? accept(null) : ended;
}
