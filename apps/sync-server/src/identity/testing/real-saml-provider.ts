import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { selfSigned } from './self-signed.ts';

/** A service at the provider, as its metadata describes it. */
type SamlifyService = {
  readonly entityMeta: {
    readonly getEntityID: () => string;
    readonly getAssertionConsumerService: (binding: string) => string | undefined;
  };
};
type SamlifyRequest = {
  readonly extract: { readonly issuer?: string; readonly request?: Readonly<Record<string, string>> };
};
/** The parts of a form: `context` is the field SAMLResponse; `signature` and `sigAlg` are there where the form is signed. */
type SamlifyAnswer = { readonly context: string; readonly signature?: string; readonly sigAlg?: string };
type SamlifyOptions = {
  readonly relayState: string;
  readonly customTagReplacement: (template: string) => { readonly id: string; readonly context: string };
};
type SamlifyProvider = {
  readonly getMetadata: () => string;
  readonly parseLoginRequest: (from: SamlifyService, binding: 'redirect', request: { readonly query: Readonly<Record<string, string>> }) => Promise<SamlifyRequest>; // prettier-ignore
  readonly createLoginResponse: (...given: [to: SamlifyService, request: SamlifyRequest, binding: string, user: object, options: SamlifyOptions]) => Promise<SamlifyAnswer>; // prettier-ignore
};
/** The parts of `samlify` that are used. Its own types bring those of the DOM, which this server does not have. */
type Samlify = {
  readonly IdentityProvider: (settings: object) => SamlifyProvider;
  readonly ServiceProvider: (settings: { readonly metadata: string }) => SamlifyService;
  readonly SamlLib: {
    readonly defaultLoginResponseTemplate: { readonly context: string };
    readonly replaceTagsByValue: (template: string, values: Readonly<Record<string, string>>) => string;
  };
  readonly setSchemaValidator: (validator: { readonly validate: (xml: string) => Promise<unknown> }) => void;
};
const { IdentityProvider, ServiceProvider, SamlLib, setSchemaValidator } = createRequire(import.meta.url)('samlify') as Samlify; // prettier-ignore

/** The attributes of a person in the provider's answers. */
type SamlPerson = { readonly email: string; readonly name: string; readonly group: string };

/**
 * How the provider answers a service. `answersBy`: metadata that replaces that of the service for its answers, as if an
 * administrator had entered wrong values there. `binding`: `simpleSign` signs the form instead of the XML.
 */
type ServiceSettings = { readonly answersBy?: string; readonly binding?: 'post' | 'simpleSign' };

/** A form of a page, with the hidden fields that a browser sends. `action`: "" where the page is its own target. */
export type PageForm = { readonly action: string; readonly fields: Readonly<Record<string, string>> };

/** A provider of SAML (`samlify`) that listens on 127.0.0.1, with its own key and its own page for signing in. */
export type RealSamlProvider = {
  /** Its entity id, which is the address of its metadata. */
  readonly issuer: string;
  /** "host:port", for the guard. */
  readonly host: string;
  /** Enters a service by its metadata. Only services that were entered get answers. The same service again replaces its settings. */
  readonly enter: (serviceMetadata: string, settings?: ServiceSettings) => void;
  /** Makes a new key. The metadata has the new certificate from then on. */
  readonly changeKey: () => void;
  /** A browser at the provider: signs in on its page. Returns the form that the browser sends to the service. Throws with the page of a refusal. */
  readonly signInThere: (address: string, login: string) => Promise<PageForm>;
  readonly close: () => Promise<void>;
};

const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const password = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
const statement = `<saml:AuthnStatement AuthnInstant="{IssueInstant}" SessionIndex="{SessionIndex}"><saml:AuthnContext><saml:AuthnContextClassRef>${password}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`;
const basic = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic';
const attribute = (name: string, valueTag: string) => ({
  name,
  nameFormat: basic,
  valueXsiType: 'xs:string',
  valueTag,
});
/** Chosen: as long as the answers of the library itself. */
const validMs = 5 * 60_000;

/** The provider with a new key. It publishes metadata, and signs with RSA and SHA-256. */
const withNewKey = (issuer: string, entryPoint: string) => {
  const { key, cert } = selfSigned('rsa');
  return IdentityProvider({
    entityID: issuer,
    privateKey: key,
    signingCert: cert,
    nameIDFormat: [persistent],
    singleSignOnService: [{ Binding: redirect, Location: entryPoint }],
    singleLogoutService: [{ Binding: redirect, Location: `${entryPoint}/out` }],
    loginResponseTemplate: {
      context: SamlLib.defaultLoginResponseTemplate.context.replace('{AuthnStatement}', statement),
      attributes: [attribute('email', 'email'), attribute('displayName', 'name'), attribute('groups', 'group')],
    },
  });
};

type Service = { readonly itself: SamlifyService; readonly settings: ServiceSettings };

