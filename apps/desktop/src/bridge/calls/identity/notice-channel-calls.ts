import { z } from 'zod';

const channelsSchema = z.object({
  /** Null: the server sends no pushes. */
  publicKey: z.string().nullable(),
  /** The browsers that get pushes. `service`: the host of the push service. `madeAt`: ISO 8601 UTC. */
  subscriptions: z.array(z.object({ id: z.string(), service: z.string(), deviceName: z.string(), madeAt: z.string() })),
  /** Whether the server sends texts for the organisation. */
  sendsTexts: z.boolean(),
  /** The number for texts. `stopped`: it has answered with a word such as STOP. */
  number: z.object({ number: z.string(), state: z.enum(['unconfirmed', 'confirmed', 'stopped']) }).nullable(),
});
export type ShownNoticeChannels = z.infer<typeof channelsSchema>;

/** The calls about where notifications are sent beside e-mail. The server has it, so all refuse `sync/offline` where it does not answer. */
export const noticeChannelCalls = {
  'noticeChannels.show': { input: z.null(), output: channelsSchema },
  'noticeChannels.removePush': { input: z.strictObject({ id: z.string() }), output: channelsSchema },
  /** Sends a code to a number. Refuses `request/too-many` after three codes in half an hour. */
  'noticeChannels.enterNumber': { input: z.strictObject({ number: z.string().max(40) }), output: channelsSchema },
  /** Refuses `access/bad-code` for a code that is wrong, used or too old. */
  'noticeChannels.confirmNumber': { input: z.strictObject({ code: z.string().max(40) }), output: channelsSchema },
  'noticeChannels.removeNumber': { input: z.null(), output: channelsSchema },
} as const;
