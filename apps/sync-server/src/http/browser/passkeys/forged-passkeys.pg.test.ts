import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cbor,
  authenticatorFlag,
  type Forged,
  type TestPasskey,
} from '../../../identity/testing/passkey-authenticator.ts';
import { givenServer } from '../../../testing/given-server.ts';
import { type BrowserPage, passkeyServer, withBrowser } from '../../../testing/passkey-browser.ts';

// Each case is one change to the request of a genuine browser. None opens anything, and none is a fault of the server.

const given = givenServer({ publicUrl: passkeyServer });
const act = withBrowser(() => given.test);
type Person = Awaited<ReturnType<typeof act.person>>;
let ann: Person;
let ben: Person;
let passkey: TestPasskey;
let bens: TestPasskey;
beforeAll(async () => {
  const tenant = await given.test.tenant();
  ann = await act.person(tenant);
  ben = await act.person(tenant);
  ({ passkey } = await act.setUp(ann.token, { counter: 100 }));
  ({ passkey: bens } = await act.setUp(ben.token));
});

const refusedAs = { status: 401, code: 'access/bad-code' };
const told = ({ status, json }: { readonly status: number; readonly json: Readonly<Record<string, unknown>> }) => ({ status, code: json['code'] }); // prettier-ignore
const flip =
  (place: number) =>
  (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes);
    const at = place < 0 ? bytes.length + place : place;
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  };
const text = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64url');
const someChallenge = text(createHash('sha256').update('some').digest());

/** Forgeries of both ceremonies. */
const everywhere: Readonly<Record<string, Forged>> = {
  'another origin': { origin: 'https://evil.example' },
  'another port': { origin: 'http://localhost:20421' },
  'another scheme': { origin: 'https://localhost:20420' },
  'a host that begins with ours': { origin: 'http://localhost.evil.example:20420' },
  'the origin of a phone app': { origin: 'android:apk-key-hash:x' },
  'no origin': { origin: '' },
  'another relying party': { rpId: 'evil.example' },
  'a relying party of a subdomain': { rpId: 'app.localhost' },
  'another challenge': { challenge: someChallenge },
  'an empty challenge': { challenge: '' },
  'a frame of another site': { client: { crossOrigin: true, topOrigin: 'https://evil.example' } },
  'a frame of an unnamed site': { client: { crossOrigin: true } },
  'a frame of our own site': { client: { crossOrigin: true, topOrigin: passkeyServer } },
  'a top site without a frame': { client: { topOrigin: 'https://evil.example' } },
  'a frame flag that is text': { client: { crossOrigin: 'false' } },
  'a wrong token binding': { client: { tokenBinding: { status: 'forged' } } },
  'nobody present': { flags: authenticatorFlag.verified },
  'no flags': { flags: 0 },
  'data that are cut short': { data: (bytes) => bytes.subarray(0, 36) },
  'data with a tail': { data: (bytes) => Buffer.concat([bytes, Buffer.alloc(5)]) },
  'an extension flag without extensions': { flags: authenticatorFlag.present | authenticatorFlag.verified | 128 },
  'a copy that may not be copied': {
    flags: authenticatorFlag.present | authenticatorFlag.verified | authenticatorFlag.isCopied,
  },
};