/** Starts a provider. `personOf`: the person who signs in with this name there. `nowMs`: the provider's clock. */
export async function startRealSamlProvider({
  personOf,
  nowMs,
}: {
  readonly personOf: (login: string) => SamlPerson;
  readonly nowMs: () => number;
}): Promise<RealSamlProvider> {
  // The library refuses to read without a validator of schemas. Its parser still refuses a text that is not XML.
  setSchemaValidator({ validate: () => Promise.resolve('not compared with a schema') });
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [issuer, entryPoint] = [`http://${host}/metadata`, `http://${host}/sso`];
  let provider = withNewKey(issuer, entryPoint);
  const services = new Map<string, Service>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    const sendPage = (status: number, body: string) => send(status, 'text/html; charset=utf-8', `<!doctype html><title>Signing in</title>${body}`); // prettier-ignore
    try {
      if (pathname === '/metadata') return void send(200, 'application/samlmetadata+xml', provider.getMetadata());
      if (pathname !== '/sso') return void sendPage(404, 'There is no such page');
      const given = request.method === 'POST' ? new URLSearchParams(await text(request)) : searchParams;
      const [asked, relayState] = [given.get('SAMLRequest') ?? '', given.get('RelayState') ?? ''];
      const read = await readRequest(asked);
      const login = given.get('login');
      const body =
        login === null
          ? form({ action: '/sso', fields: { SAMLRequest: asked, RelayState: relayState } }, '<input name="login">')
          : `${form(await answerTo(read, { login, relayState }))}<script>document.forms[0].submit()</script>`;
      sendPage(200, body);
    } catch (error) {
      sendPage(403, safe(`Nobody can sign in here: ${error instanceof Error ? error.message : String(error)}`));
    }
  }

  /** Reads a request, and compares it with the metadata of the service that sends it. Throws where they disagree. */
  async function readRequest(asked: string) {
    for (const service of services.values()) {
      const query = { SAMLRequest: asked };
      const samlRequest = await provider.parseLoginRequest(service.itself, 'redirect', { query });
      const { entityMeta } = service.itself;
      if (samlRequest.extract.issuer !== entityMeta.getEntityID()) continue;
      const { destination, assertionConsumerServiceUrl: acs } = samlRequest.extract.request ?? {};
      if (destination !== entryPoint) throw new Error('the request is for another provider');
      if (acs !== entityMeta.getAssertionConsumerService('post'))
        throw new Error('the metadata has another address for answers');
      return { samlRequest, service };
    }
    throw new Error('the service is unknown');
  }

  async function answerTo(
    { samlRequest, service: { itself, settings } }: Awaited<ReturnType<typeof readRequest>>,
    { login, relayState }: { readonly login: string; readonly relayState: string },
  ): Promise<PageForm> {
    const way = settings.binding ?? 'post';
    const to = settings.answersBy === undefined ? itself : ServiceProvider({ metadata: settings.answersBy });
    const acs = String(to.entityMeta.getAssertionConsumerService(way));
    const instant = (ms: number) => new Date(ms).toISOString();
    const [now, until] = [instant(nowMs()), instant(nowMs() + validMs)];
    const { email, name, group } = personOf(login);
    const id = `_${randomUUID()}`;
    const values = {
      ID: id,
      AssertionID: `_${randomUUID()}`,
      SessionIndex: randomUUID(),
      Issuer: issuer,
      IssueInstant: now,
      Destination: acs,
      SubjectRecipient: acs,
      Audience: to.entityMeta.getEntityID(),
      InResponseTo: samlRequest.extract.request?.['id'] ?? '',
      StatusCode: success,
      ConditionsNotBefore: now,
      ConditionsNotOnOrAfter: until,
      SubjectConfirmationDataNotOnOrAfter: until,
      NameIDFormat: persistent,
      NameID: login,
      attrEmail: email,
      attrName: name,
      attrGroup: group,
    };
    const made = await provider.createLoginResponse(to, samlRequest, way, {}, { relayState, customTagReplacement: (template) => ({ id, context: SamlLib.replaceTagsByValue(template, values) }) }); // prettier-ignore
    const { signature, sigAlg = '' } = made;
    const signed = signature === undefined ? {} : { SigAlg: sigAlg, Signature: signature };
    return { action: acs, fields: { SAMLResponse: made.context, RelayState: relayState, ...signed } };
  }

  return {
    issuer,
    host,
    enter: (serviceMetadata, settings = {}) => {
      const itself = ServiceProvider({ metadata: serviceMetadata });
      services.set(itself.entityMeta.getEntityID(), { itself, settings });
    },
    changeKey: () => void (provider = withNewKey(issuer, entryPoint)),
    async signInThere(address, login) {
      const { action, fields } = await formAt(await fetch(address, { redirect: 'manual' }));
      const body = new URLSearchParams({ ...fields, login });
      return formAt(await fetch(new URL(action, address), { method: 'POST', body, redirect: 'manual' }));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const safe = (raw: string) => raw.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const form = ({ action, fields }: PageForm, inputs = '') =>
  `<form method="post" action="${safe(action)}">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${safe(name)}" value="${safe(value)}">`)
    .join('')}${inputs}<button>Continue</button></form>`;

async function formAt(reply: Response): Promise<PageForm> {
  const page = await reply.text();
  if (reply.status !== 200) throw new Error(`The provider answered ${reply.status}: ${page.slice(0, 500)}`);
  return formOn(page);
}

const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plain = (raw: string) =>
  raw.replaceAll(/&(?:#(\d+)|(\w+));/g, (whole: string, code?: string, name?: string) => (code === undefined ? (names[name ?? ''] ?? whole) : String.fromCharCode(Number(code)))); // prettier-ignore

/** Reads the form of a page as a browser does. Throws where there is none. */
export function formOn(page: string): PageForm {
  const [, attributes] = /<form([^>]*)>/.exec(page) ?? [];
  if (attributes === undefined) throw new Error(`There is no form on the page: ${page.slice(0, 500)}`);
  const hidden = page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return {
    action: plain(/ action="([^"]*)"/.exec(attributes)?.[1] ?? ''),
    fields: Object.fromEntries([...hidden].map(([, name = '', value = '']) => [plain(name), plain(value)])),
  };
}
