import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { HttpEnv } from '../bodies/http-env.ts';
import { signInStyle } from './sign-in-page.ts';

const tokens = readFileSync(new URL('../../../../../packages/ui/src/theme/tokens.css', import.meta.url), 'utf8');

/** Returns the custom properties of the first block of a style sheet after this text. */
function customIn(sheet: string, opening: string): Record<string, string> {
  const start = sheet.indexOf(opening);
  if (start < 0) throw new Error(`The style sheet has no ${opening}`);
  const block = sheet.slice(start + opening.length, sheet.indexOf('}', start));
  return Object.fromEntries([...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value])); // prettier-ignore
}

it.each([
  { scheme: 'light', opening: ':root {' },
  { scheme: 'dark', opening: '@media (prefers-color-scheme: dark) { :root {' },
])('the colours of the server’s own pages are those of the app: $scheme', async ({ scheme, opening }) => {
  const answer = await new Hono<HttpEnv>().get('/', signInStyle).request('/');
  const style = await answer.text();
  const app = customIn(tokens, `[data-mantine-color-scheme='${scheme}'] {`);
  const page = customIn(style, opening);
  const used = new Set([...style.matchAll(/var\((--[\w-]+)\)/g)].map(([, name = '']) => name));
  expect(page).toEqual(Object.fromEntries([...used].map((name) => [name, app[name]])));
});

it('the server’s own pages have no colour besides those', async () => {
  const answer = await new Hono<HttpEnv>().get('/', signInStyle).request('/');
  const rules = (await answer.text()).replaceAll(/--[\w-]+:[^;]+;/g, '');
  expect(rules).toContain('var(--canvas)');
  expect(rules).not.toMatch(/#[\da-f]{3}|rgb|hsl|oklch/i);
});
