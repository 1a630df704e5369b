import { createHash } from 'node:crypto';
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Element } from '@xmldom/xmldom';
import { z } from 'zod';
import type { Transaction } from '../../db/database.ts';
import type { IdentityProvider } from '../providers/providers.ts';
import type { SamlDetails } from './saml-details.ts';
import type { ProvedSubject } from './settle.ts';
import { attributeOf, childElementsOf, elementsOf, mostXmlBytes, readStrictXml, textOf } from './strict-xml.ts';

/** A provider of SAML. `entityId`: our own name there; `acs`: where it sends its answers. */
export type SamlClient = Pick<IdentityProvider, 'id' | 'issuer' | 'roles'> &
  SamlDetails & { readonly entityId: string; readonly acs: string };

/** The data that the hand-back keeps while the browser is at the provider. `request`: the id of our question. */
const memorySchema = z.strictObject({ provider: z.string(), request: z.string(), state: z.string() });
export type SamlMemory = z.infer<typeof memorySchema>;

/** Reads the kept data; undefined where it is of another way. */
export function readSamlMemory(text: string | null): SamlMemory | undefined {
  return text === null ? undefined : memorySchema.safeParse(JSON.parse(text)).data;
}

/** Chosen: clocks of servers are set by the network. */
const skewMs = 60_000;
/** Chosen: nobody takes longer at the provider than a sign-in is open. */
const oldestMs = 15 * 60_000;

const assertions = 'urn:oasis:names:tc:SAML:2.0:assertion';
const protocol = 'urn:oasis:names:tc:SAML:2.0:protocol';
const signatures = 'http://www.w3.org/2000/09/xmldsig#';
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const emailFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