describe('a forged signature of a passkey', () => {
  const cases: Readonly<Record<string, Forged>> = {
    ...everywhere,
    'the type of making one': { type: 'webauthn.create' },
    'an unknown type': { type: 'payment.get' },
    'a signature with a changed bit': { signature: flip(-1) },
    'an empty signature': { signature: () => Buffer.from([0]) },
    'a signature that is not DER': { signature: () => Buffer.alloc(64, 1) },
    'the account of another person': { userHandle: text('somebody else') },
    'no account in a sign-in': { userHandle: null },
    'an unknown passkey': { id: text('unknown passkey!') },
    "another person's passkey": { id: 'ben' },
    'a count that does not grow': { counter: 100 },
    'a count that goes back': { counter: 1 },
    'a count of nothing': { counter: 0 },
    'a passkey that became a copy': {
      flags: authenticatorFlag.present | authenticatorFlag.verified | authenticatorFlag.mayBeCopied,
    },
  };
  it.each(Object.keys(cases))('[PLT-24] is refused: %s', async (name) => {
    const { id, ...forged } = cases[name] ?? {};
    const begun = await act.beginSignIn();
    const shown = passkey.show(begun.options, { ...forged, ...(id === undefined ? {} : { id: id === 'ben' ? bens.id : id }) }); // prettier-ignore
    expect(told(await act.tell(begun.page, { shown }))).toEqual(refusedAs);
    const honest = passkey.show(await act.ask(begun.page)); // the page continues, with another challenge
    expect((await act.tell(begun.page, { shown: honest })).status).toBe(200);
  });
});

describe('a forged passkey', () => {
  const rsa = cbor(new Map<number, number | Buffer>([[1, 3], [3, -37], [-1, Buffer.alloc(256, 7)], [-2, Buffer.from([1, 0, 1])]])); // prettier-ignore
  const cases: Readonly<Record<string, Forged>> = {
    ...everywhere,
    'the type of showing one': { type: 'webauthn.get' },
    'an algorithm that is not allowed': { algorithm: -37 },
    'an algorithm that nobody knows': { algorithm: -65535 },
    'an attestation of an unknown format': { format: 'forged' },
    'an attestation with certificates': { format: 'packed', statement: new Map<string, unknown>([['alg', -7], ['sig', Buffer.alloc(70)], ['x5c', Buffer.alloc(3)]]) }, // prettier-ignore
    'an attestation with a wrong signature': { format: 'packed', statement: new Map<string, unknown>([['alg', -7], ['sig', Buffer.alloc(70)]]) }, // prettier-ignore
    'a statement in an attestation of none': { statement: new Map([['x', 'y']]) },
    'an attestation of a phone': { format: 'android-safetynet' },
    'CBOR that is cut short': { attestation: (bytes) => bytes.subarray(0, -20) },
    'CBOR that is not an object': { attestation: () => cbor('text') },
    'CBOR without end': { attestation: () => Buffer.from('bf'.repeat(3_000), 'hex') },
    'CBOR that claims gigabytes': { attestation: () => Buffer.from('5bffffffffffffffff', 'hex') },
    'another credential than its name': { id: text('another name....') },
    'a key of another kind': { data: (bytes) => Buffer.concat([bytes.subarray(0, 37 + 16 + 2 + 16), rsa]) },
    'no key': { data: (bytes) => bytes.subarray(0, 37 + 16 + 2 + 16) },
    'a credential that claims more bytes than it has': { data: (bytes) => flip(37 + 16)(bytes) },
  };
  it.each(Object.keys(cases))('[PLT-24] is refused: %s', async (name) => {
    const begun = await act.beginSetUp(ann.token);
    const made = act.newPasskey().make(begun.options, cases[name]);
    expect(told(await act.tell(begun.page, { made }))).toEqual(refusedAs);
  });
});

