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

/** Sends mail about accounts by the server's mail server. */
export const accountMailSender =
  ({ transport, from }: Pick<MailPorts, 'transport' | 'from'>) =>
  async ({ id, html, pictures, to, subject, text }: AccountMail): Promise<'sent' | 'refused' | 'later' | 'unclear'> => {
    const domain = from.replace(/^.*@/, '').replace(/[>\s]/g, '');
    const { status } = await transport.send({
      to,
      subject,
      text,
      ...(html === undefined ? {} : { html }),
      ...(pictures === undefined ? {} : { pictures }),
      from,
      messageId: `<${id}@${domain}>`,
    });
    return status;
  };
