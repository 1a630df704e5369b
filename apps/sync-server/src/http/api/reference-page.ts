import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpEnv } from '../bodies/http-env.ts';

const pagePath = '/api/v1/reference';
/** Whether a path belongs to the page of the API's reference. */
export const isReference = (path: string): boolean => path === pagePath || path.startsWith(`${pagePath}/`);

/**
 * The policy of the page: scripts, styles and requests of this server only. Pictures of the library are in its style sheet, as
 * data.
 */
export const referencePolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outpost API</title>
<link rel="stylesheet" href="${pagePath}/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<main id="reference"></main>
<script src="${pagePath}/swagger-ui-bundle.js"></script>
<script src="${pagePath}/show.js"></script>
</body>
</html>
`;
/**
 * Shows the document of the kinds that every tenant may have. After "Authorize" the document of the caller's own tenant is shown, with its own
 * kinds and fields.
 */
const script = `const ui = SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  persistAuthorization: false,
  onComplete() {
    if (window.isWatched) return;
    window.isWatched = true;
    let shown = '';
    ui.getStore().subscribe(async () => {
      const token = ui.authSelectors.authorized().getIn(['accessToken', 'value']) ?? '';
      if (token === shown) return;
      shown = token;
      const answer = await fetch('/api/v1/openapi.json', token === '' ? {} : { headers: { authorization: 'Bearer ' + token } });
      if (answer.ok) ui.specActions.updateSpec(await answer.text());
    });
  },
});
`;

const types = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' } as const;
const require = createRequire(import.meta.url);
/** Files of the library that the page loads. */
const files = [
  { name: 'swagger-ui.css', type: types.css, path: require.resolve('swagger-ui-dist/swagger-ui.css') },
  { name: 'swagger-ui-bundle.js', type: types.js, path: require.resolve('swagger-ui-dist/swagger-ui-bundle.js') },
];

/** Adds the page on which people read the API's reference and try it. It loads nothing from other servers. */
export function addReferencePage(app: OpenAPIHono<HttpEnv>): void {
  app.get(pagePath, (c) => c.html(html));
  app.get(`${pagePath}/show.js`, (c) => c.body(script, 200, { 'content-type': types.js }));
  for (const { name, type, path } of files)
    app.get(`${pagePath}/${name}`, async (c) => {
      const headers = { 'content-type': type, 'cache-control': 'public, max-age=86400' };
      return c.body(await readFile(path), 200, headers);
    });
}
