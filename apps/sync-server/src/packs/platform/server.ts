import { emailAdapter } from '../../integrations/email/email-adapter.ts';
import type { PackServer } from '../pack-server.ts';

/** The server's work for every tenant: it sends the e-mails that records of any pack order. */
export const platformServer: PackServer = {
  pack: 'platform',
  adapters: ({ mail }) => (mail ? [emailAdapter(mail)] : []),
};
