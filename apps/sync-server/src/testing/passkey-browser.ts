import { createHash, randomBytes } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { type Forged, TestPasskey } from '../identity/testing/passkey-authenticator.ts';
import { type TestServer, testPassword, type TestTenant } from './test-server.ts';

/** The address of the server in tests of passkeys. */
export const passkeyServer = 'http://localhost:20420';

const secret = () => randomBytes(32).toString('base64url');
type Json = Readonly<Record<string, unknown>>;
export type Replied = { readonly status: number; readonly json: Json };
type Device = { readonly id: string; readonly name: string };

/** A page that is open in a browser: its name, and the cookie of the browser. */
export type BrowserPage = { readonly page: string; readonly cookie: string };
export type Options = { readonly challenge: string; readonly user: { readonly id: string } };
/** A page's answer. */
export type PageAnswer = { readonly made: RegistrationResponseJSON } | { readonly shown: AuthenticationResponseJSON };

/** The app, a browser and the server, as they work together over HTTP. */
export function withBrowser(test: () => TestServer) {
  async function send(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Replied> {
    const answer = await test().fetch(path, { body, headers });
    return { status: answer.status, json: (await answer.json()) as Json };
  }
  const post = (path: string, body: unknown, token?: string) =>
    send(path, body, token === undefined ? {} : { authorization: `Bearer ${token}` });

  /** The app's values by which the browser comes back to it. */
  function app(device: Device = { id: test().newId(), name: 'Laptop' }) {
    const [verifier, state] = [secret(), secret()];
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    return { verifier, device, back: { challenge, state, returnTo: 'outpost://signed-in', device: { id: device.id } } };
  }
  type App = ReturnType<typeof app>;

  /** Opens a page in a new browser. */
  async function open(ticket: string): Promise<BrowserPage> {
    const answer = await test().fetch(`/sign-in/${ticket}`);
    const html = await answer.text();
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return { page: /data-page="([0-9a-f]+)"/.exec(html)?.[1] ?? '', cookie };
  }
  /** Returns the page's request to the authenticator. */
  async function ask({ page, cookie }: BrowserPage): Promise<Options> {
    const { json } = await send('/sign-in/passkey/options', { page }, { cookie });
    return (json['make'] ?? json['show']) as Options;
  }
  const tell = ({ page, cookie }: BrowserPage, given: PageAnswer | Json) =>
    send('/sign-in/passkey/answer', { page, ...given }, { cookie });
  const codeIn = ({ json }: Replied): string => new URL(String(json['returnTo'])).searchParams.get('code') ?? '';
  /** Exchanges a code for the answer of the passkey. */
  async function exchange(code: string, { verifier, device }: App): Promise<string> {
    const { json } = await post('/auth/browser/answer', { code, verifier, device: { id: device.id } });
    return String(json['answer']);
  }

  const signIn = async (email: string, device: Device = { id: test().newId(), name: 'Laptop' }) => post('/auth/sign-in', { email, password: testPassword, device }); // prettier-ignore

  /** A person of a tenant who is signed in by the password. */
  async function person(tenant: TestTenant) {
    const email = `ann-${test().newId()}@fenwright.example`;
    const { userId: personId } = await tenant.person('Ann', 'member', { email });
    const token = String((await signIn(email)).json['accessToken']);
    return { email, token, personId };
  }

  const newPasskey = (counter?: number) =>
    new TestPasskey({ rpId: 'localhost', origin: passkeyServer, ...(counter === undefined ? {} : { counter }) });

  /** Begins to set a passkey up, up to the options of its page. */
  async function beginSetUp(token: string, name = 'Laptop') {
    const given = app();
    const { json, status } = await post('/auth/factors/passkey', { name, back: given.back }, token);
    if (status !== 200) throw new Error(JSON.stringify(json));
    const page = await open(String(json['ticket']));
    return { app: given, page, id: String(json['id']), options: await ask(page) };
  }
  /** Sets a passkey up. Returns it, with the id of its factor and the answer to the confirmation. */
  async function setUp(token: string, { name, counter }: { readonly name?: string; readonly counter?: number } = {}) {
    const begun = await beginSetUp(token, name);
    const passkey = newPasskey(counter);
    const told = await tell(begun.page, { made: passkey.make(begun.options) });
    const code = await exchange(codeIn(told), begun.app);
    const confirmed = await post(`/auth/factors/${begun.id}/confirm`, { code }, token);
    return { passkey, id: begun.id, confirmed };
  }

  /** Begins a sign-in by a passkey alone, up to the options of its page. */
  async function beginSignIn(given: App = app()) {
    const { device, back } = given;
    const { json } = await post('/auth/browser', { way: 'passkey', ...back, device });
    const page = await open(String(json['ticket']));
    return { app: given, page, options: await ask(page) };
  }
  const end = (code: string, { verifier, device }: App) =>
    post('/auth/browser/exchange', { code, verifier, device: { id: device.id } });
  /** Signs in by a passkey alone. Returns the answer of the page where that refuses, else that of the exchange. */
  async function signInBy(passkey: TestPasskey, forged: Forged = {}): Promise<Replied> {
    const begun = await beginSignIn();
    const told = await tell(begun.page, { shown: passkey.show(begun.options, forged) });
    return told.status === 200 ? end(codeIn(told), begun.app) : told;
  }

  /** Begins to answer the second step of a sign-in by a passkey. */
  async function beginAnswer(email: string) {
    const given = app();
    const halfway = await signIn(email, given.device);
    const { challenge, kinds } = halfway.json['details'] as { challenge: string; kinds: readonly string[] };
    const { json } = await post('/auth/challenge/passkey', { challenge, back: given.back });
    const page = await open(String(json['ticket']));
    return { app: given, challenge, kinds, page, options: await ask(page) };
  }
  const answerChallenge = (challenge: string, { device }: App, code: string, kind = 'passkey') =>
    post('/auth/challenge', { challenge, device: { id: device.id }, kind, answer: code });

  return { post, app, open, ask, tell, codeIn, exchange, signIn, person, newPasskey, beginSetUp, setUp, beginSignIn, end, signInBy, beginAnswer, answerChallenge }; // prettier-ignore
}
