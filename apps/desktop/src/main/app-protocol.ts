import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { protocol } from 'electron';
import { contentSecurityPolicy, assetMediaTypeOf, pageHeaders, withNonce } from '../bridge/page-policy.ts';

/** The scheme of the page. Unlike file:// it has an origin and a policy, and gives access only to the built files. */
export const appScheme = 'outpost';
export const appOrigin = `${appScheme}://app`;

/** Makes the scheme a standard, secure one. Must be called before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * Serves the built renderer from `folder`, and no other files. Unknown paths get the page, because the renderer handles routes.
 */
export function serveApp(folder: string): void {
  protocol.handle(appScheme, async (request) => {
    const url = new URL(request.url);
    if (url.host !== 'app' || request.method !== 'GET') return new Response('Not found', { status: 404 });
    const wanted = normalize(decodeURIComponent(url.pathname)).replace(/^[/\\]+/, '');
    if (wanted.split(sep).includes('..')) return new Response('Not found', { status: 404 });
    const mediaType = assetMediaTypeOf(wanted);
    if (!mediaType || mediaType.startsWith('text/html')) return page(folder);
    try {
      return new Response(new Uint8Array(await readFile(join(folder, wanted))), {
        headers: { ...pageHeaders, 'content-type': mediaType },
      });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return new Response('Not found', { status: 404 });
      throw error;
    }
  });
}

async function page(folder: string): Promise<Response> {
  const nonce = randomBytes(16).toString('base64url');
  const html = withNonce(await readFile(join(folder, 'index.html'), 'utf8'), nonce);
  return new Response(html, {
    headers: {
      ...pageHeaders,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce, []),
    },
  });
}
