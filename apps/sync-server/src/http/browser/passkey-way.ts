import { escapeHtml } from '@outpost/domain/kernel/text/escape-html';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Result } from '@outpost/domain/kernel/refusal';
import { plainIssue } from '@outpost/domain/kernel/text/plain-issue';
import type { Context } from 'hono';
import type { z } from 'zod';
import { recallHandBack, signInOver } from '../../identity/hand-back/hand-back.ts';
import { kindOfPage } from '../../identity/passkey-pages/begin-passkey.ts';
import type { CeremonyKind } from '../../identity/passkeys/ceremonies.ts';
import { answerOnPage, passkeyOptions } from '../../identity/passkey-pages/on-page.ts';
import { partyOf } from '../../identity/passkeys/relying-party.ts';
import { answer, invalidInput } from '../answers/answer.ts';
import { originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { parseJson } from '../bodies/body-rules.ts';
import { browserCookie, type BrowserPorts, type BrowserWay, shortIdOf } from './browser-way.ts';
import { signInPages } from '../paths/sign-in-pages.ts';
import { signInPage } from './sign-in-page.ts';
import { passkeyScript } from './passkeys/passkey-script.ts';
import { onPageSchema, shownOnPageSchema } from './passkeys/passkey-fields.ts';

const folder = `${signInPages}passkey/`;
const require = createRequire(import.meta.url);
/** The library's build for web pages. The package's entry is its build for programs. */
const libraryFile = join(require.resolve('@simplewebauthn/browser'), '../../dist/bundle/index.umd.min.js');
const script = { 'content-type': 'text/javascript; charset=utf-8' } as const;

const notYours = 'Continue only if you have just started this in Outpost on this computer.';
const words: Readonly<Record<CeremonyKind, { readonly title: string; readonly text: string; readonly act: string }>> = {
  'sign-in': { title: 'Sign in with a passkey', text: notYours, act: 'Use a passkey' },
  answer: { title: 'Show that it is you', text: notYours, act: 'Use your passkey' },
  'set-up': {
    title: 'Make a passkey',
    text: `It stays on this computer, on your phone or on a security key, and signs you in without a password. ${notYours}`,
    act: 'Make a passkey',
  },
};

/** Returns the sign-in by passkey: a page on which the browser asks the authenticator. */
export function passkeyWay(ports: BrowserPorts): BrowserWay {
  const { identity } = ports;
  /** Returns the id of the page that is open in the asking browser. */
  const openPage = async (c: Context<HttpEnv>, shortId: string): Promise<Result<string>> => {
    const cookie = browserCookie(c, shortId, ports);
    const page = cookie === undefined ? undefined : await recallHandBack(cookie, identity);
    const isIt = page?.way === 'passkey' && shortIdOf(page.id) === shortId;
    return isIt ? { ok: true, value: page.id } : signInOver();
  };
  return {
    way: 'passkey',
    judge(wanted) {
      const party = partyOf(identity);
      return Promise.resolve(party.ok ? { ok: true, value: wanted } : party);
    },
    async open(c, { id, orgId }) {
      const { title, text, act } = words[await kindOfPage({ id, orgId }, identity)];
      const shortId = escapeHtml(shortIdOf(id));
      return signInPage(c, {
        title,
        text,
        body: `<p><button id="go" class="action" type="button" data-page="${shortId}" autofocus>${escapeHtml(act)}</button></p>
<p id="say" role="status"></p>
<noscript><p>Passkeys need JavaScript. Switch it on for this page, or use another way in Outpost.</p></noscript>`,
        scripts: [`${folder}webauthn.js`, `${folder}page.js`],
      });
    },
    addRoutes(app: OpenAPIHono<HttpEnv>) {
      app.get(`${folder}page.js`, (c) => c.body(passkeyScript, 200, script));
      app.get(`${folder}webauthn.js`, async (c) =>
        c.body(await readFile(libraryFile), 200, { ...script, 'cache-control': 'public, max-age=86400' }),
      );
      app.post(`${folder}options`, async (c) => {
        const given = await parsed(c, onPageSchema);
        if (!given.ok) return answer(c, given);
        const page = await openPage(c, given.value.page);
        return answer(c, page.ok ? await passkeyOptions(page.value, identity) : page);
      });
      app.post(`${folder}answer`, async (c) => {
        const given = await parsed(c, shownOnPageSchema);
        if (!given.ok) return answer(c, given);
        const { page: shortId, response } = given.value;
        const page = await openPage(c, shortId);
        if (!page.ok) return answer(c, page);
        return answer(c, await answerOnPage({ id: page.value, response }, { ...identity, origin: originOf(c) }));
      });
    },
  };
}

async function parsed<T>(c: Context<HttpEnv>, schema: z.ZodType<T>): Promise<Result<T>> {
  const json = parseJson(await c.req.text());
  if (!json.ok) return json;
  const read = schema.safeParse(json.value, { error: plainIssue });
  return read.success ? { ok: true, value: read.data } : invalidInput('body', read.error);
}
