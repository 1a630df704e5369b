import { emailAdapter } from '../../integrations/email/email-adapter.ts';
import type { PackServer } from '../pack-server.ts';

/** What the server does for every tenant: it sends the e-mails that records of any pack ask for. */
export const platformServer: PackServer = {
  pack: 'platform',
  adapters: ({ mail }) => (mail ? [emailAdapter(mail)] : []),
};
