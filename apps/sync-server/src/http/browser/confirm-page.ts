import type { OpenAPIHono } from '@hono/zod-openapi';
import { confirmPages } from '../../integrations/email/confirm-links.ts';
import type { LinkedIds, SignedLinks } from '../../integrations/email/signed-links.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { signInPage } from './sign-in-page.ts';

export type ConfirmPagePorts = {
  readonly links: Pick<SignedLinks, 'read'>;
  /** Keeps the confirmation. Using a link several times has the effect of one use. */
  readonly confirm: (ids: LinkedIds) => Promise<void>;
};

/**
 * MSG-50: adds the page of the link by which a person confirms a consent. The page only asks, because mail scanners open links. Its
 * button confirms, without sign-in. Both answer every token alike, also forged ones; the body is not read.
 */
export function addConfirmPage(app: OpenAPIHono<HttpEnv>, { links, confirm }: ConfirmPagePorts): void {
  app.get(`${confirmPages}:token`, (c) =>
    signInPage(c, {
      title: 'Do you agree?',
      text: 'With the button you confirm that you agree to what the e-mail says. If you do not, close this page. You can take your agreement back at any time.',
      body: '<form method="post"><button class="action" type="submit">I agree</button></form>',
    }),
  );
  app.post(`${confirmPages}:token`, async (c) => {
    const ids = links.read(c.req.param('token'));
    if (ids) await confirm(ids);
    return signInPage(c, {
      title: 'Thank you',
      text: 'If this link came to you in an e-mail of the last 30 days, its sender now knows that you agree. You can close this page.',
    });
  });
}
