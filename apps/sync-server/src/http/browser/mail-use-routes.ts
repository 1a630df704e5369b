import type { OpenAPIHono } from '@hono/zod-openapi';
import { mayBeMachine } from '../../integrations/mail-uses/machine-readers.ts';
import { mailUsePages, type UseLinks } from '../../integrations/mail-uses/use-links.ts';
import type { UsedMail } from '../../jobs/mail-uses/note-mail-use.ts';
import type { LinkedMail } from '../../jobs/mail-uses/note-visit.ts';
import { visitParameter } from '@outpost/domain/kernel/messages/page-visits';
import type { HttpEnv } from '../bodies/http-env.ts';
import { signInPage } from './sign-in-page.ts';

export type MailUsePorts = {
  readonly links: Pick<UseLinks, 'readLink' | 'readPicture'>;
  /** Keeps a use. A use of an e-mail that is not known changes nothing. */
  readonly note: (used: UsedMail & { readonly isMachine: boolean }) => Promise<void>;
  /** Returns the token that the target's website gets (MSG-81). Undefined: it gets none. */
  readonly visitToken: (linked: LinkedMail) => Promise<string | undefined>;
};

/** A GIF of one transparent pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Nobody keeps an answer, so that each use is told. No cookie is set, and the page behind a link is not told where its reader came from. */
const headers = { 'cache-control': 'no-store, max-age=0', 'referrer-policy': 'no-referrer' };

/**
 * MSG-46: adds the picture and the links of followed e-mails. Every token gets the same picture, also a forged one. A true link leads to its
 * target, whether or not its e-mail is still known. A forged, altered or foreign one gets one page and leads nowhere. HEAD counts as no use: mail
 * scanners send it. MSG-81: a named website gets a token with a person who agreed to it.
 */
export function addMailUseRoutes(app: OpenAPIHono<HttpEnv>, { links, note, visitToken }: MailUsePorts): void {
  const keep = (method: string, used: UsedMail | undefined, agent: string | undefined): Promise<void> =>
    used && method === 'GET' ? note({ ...used, isMachine: mayBeMachine(agent) }) : Promise.resolve();
  app.get(`${mailUsePages}:token`, async (c) => {
    await keep(c.req.method, links.readPicture(c.req.param('token')), c.req.header('user-agent'));
    return c.body(pixel, 200, {
      ...headers,
      'content-type': 'image/gif',
      'cross-origin-resource-policy': 'cross-origin',
    });
  });
  app.get(`${mailUsePages}:token/:target`, async (c) => {
    const used = links.readLink(c.req.param('token'), c.req.param('target'));
    if (!used) {
      const page = { title: 'This link does not work', text: 'It is not complete, or it was changed. Open the link in the e-mail again.' }; // prettier-ignore
      return signInPage(c, { ...page, status: 400 });
    }
    const agent = c.req.header('user-agent');
    await keep(c.req.method, used, agent);
    const target = new URL(used.target);
    const isByPerson = c.req.method === 'GET' && !mayBeMachine(agent);
    const token = isByPerson ? await visitToken({ ...used, target }) : undefined;
    return c.body(null, 302, { ...headers, location: token === undefined ? target.href : withToken(target, token) });
  });
}

/** Adds the token to an address, whose other parts stay as they are written. */
function withToken(target: URL, token: string): string {
  const { hash, search } = target;
  const address = hash === '' ? target.href : target.href.slice(0, -hash.length);
  const join = search !== '' || address.endsWith('?') ? '&' : '?';
  return `${address}${join}${visitParameter}=${token}${hash}`;
}
