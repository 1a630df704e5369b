import { createHash, randomBytes } from 'node:crypto';
import type { TestServer } from './test-server.ts';

type Json = Readonly<Record<string, unknown>>;
export const newSecret = () => randomBytes(32).toString('base64url');
export const s256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** The sign-in that the app has begun, and the cookies of the browser. */
export type BegunJourney = {
  readonly verifier: string;
  readonly state: string;
  readonly device: { readonly id: string; readonly name: string };
  readonly ticket: string;
  /** The provider's page, to which the browser was sent. */
  readonly address: string;
  readonly cookie: string;
};

/** A browser and an app in a test: begins a sign-in, comes back from the provider, exchanges the code. */
export function journeysOf(test: () => TestServer) {
  const post = async (path: string, body: Json, token?: string): Promise<Json & { readonly status: number }> => {
    const reply = await test().fetch(path, { body, ...(token === undefined ? {} : { token }) });
    return { status: reply.status, ...((await reply.json()) as Json) };
  };
  const get = (path: string, cookie: string | undefined) =>
    Promise.resolve(test().server.app.request(path, { headers: cookie === undefined ? {} : { cookie } }));

  async function begin(provider: string, device = { id: test().newId(), name: 'Laptop' }): Promise<BegunJourney> {
    const [verifier, state] = [newSecret(), newSecret()];
    const begun = await post('/auth/browser', { way: 'sso', provider, challenge: s256(verifier), state, returnTo: 'outpost://signed-in', device }); // prettier-ignore
    const ticket = String(begun['ticket']);
    const opened = await get(`/sign-in/${ticket}`, undefined);
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    return { verifier, state, device, ticket, cookie, address: opened.headers.get('location') ?? '' };
  }

  const codeOn = async (page: Response) => {
    const link = /href="(outpost:[^"]+)"/.exec(await page.text())?.[1]?.replaceAll('&amp;', '&');
    const query = link === undefined ? undefined : new URL(link).searchParams;
    return { status: page.status, code: query?.get('code') ?? undefined, state: query?.get('state') ?? undefined };
  };

  /** Sends a provider's form as this browser. */
  const sendForm = async (path: string, fields: Readonly<Record<string, string>>, cookie: string | undefined) =>
    codeOn(
      await test().server.app.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...(cookie === undefined ? {} : { cookie }) },
        body: new URLSearchParams(fields).toString(),
      }),
    );

  /** Follows the provider's redirect as this browser. Returns the code, where the page leads back to the app. */
  async function comeBack(back: string, cookie: string | undefined) {
    const { pathname, search } = new URL(back);
    return codeOn(await get(`${pathname}${search}`, cookie));
  }

  const exchange = ({ verifier, device }: Pick<BegunJourney, 'verifier' | 'device'>, code: string) =>
    post('/auth/browser/exchange', { code, verifier, device: { id: device.id } });

  return { post, get, begin, comeBack, sendForm, exchange };
}