describe('an answer of a passkey', () => {
  it('[PLT-24] can be used once', async () => {
    const begun = await act.beginSignIn();
    const shown = passkey.show(begun.options);
    expect((await act.tell(begun.page, { shown })).status).toBe(200);
    expect(told(await act.tell(begun.page, { shown }))).toEqual({ status: 401, code: 'access/sign-in-over' });
  });

  it('[PLT-24] can be used once when it is sent twice at the same time', async () => {
    const begun = await act.beginSignIn();
    const shown = passkey.show(begun.options);
    const both = await Promise.all([act.tell(begun.page, { shown }), act.tell(begun.page, { shown })]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  });

  it('[PLT-24] ends its challenge, even where it is wrong', async () => {
    const begun = await act.beginSignIn();
    await act.tell(begun.page, { shown: passkey.show(begun.options, { signature: flip(-1) }) });
    const late = await act.tell(begun.page, { shown: passkey.show(begun.options) });
    expect(told(late)).toEqual({ status: 401, code: 'access/sign-in-over' });
  });

  it('[PLT-24] of a former challenge of the page is refused', async () => {
    const begun = await act.beginSignIn();
    await act.ask(begun.page);
    expect(told(await act.tell(begun.page, { shown: passkey.show(begun.options) }))).toEqual(refusedAs);
  });

  it('[PLT-24] is refused after ten minutes', async () => {
    const begun = await act.beginSignIn();
    const shown = passkey.show(begun.options);
    given.test.advance(10 * 60_000);
    expect(told(await act.tell(begun.page, { shown }))).toEqual({ status: 401, code: 'access/sign-in-over' });
  });

  it('[PLT-24] of another page, without the cookie, or with that of another browser is refused', async () => {
    const [one, two] = [await act.beginSignIn(), await act.beginSignIn()];
    expect(told(await act.tell(one.page, { shown: passkey.show(two.options) }))).toEqual(refusedAs);
    const over = { status: 401, code: 'access/sign-in-over' };
    const shown = passkey.show(two.options);
    const strange: readonly BrowserPage[] = [
      { ...two.page, cookie: '' },
      { ...two.page, cookie: one.page.cookie },
      { ...two.page, cookie: `outpost-sign-in-${two.page.page}=${someChallenge}` },
      { page: one.page.page, cookie: two.page.cookie },
    ];
    for (const page of strange) expect(told(await act.tell(page, { shown }))).toEqual(over);
    expect((await act.tell(two.page, { shown })).status).toBe(200);
  });

  it('[PLT-24] is not asked of a second browser', async () => {
    const app = act.app();
    const { json } = await act.post('/auth/browser', { way: 'passkey', ...app.back, device: app.device });
    const first = await act.open(String(json['ticket']));
    expect(first.page).not.toBe('');
    expect((await act.open(String(json['ticket']))).page).toBe('');
  });

  it('[PLT-24] of another person is not a second step', async () => {
    const begun = await act.beginAnswer(ann.email);
    const shown = bens.show(begun.options);
    expect(told(await act.tell(begun.page, { shown }))).toEqual(refusedAs);
  });

  it('[PLT-24] to one sign-in does not open another', async () => {
    const [one, two] = [await act.beginAnswer(ann.email), await act.beginAnswer(ann.email)];
    const answered = await act.tell(one.page, { shown: passkey.show(one.options) });
    const code = await act.exchange(act.codeIn(answered), one.app);
    expect(told(await act.answerChallenge(two.challenge, two.app, code))).toEqual(refusedAs);
    const other = await act.beginAnswer(ben.email);
    expect(told(await act.answerChallenge(other.challenge, other.app, code))).toEqual(refusedAs);
  });

  it('[PLT-24] opens no session by itself, and none under another kind', async () => {
    const begun = await act.beginAnswer(ann.email);
    const answered = await act.tell(begun.page, { shown: passkey.show(begun.options) });
    expect(told(await act.end(act.codeIn(answered), begun.app))).toEqual({ status: 401, code: 'access/sign-in-over' });
    const again = await act.beginAnswer(ann.email);
    const code = await act.exchange(act.codeIn(await act.tell(again.page, { shown: passkey.show(again.options) })), again.app); // prettier-ignore
    expect(told(await act.answerChallenge(again.challenge, again.app, code, 'totp'))).toEqual(refusedAs);
  });

  it('[PLT-24] is exchanged on the device that began, with its verifier, in time and once', async () => {
    const begun = await act.beginAnswer(ann.email);
    const code = act.codeIn(await act.tell(begun.page, { shown: passkey.show(begun.options) }));
    expect(await act.exchange(code, act.app())).toBe('undefined'); // ends the code for every caller
    expect(await act.exchange(code, begun.app)).toBe('undefined');
    const slow = await act.beginAnswer(ann.email);
    const slowCode = act.codeIn(await act.tell(slow.page, { shown: passkey.show(slow.options) }));
    given.test.advance(61_000);
    expect(await act.exchange(slowCode, slow.app)).toBe('undefined');
  });

  it('[PLT-24] that was signed is not a new passkey, and a new passkey is not a signature', async () => {
    const signIn = await act.beginSignIn();
    const made = act.newPasskey().make({ ...signIn.options, user: { id: text('x') } });
    expect(told(await act.tell(signIn.page, { made }))).toEqual(refusedAs);
    const { json } = await act.signInBy(passkey);
    const setUp = await act.beginSetUp(String(json['accessToken']));
    expect(told(await act.tell(setUp.page, { shown: passkey.show(setUp.options) }))).toEqual(refusedAs);
  });

  it('[PLT-24] of a page that asked eight times is refused', async () => {
    const begun = await act.beginSignIn();
    const state = { options: begun.options };
    for (let tries = 0; tries < 8; tries += 1) {
      await act.tell(begun.page, { shown: passkey.show(state.options, { signature: flip(-1) }) });
      state.options = await act.ask(begun.page);
    }
    expect(state.options).toBeUndefined();
  });
});

describe('a malformed answer', () => {
  const whole = { id: text('x'), rawId: text('x'), type: 'public-key' };
  const parts = { clientDataJSON: text('{}'), authenticatorData: text(Buffer.alloc(37)), signature: text('x') };
  const invalid: Readonly<Record<string, unknown>> = {
    nothing: {},
    'both kinds': { shown: { ...whole, response: parts }, made: { ...whole, response: parts } },
    'no response': { shown: whole },
    'a list': { shown: [] },
    'a number for bytes': { shown: { ...whole, response: { ...parts, signature: 7 } } },
    'another alphabet': { shown: { ...whole, response: { ...parts, signature: 'a+b/=' } } },
    'too many bytes in the signature': { shown: { ...whole, response: { ...parts, signature: 'A'.repeat(2_001) } } },
    'too many bytes in the name': { shown: { ...whole, id: 'A'.repeat(1_365), response: parts } },
    'too many bytes in an attestation': { made: { ...whole, response: { clientDataJSON: 'AA', attestationObject: 'A'.repeat(16_001) } } }, // prettier-ignore
    'another type': { shown: { ...whole, type: 'password', response: parts } },
    'an unknown part': { shown: { ...whole, response: parts }, more: 1 },
  };
  it.each(Object.keys(invalid))('[PLT-24] is refused before anything is compared: %s', async (name) => {
    const begun = await act.beginSignIn();
    const answer = await act.tell(begun.page, invalid[name] as Readonly<Record<string, unknown>>);
    expect(told(answer)).toEqual({ status: 400, code: 'request/invalid' });
  });

  const later = Buffer.alloc(37, 1); // of no authenticator
  const wrong: Readonly<Record<string, object>> = {
    'data that were changed after signing': { authenticatorData: text(later) },
    'client data that are not JSON': { clientDataJSON: text('no JSON') },
    'client data that are null': { clientDataJSON: text('null') },
    'client data that are a list': { clientDataJSON: text('[[[[]]]]') },
    'client data that are not text': { clientDataJSON: text(Buffer.from([255, 254, 0])) },
    'client data with a prototype': { clientDataJSON: text('{"__proto__":{"type":"webauthn.get"}}') },
    'no data': { authenticatorData: 'AA' },
    'other data': { authenticatorData: text(Buffer.alloc(2_000, 255)) },
  };
  it.each(Object.keys(wrong))('[PLT-24] is refused for each fault in it: %s', async (name) => {
    const begun = await act.beginSignIn();
    const honest = passkey.show(begun.options);
    const shown = { ...honest, response: { ...honest.response, ...wrong[name] } };
    expect(told(await act.tell(begun.page, { shown }))).toEqual(refusedAs);
  });
});
