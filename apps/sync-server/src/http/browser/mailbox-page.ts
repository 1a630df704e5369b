import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { escapeHtml } from '@outpost/domain/kernel/text/escape-html';
import { type BroughtAnswer, endMailSignIn, type MailboxOauthPorts, mailboxPages, whoseMailSignIn } from '../../integrations/mailboxes/mailbox-oauth.ts'; // prettier-ignore
import type { HttpEnv } from '../bodies/http-env.ts';
import { signInPage } from './sign-in-page.ts';

/** Chosen: codes of Microsoft have some thousand characters. */
const mostCodeChars = 8_192;

function broughtBy(c: Context<HttpEnv>): BroughtAnswer {
  const code = c.req.query('code');
  const isUsable = code !== undefined && code !== '' && code.length <= mostCodeChars;
  return { provider: c.req.param('provider') ?? '', state: c.req.query('state') ?? '', code: isUsable ? code : undefined }; // prettier-ignore
}

const pageOver = (c: Context<HttpEnv>): Response =>
  signInPage(c, {
    title: 'This sign-in is over',
    text: 'It took too long, is finished already, or you have signed out of Outpost since. Go back to Outpost, and start it again under Settings, Mailbox.',
    status: 410,
  });

/**
 * MBX-18: adds the page to which a provider sends the browser back. The page asks, because somebody else may have sent its reader here: it names the account
 * to which the mailbox would come. Its button ends the sign-in. The form has no fields: the state and the code stand in the address.
 */
export function addMailboxPage(app: OpenAPIHono<HttpEnv>, ports: MailboxOauthPorts): void {
  app.get(`${mailboxPages}:provider`, async (c) => {
    const brought = broughtBy(c);
    const whose = await whoseMailSignIn(ports, brought);
    if (!whose) return pageOver(c);
    if (brought.code === undefined)
      return signInPage(c, {
        title: 'No mailbox was connected',
        text: `${whose.provider} did not allow it, or you went back. You can close this window, and try again in Outpost.`,
      });
    return signInPage(c, {
      title: 'Connect this mailbox to Outpost?',
      text: `Outpost will read answers in the mailbox to which you have just signed in with ${whose.provider}, and send from it. It is connected to this account:`,
      body: `<dl><dt>Account</dt><dd>${escapeHtml(whose.email)}</dd></dl><p>Did somebody else send you here? Then close this window.</p><form method="post"><button class="action" type="submit">Connect the mailbox</button></form>`,
    });
  });
  app.post(`${mailboxPages}:provider`, async (c) => {
    const ended = await endMailSignIn(ports, broughtBy(c));
    switch (ended.is) {
      case 'connected':
        return signInPage(c, { title: 'Your mailbox is connected', text: `Outpost now uses ${ended.address}. You can close this window.` }); // prettier-ignore
      case 'over':
        return pageOver(c);
      case 'cancelled':
      case 'failed':
        return signInPage(c, {
          title: 'No mailbox was connected',
          text: `${ended.is === 'failed' ? ended.why : 'It was not allowed.'} You can close this window, and try again in Outpost.`,
          status: 400,
        });
    }
  });
}
