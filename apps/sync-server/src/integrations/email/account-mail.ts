import type { MailPorts } from './email-adapter.ts';
import type { Mail } from './mail-transport.ts';

type AccountMail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  readonly pictures?: Mail['pictures'];
  readonly id: string;
};

/**
 * Sends mail about accounts by the server's mail server. A mail whose outcome is not clear is sent again: two of the same are
 * harmless.
 */
export const accountMailSender =
  ({ transport, from }: Pick<MailPorts, 'transport' | 'from'>) =>
  async ({ id, html, pictures, ...mail }: AccountMail): Promise<'sent' | 'refused' | 'later'> => {
    const domain = from.replace(/^.*@/, '').replace(/[>\s]/g, '');
    const { status } = await transport.send({
      ...mail,
      ...(html === undefined ? {} : { html }),
      ...(pictures === undefined ? {} : { pictures }),
      from,
      messageId: `<${id}@${domain}>`,
    });
    return status === 'unclear' ? 'later' : status;
  };
