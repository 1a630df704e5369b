import { escapeHtml } from '@outpost/domain/kernel/text/escape-html';
import type { Context } from 'hono';
import type { HttpEnv } from '../bodies/http-env.ts';
import { signInPages } from '../paths/sign-in-pages.ts';

const styleFile = `${signInPages}page.css`;

/**
 * The policy of these pages: scripts, styles and requests of this server only. No page may show them in a frame, which prevents
 * clickjacking.
 */
export const signInPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/**
 * The colours are copies of the app's tokens (`packages/ui/src/theme/tokens.css`): these pages are read before anything of the app is
 * there. A test compares them.
 */
const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --canvas: #f6f5f2; --ink: #1f1d1a; --ink-2: #57534c; --accent-fill: #2f5fd6; --accent-fill-hover: #2856c8; --on-accent: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --canvas: #151413; --ink: #edebe6; --ink-2: #b5b0a7; --accent-fill: #3a66db; --accent-fill-hover: #2f5fd6; --on-accent: #ffffff; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--canvas); color: var(--ink); }
main { max-width: 26rem; padding: 1.5rem; }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 0.5rem; }
p { margin: 0 0 1rem; }
a.action, button.action { display: inline-block; padding: 0.5rem 1rem; border: 0; border-radius: 0.375rem; background: var(--accent-fill); color: var(--on-accent); font: inherit; font-weight: 500; text-decoration: none; cursor: pointer; }
a.action:hover, button.action:hover { background: var(--accent-fill-hover); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; margin: 0 0 1rem; }
dt { color: var(--ink-2); }
dd { margin: 0; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent-fill); outline-offset: 2px; }
`;

/** A page of signing in. `goTo`: the browser opens this address by itself, and by the link. `body`: markup of the page's own, escaped already. */
export type BrowserSignInPage = {
  readonly title: string;
  readonly text: string;
  readonly goTo?: { readonly address: string; readonly label: string };
  readonly body?: string;
  /** Files of this server. */
  readonly scripts?: readonly string[];
  readonly status?: 200 | 400 | 403 | 410;
};

/** Answers with a page of signing in. */
export function signInPage(
  c: Context<HttpEnv>,
  { title, text, goTo, body = '', scripts = [], status = 200 }: BrowserSignInPage,
): Response {
  const link = goTo ? `<p><a class="action" href="${escapeHtml(goTo.address)}">${escapeHtml(goTo.label)}</a></p>` : '';
  const refresh = goTo ? `<meta http-equiv="refresh" content="0;url=${escapeHtml(goTo.address)}">` : '';
  const files = scripts.map((file) => `<script type="module" src="${escapeHtml(file)}"></script>`).join('');
  return c.html(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Outpost</title>
<link rel="stylesheet" href="${styleFile}">
<link rel="icon" href="data:,">
${refresh}
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
${link}${body}
</main>
${files}
</body>
</html>
`,
    status,
  );
}

/** Answers with the style of these pages. */
export const signInStyle = (c: Context<HttpEnv>): Response =>
  c.body(style, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=3600' });

/** Sends the browser back to the app with a code. The page stays open, and says what to do if nothing happens. */
export const backToApp = (c: Context<HttpEnv>, address: string): Response =>
  signInPage(c, {
    title: 'Go back to Outpost',
    text: 'You are done here. If Outpost does not open by itself, open it with the button. Then you can close this page.',
    goTo: { address, label: 'Open Outpost' },
  });

/** Answers with a page: the sign-in is over, or belongs to another browser. */
export const signInPageOver = (c: Context<HttpEnv>): Response =>
  signInPage(c, {
    title: 'This sign-in is over',
    text: 'It took too long, is finished already, or was started in another browser. Go back to Outpost and start it again.',
    status: 410,
  });
