import type { OpenAPIHono } from '@hono/zod-openapi';
import { openPagePath } from '../../identity/mail/open-link.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { signInPage } from './sign-in-page.ts';

const scriptFile = `${openPagePath}/page.js`;

/**
 * The script of the page. The target is in the fragment of the address, which no server sees. The button opens only targets in the form
 * of `devicesLink`; the app checks the link again. Another link that is opened in the same tab only changes the fragment.
 */
const script = `const at = (id) => document.getElementById(id);
function show() {
  const target = location.hash.slice(1);
  const isTarget = /^[0-9a-f-]{36}\\/devices\\/[0-9a-f-]{36}$/.test(target);
  at('with-target').hidden = !isTarget;
  at('without-target').hidden = isTarget;
  at('open').href = isTarget ? 'outpost://open/' + target : '#';
  if (isTarget) at('open').focus();
}
addEventListener('hashchange', show);
show();
`;

const body = `<div id="with-target" hidden>
<p><a id="open" class="action" href="#">Open Outpost</a></p>
<p>If nothing happens, open Outpost on the computer on which you use it, and go to Settings, Devices.</p>
</div>
<div id="without-target">
<p>Open the link of the e-mail again. Or open Outpost, and go to Settings, Devices.</p>
<noscript><p>The button that opens Outpost needs JavaScript.</p></noscript>
</div>`;

/** Adds the page that opens the app where a mail says. It is the same for every caller: the server does not see the target. */
export function addOpenPage(app: OpenAPIHono<HttpEnv>): void {
  app.get(openPagePath, (c) =>
    signInPage(c, {
      title: 'Go on in Outpost',
      text: 'Outpost is a program on your computer.',
      body,
      scripts: [scriptFile],
    }),
  );
  app.get(scriptFile, (c) => c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
}
