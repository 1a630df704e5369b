import { z } from 'zod';
import { notificationKindIds } from '../../bridge/calls/notification-calls.ts';

/** The state of the page in its address. An unknown value shows everything. */
export const notificationsSearchSchema = z.object({
  show: z.enum(['unread', 'needs-you']).optional().catch(undefined),
  kind: z.enum(notificationKindIds).optional().catch(undefined),
  preferences: z.boolean().optional().catch(undefined),
});
export type NotificationsSearch = z.output<typeof notificationsSearchSchema>;