/** The algorithms that a signature may use. No SHA-1, no key of ours (HMAC), no transform that leaves parts out. */
const allowed: readonly (readonly [element: string, algorithms: readonly string[]])[] = [
  ['SignatureMethod', ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512']], // prettier-ignore
  ['DigestMethod', ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512']],
  ['CanonicalizationMethod', ['http://www.w3.org/2001/10/xml-exc-c14n#']],
  ['Transform', ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#']],
];

/**
 * The library with our settings. It verifies signature, issuer, audience and InResponseTo. Times are judged here, by
 * the server's clock.
 */
const libraryOf = (client: SamlClient, request: string): SAML =>
  new SAML({
    callbackUrl: client.acs,
    entryPoint: client.entryPoint,
    issuer: client.entityId,
    audience: client.entityId,
    idpIssuer: client.issuer,
    idpCert: [...client.certificates],
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    validateInResponseTo: ValidateInResponseTo.always,
    acceptedClockSkewMs: -1, // the library has no other clock than the system's
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    generateUniqueId: () => request,
    cacheProvider: {
      saveAsync: () => Promise.resolve(null),
      getAsync: (id) => Promise.resolve(id === request ? new Date().toISOString() : null),
      removeAsync: () => Promise.resolve(null),
    },
  });

/** Returns the provider's page for a sign-in, and the data to keep until it sends the browser back. */
export async function goToSamlProvider(
  { client, shortId }: { readonly client: SamlClient; readonly shortId: string },
  { random }: { readonly random: (bytes: number) => Uint8Array },
): Promise<{ readonly address: string; readonly memory: string }> {
  const secret = (bytes: number) => Buffer.from(random(bytes)).toString('hex');
  const memory: SamlMemory = { provider: client.id, request: `_${secret(24)}`, state: `${shortId}.${secret(24)}` };
  const address = await libraryOf(client, memory.request).getAuthorizeUrlAsync(memory.state, undefined, {});
  return { address, memory: JSON.stringify(memory) };
}

/** Returns the values about this server that the provider needs. */
export const samlServiceMetadata = (client: SamlClient): string =>
  libraryOf(client, '_').generateServiceProviderMetadata(null, null);

/** A person whom an assertion proves. `assertion`: its id, and until when it could be shown again. */
export type SamlProof = {
  readonly proved: ProvedSubject;
  readonly assertion: { readonly id: string; readonly untilMs: number };
};

/**
 * Reads the provider's answer. The library verifies the signature, and only the signed part is read. Every doubtful
 * answer is refused with `access/denied`, in the same words.
 */
export async function readSamlAnswer(
  { client, memory, response }: { readonly client: SamlClient; readonly memory: SamlMemory; readonly response: string },
  { nowMs }: { readonly nowMs: number },
): Promise<Result<SamlProof>> {
  const text = decode(response);
  const document = text === undefined ? undefined : readStrictXml(text);
  const root = document?.documentElement;
  if (!root || root.namespaceURI !== protocol || root.localName !== 'Response') return answerRefused();
  const codes = childElementsOf(root, protocol, 'Status').flatMap((each) =>
    childElementsOf(each, protocol, 'StatusCode'),
  );
  if (codes.length === 1 && attributeOf(codes[0], 'Value') !== success)
    return refuse('access/denied', 'Your identity provider did not let you in, or you went back. Try again.', { action: 'sign-in' }); // prettier-ignore
  const isOurs =
    codes.length === 1 &&
    attributeOf(root, 'Destination') === client.acs &&
    attributeOf(root, 'InResponseTo') === memory.request &&
    hasOneSigned(root);
  if (!isOurs) return answerRefused();
  try {
    const { profile } = await libraryOf(client, memory.request).validatePostResponseAsync({ SAMLResponse: response });
    const signed = profile?.getAssertionXml?.();
    const assertion = signed === undefined ? undefined : readStrictXml(signed)?.documentElement;
    return assertion ? readAssertion(assertion, { client, memory, nowMs }) : answerRefused();
  } catch {
    return answerRefused();
  }
}

function decode(response: string): string | undefined {
  if (response.length > mostXmlBytes * 1.5 || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(response)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(response, 'base64'));
  } catch {
    return undefined;
  }
}

/**
 * Whether the answer has exactly one assertion, as a child of its root, with its own signature over itself. This
 * excludes copies that are hidden elsewhere (signature wrapping).
 */
function hasOneSigned(root: Element): boolean {
  const named = (name: string) => Array.from(root.getElementsByTagName('*')).filter((each) => each.localName === name);
  const [assertion, ...others] = named('Assertion');
  if (!assertion || others.length > 0 || assertion.parentNode !== root || assertion.namespaceURI !== assertions) return false; // prettier-ignore
  if (named('EncryptedAssertion').length > 0 || named('Response').length > 0 || named('Object').length > 0) return false; // prettier-ignore
  const ids = Array.from(root.getElementsByTagName('*')).flatMap((each) => attributeOf(each, 'ID') ?? []);
  const all = [...ids, attributeOf(root, 'ID') ?? ''];
  if (new Set(all).size !== all.length || all.includes('')) return false;
  const made = elementsOf(root, signatures, 'Signature');
  const isEachRight = made.every((each) => {
    const parent = each.parentNode === root ? root : each.parentNode === assertion ? assertion : undefined;
    const references = elementsOf(each, signatures, 'Reference');
    return parent && references.length === 1 && attributeOf(references[0], 'URI') === `#${attributeOf(parent, 'ID') ?? ''}`; // prettier-ignore
  });
  if (!isEachRight || childElementsOf(assertion, signatures, 'Signature').length !== 1 || made.length > 2) return false;
  return allowed.every(([name, algorithms]) => named(name).every((each) => algorithms.includes(attributeOf(each, 'Algorithm') ?? ''))); // prettier-ignore
}

type Judged = { readonly client: SamlClient; readonly memory: SamlMemory; readonly nowMs: number };

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
/** Returns an instant of SAML in milliseconds; NaN for any other text, so that every comparison with it fails. */
const msOf = (text: string | undefined): number => (text !== undefined && instant.test(text) ? Date.parse(text) : NaN);
const one = <T>(all: readonly T[]): T | undefined => (all.length === 1 ? all[0] : undefined);

/** Reads a signed assertion (SAML 2.0 profiles, 4.1.4.2 and 4.1.4.3). */
function readAssertion(assertion: Element, { client, memory, nowMs }: Judged): Result<SamlProof> {
  const child = (of: Element | undefined, name: string) =>
    of ? one(childElementsOf(of, assertions, name)) : undefined;
  const id = attributeOf(assertion, 'ID') ?? '';
  const issuedMs = msOf(attributeOf(assertion, 'IssueInstant'));
  const conditions = child(assertion, 'Conditions');
  const subject = child(assertion, 'Subject');
  const statements = childElementsOf(assertion, assertions, 'AuthnStatement');
  const isFresh = issuedMs <= nowMs + skewMs && issuedMs > nowMs - oldestMs;
  if (id === '' || textOf(child(assertion, 'Issuer')) !== client.issuer || !isFresh || statements.length === 0)
    return answerRefused();
  if (!isTimely(conditions, nowMs) || !isFor(conditions, client.entityId)) return answerRefused();
  if (
    statements.some(
      (each) =>
        attributeOf(each, 'SessionNotOnOrAfter') !== undefined &&
        !(msOf(attributeOf(each, 'SessionNotOnOrAfter')) > nowMs - skewMs),
    )
  )
    // prettier-ignore
    return answerRefused();
  const confirmed =
    subject &&
    childElementsOf(subject, assertions, 'SubjectConfirmation').flatMap((each) => {
      const data = child(each, 'SubjectConfirmationData');
      const isIt =
        attributeOf(each, 'Method') === bearer &&
        attributeOf(data, 'Recipient') === client.acs &&
        attributeOf(data, 'InResponseTo') === memory.request &&
        isTimely(data, nowMs);
      return isIt ? [msOf(attributeOf(data, 'NotOnOrAfter'))] : [];
    });
  const nameId = child(subject, 'NameID');
  const name = textOf(nameId);
  if (!confirmed || confirmed.length === 0 || name === '' || name.length > 255) return answerRefused();
  const format = attributeOf(nameId, 'Format');
  if (format === transient)
    return refuse('access/denied', 'Your identity provider gives you another name at each sign-in (a transient NameID), so nobody is recognised. Tell an administrator.', { action: 'sign-in' }); // prettier-ignore
  const values = attributesOf(assertion);
  const first = (names: readonly string[]) => names.flatMap((each) => values.get(each) ?? [])[0];
  const email = first(client.emailClaim === null ? usualEmail : [client.emailClaim]) ?? (format === emailFormat ? name : null); // prettier-ignore
  return accept({
    proved: {
      subject: name,
      email,
      isEmailVerified: true, // SAML has no mark: the organisation's own provider vouches only for its proved domains (`settle`)
      name: first(client.nameClaim === null ? usualName : [client.nameClaim]) ?? null,
      groups: client.roles.claim === null ? null : (values.get(client.roles.claim)?.slice(0, 500) ?? null), // an attribute without values is an empty list
    },
    assertion: { id, untilMs: Math.max(...confirmed) + skewMs },
  });
}

const usualEmail = [
  'email',
  'mail',
  'urn:oid:0.9.2342.19200300.100.1.3',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
];
const usualName = ['displayName', 'name', 'urn:oid:2.16.840.1.113730.3.1.241', 'http://schemas.microsoft.com/identity/claims/displayname']; // prettier-ignore

/** Whether now is within the times of an element. An end is needed; a beginning is not. */
function isTimely(of: Element | undefined, nowMs: number): boolean {
  const before = attributeOf(of, 'NotBefore');
  return msOf(attributeOf(of, 'NotOnOrAfter')) > nowMs - skewMs && (before === undefined || msOf(before) <= nowMs + skewMs); // prettier-ignore
}

/** Whether an assertion is for us: each of its restrictions names us, and there is one. */
function isFor(conditions: Element | undefined, entityId: string): boolean {
  const restrictions = conditions ? childElementsOf(conditions, assertions, 'AudienceRestriction') : [];
  return restrictions.length > 0 && restrictions.every((each) => childElementsOf(each, assertions, 'Audience').some((audience) => textOf(audience) === entityId)); // prettier-ignore
}

function attributesOf(assertion: Element): ReadonlyMap<string, readonly string[]> {
  const statements = childElementsOf(assertion, assertions, 'AttributeStatement');
  const values = new Map<string, readonly string[]>();
  for (const attribute of statements.flatMap((each) => childElementsOf(each, assertions, 'Attribute'))) {
    const name = attributeOf(attribute, 'Name') ?? '';
    values.set(name, [
      ...(values.get(name) ?? []),
      ...childElementsOf(attribute, assertions, 'AttributeValue').map(textOf),
    ]);
  }
  return values;
}

/** Notes that an assertion was used. Returns false where it was already. */
export async function useAssertion(
  tx: Transaction,
  { orgId, providerId, assertion }: { readonly orgId: string; readonly providerId: string; readonly assertion: SamlProof['assertion'] }, // prettier-ignore
  { nowMs }: { readonly nowMs: number },
): Promise<boolean> {
  await tx.query('delete from auth.saml_assertion where org_id = $1 and expires_ms <= $2', [orgId, nowMs]);
  const hash = createHash('sha256').update(assertion.id).digest();
  const used = await tx.query('insert into auth.saml_assertion (org_id, provider_id, hash, expires_ms) values ($1, $2, $3, $4) on conflict do nothing returning hash', [orgId, providerId, hash, assertion.untilMs]); // prettier-ignore
  return used.length > 0;
}

/** Returns the refusal of an answer that cannot be trusted. It does not say which part was wrong. */
export const answerRefused = (): Result<never> =>
  refuse('access/denied', 'The answer of your identity provider cannot be trusted, so nobody was signed in. Try again, and tell an administrator if this happens again.', { action: 'sign-in' }); // prettier-ignore
