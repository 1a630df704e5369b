import { escapeHtml } from '@outpost/domain/kernel/text/escape-html';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { invitedPagePath } from '../../identity/mail/invited-link.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { signInPage } from './sign-in-page.ts';

const scriptFile = `${invitedPagePath}/page.js`;

/**
 * The script of the page. The code is in the fragment of the address, which no server sees. It is removed from the address bar, so that
 * the history of the browser does not keep it. The button has a link that names the server of this page and no other one. Another link
 * that is opened in the same tab only changes the fragment: the page then shows that one.
 */
const script = `const at = (id) => document.getElementById(id);
function show() {
  const code = location.hash.slice(1).replaceAll(/%2D/gi, '-').toUpperCase();
  history.replaceState(null, '', location.pathname);
  const isCode = /^[A-HJ-NP-Z2-9]{4}(?:-[A-HJ-NP-Z2-9]{4}){4}$/.test(code);
  at('with-code').hidden = !isCode;
  at('without-code').hidden = isCode;
  at('open').href = isCode ? 'outpost://invited/' + location.protocol.slice(0, -1) + '/' + location.host + '/' + code : '#';
  at('code').textContent = isCode ? code : '';
  at('server').textContent = location.origin;
  if (isCode) at('open').focus();
}
addEventListener('hashchange', show);
show();
`;

/** `downloadUrl`: the address at which people get the program; undefined where the operator has set none. */
export type InvitedPagePorts = { readonly downloadUrl: string | undefined };

const body = ({ downloadUrl }: InvitedPagePorts): string => `<div id="with-code" hidden>
<p><a id="open" class="action" href="#">Open Outpost</a></p>
<p>If nothing happens, Outpost is not installed on this computer. ${downloadUrl === undefined ? 'Ask the person who invited you for it.' : `<a href="${escapeHtml(downloadUrl)}" rel="noreferrer">Get Outpost</a>.`} Then open the link of the e-mail again, or choose “I have an invitation” in Outpost and enter this:</p>
<dl>
<dt>Server</dt><dd id="server"></dd>
<dt>Code</dt><dd><code id="code"></code></dd>
</dl>
<p>The code works once. Give it to nobody.</p>
</div>
<div id="without-code">
<p>Open the link of the e-mail again. Or open Outpost, choose “I have an invitation” and enter the code of the e-mail.${downloadUrl === undefined ? '' : ` <a href="${escapeHtml(downloadUrl)}" rel="noreferrer">Get Outpost</a>.`}</p>
<noscript><p>The button that opens Outpost needs JavaScript.</p></noscript>
</div>`;

/**
 * Adds the page of the link of an invitation. It is the same for every caller: the server sees no code here, so the page says
 * nothing about an invitation or an account.
 */
export function addInvitedPage(app: OpenAPIHono<HttpEnv>, ports: InvitedPagePorts): void {
  app.get(invitedPagePath, (c) =>
    signInPage(c, {
      title: 'You are invited to Outpost',
      text: 'Your organisation works with Outpost, a program on your computer.',
      body: body(ports),
      scripts: [scriptFile],
    }),
  );
  app.get(scriptFile, (c) => c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
}
