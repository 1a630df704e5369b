import type { Result } from '@outpost/domain/kernel/refusal';
import { noticeChannelCalls, type ShownNoticeChannels } from '../../../bridge/calls/identity/notice-channel-calls.ts';
import type { OpenTenant } from '../../session/open-tenant.ts';
import { askedValue } from '../../sync/line/asked-value.ts';

const { output } = noticeChannelCalls['noticeChannels.show'];

/** Asks the server about the person's channels of notifications, or changes them. `at`: the path behind the common one. */
export const askNoticeChannels = async (
  { link }: OpenTenant,
  at: string,
  { method, body }: { readonly method?: 'PUT' | 'DELETE'; readonly body?: object } = {},
): Promise<Result<ShownNoticeChannels>> =>
  askedValue(await link.ask(`/me/notice-channels${at}`, body, output, method === undefined ? {} : { method }));
