import { inflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import { selfSigned } from './self-signed.ts';

const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

export type SamlKey = { readonly key: string; readonly cert: string };

/** The request that a browser has brought to the provider. */
export type SamlQuestion = {
  readonly id: string;
  readonly acs: string;
  readonly entityId: string;
  readonly state: string;
};

export function readQuestion(address: string): SamlQuestion {
  const query = new URL(address).searchParams;
  const xml = inflateRawSync(Buffer.from(query.get('SAMLRequest') ?? '', 'base64')).toString();
  const read = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? '';
  return { id: read(/ ID="([^"]+)"/), acs: read(/AssertionConsumerServiceURL="([^"]+)"/), entityId: read(/Issuer[^>]*>([^<]+)</), state: query.get('RelayState') ?? '' }; // prettier-ignore
}

/** The content of an answer. A test may falsify each part. */
export type SamlAnswer = {
  readonly issuer: string;
  readonly nowMs: number;
  readonly nameId: string;
  readonly format: string;
  readonly responseId: string;
  readonly assertionId: string;
  readonly destination: string | null;
  readonly recipient: string | null;
  readonly audience: string | null;
  readonly inResponseTo: string | null;
  /** `inResponseTo` of the assertion. */
  readonly confirmedRequest: string | null;
  readonly issuedMs: number;
  readonly notBeforeMs: number;
  readonly notOnOrAfterMs: number | null;
  readonly confirmedUntilMs: number | null;
  readonly status: string;
  readonly method: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly statement: string;
};

const instant = (ms: number) => new Date(ms).toISOString();
const attribute = (name: string, value: string | null) => (value === null ? '' : ` ${name}="${value}"`);

/** The assertion, not signed yet. */
export function assertionOf(a: SamlAnswer): string {
  const values = Object.entries(a.attributes)
    .map(
      ([name, texts]) =>
        `<saml:Attribute Name="${name}">${texts.map((text) => `<saml:AttributeValue>${text}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
    ) // prettier-ignore
    .join('');
  const end = (ms: number | null) => attribute('NotOnOrAfter', ms === null ? null : instant(ms));
  const audience = a.audience === null ? '' : `<saml:AudienceRestriction><saml:Audience>${a.audience}</saml:Audience></saml:AudienceRestriction>`; // prettier-ignore
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${a.assertionId}" Version="2.0" IssueInstant="${instant(a.issuedMs)}"><saml:Issuer>${a.issuer}</saml:Issuer><saml:Subject><saml:NameID Format="${a.format}">${a.nameId}</saml:NameID><saml:SubjectConfirmation Method="${a.method}"><saml:SubjectConfirmationData${attribute('Recipient', a.recipient)}${attribute('InResponseTo', a.confirmedRequest)}${end(a.confirmedUntilMs)}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${instant(a.notBeforeMs)}"${end(a.notOnOrAfterMs)}>${audience}</saml:Conditions>${a.statement}<saml:AttributeStatement>${values}</saml:AttributeStatement></saml:Assertion>`;
}

/** The answer around an assertion. */
export const responseOf = (a: SamlAnswer, assertion: string): string =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${a.responseId}" Version="2.0" IssueInstant="${instant(a.issuedMs)}"${attribute('Destination', a.destination)}${attribute('InResponseTo', a.inResponseTo)}><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${a.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${a.status}"/></samlp:Status>${assertion}</samlp:Response>`;

export type Signing = {
  readonly of?: 'Assertion' | 'Response';
  readonly signatureAlgorithm?: string;
  readonly digestAlgorithm?: string;
  readonly canonicalizationAlgorithm?: string;
};

/** Signs an element of an XML text like a provider. */
export function signed(
  xml: string,
  { key, cert }: SamlKey,
  { of = 'Assertion', signatureAlgorithm = rsaSha256, digestAlgorithm = sha256, canonicalizationAlgorithm = exclusive }: Signing = {}, // prettier-ignore
): string {
  const path = `//*[local-name(.)='${of}']`;
  const signing = new SignedXml({ privateKey: key, publicCert: cert, signatureAlgorithm, canonicalizationAlgorithm });
  signing.addReference({ xpath: path, digestAlgorithm, transforms: [enveloped, canonicalizationAlgorithm] });
  signing.computeSignature(xml, { location: { reference: `${path}/*[local-name(.)='Issuer']`, action: 'after' } });
  return signing.getSignedXml();
}

/** Returns the metadata that a provider with this name and certificate publishes. */
export function metadataOf({ issuer, certificate, entryPoint = 'https://idp.fenwright.example/sso' }: { readonly issuer: string; readonly certificate: string; readonly entryPoint?: string }): string {
  const bare = certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  return `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${issuer}"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${entryPoint}"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
} // prettier-ignore

/** Keys of a provider, and a true answer to a question. */
export function samlProvider(issuer = 'https://idp.fenwright.example/metadata') {
  const [right, other] = [selfSigned('rsa'), selfSigned('rsa')];
  const honest = (asked: SamlQuestion, nowMs: number, more: Partial<SamlAnswer> = {}): SamlAnswer => ({
    issuer,
    nowMs,
    nameId: 'zoe-1',
    format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    responseId: `_r${asked.id}`,
    assertionId: `_a${asked.id}`,
    destination: asked.acs,
    recipient: asked.acs,
    audience: asked.entityId,
    inResponseTo: asked.id,
    confirmedRequest: asked.id,
    issuedMs: nowMs,
    notBeforeMs: nowMs - 1_000,
    notOnOrAfterMs: nowMs + 300_000,
    confirmedUntilMs: nowMs + 300_000,
    status: 'urn:oasis:names:tc:SAML:2.0:status:Success',
    method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
    attributes: {},
    statement: `<saml:AuthnStatement AuthnInstant="${instant(nowMs)}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`,
    ...more,
  });
  return { issuer, right, other, honest };
}
