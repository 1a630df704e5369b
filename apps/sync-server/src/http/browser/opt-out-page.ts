import type { OpenAPIHono } from '@hono/zod-openapi';
import { type OptOutLink, type OptOutLinks, optOutPages } from '../../integrations/email/opt-out-links.ts';
import { signInPage } from './sign-in-page.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

export type OptOutPagePorts = {
  readonly links: Pick<OptOutLinks, 'read'>;
  /** Keeps the opt-out. Using a link several times has the effect of one use. */
  readonly optOut: (link: OptOutLink) => Promise<void>;
};

/**
 * MSG-37: adds the page of the link below offers, and the address to which mail programs send for it (RFC 8058). The page only asks: mail
 * scanners open links. Sending to the address opts out at once, without sign-in and whatever the body says; the body is not read. Both
 * answer every token alike, also forged ones.
 */
export function addOptOutPage(app: OpenAPIHono<HttpEnv>, { links, optOut }: OptOutPagePorts): void {
  app.get(`${optOutPages}:token`, (c) =>
    signInPage(c, {
      title: 'Get no more offers by e-mail?',
      text: 'With the button you get no more offers and surveys from this sender at this address. E-mails about your contracts and appointments still come.',
      body: '<form method="post"><button class="action" type="submit">Stop offers and surveys</button></form>',
    }),
  );
  app.post(`${optOutPages}:token`, async (c) => {
    const link = links.read(c.req.param('token'));
    if (link) await optOut(link);
    return signInPage(c, {
      title: 'Done',
      text: 'If this link came to you in an e-mail, its sender will send you no more offers and surveys by e-mail. You can close this page.',
    });
  });
}
