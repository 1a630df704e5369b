import { refuse, accept, type Result } from '@outpost/domain/kernel/refusal';
import { type GuardedFetch, RefusedAddress } from '../outgoing/guarded-fetch.ts';
import { bareCertificate, type SamlDetails } from './saml-details.ts';
import { attributeOf, childElementsOf, elementsOf, mostXmlBytes, readStrictXml, textOf } from './strict-xml.ts';

const samlMetadataNamespace = 'urn:oasis:names:tc:SAML:2.0:metadata';
const signatures = 'http://www.w3.org/2000/09/xmldsig#';
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

export type SamlMetadata = Pick<SamlDetails, 'entryPoint' | 'certificates'> & { readonly issuer: string };

/** The field of a request that a refusal names: the pasted document, or its address. */
type Place = 'metadata' | 'metadataUrl';
const invalid = (path: Place, why: string): Result<never> => refuse('request/invalid', `${path}: ${why}`, { path });

/** Reads the metadata of a provider: its name, its address for signing in and its keys. Refuses `request/invalid`. */
export function readSamlMetadata(text: string, at: Place = 'metadata'): Result<SamlMetadata> {
  const document = readStrictXml(text);
  const root = document?.documentElement;
  if (!root || root.namespaceURI !== samlMetadataNamespace || root.localName !== 'EntityDescriptor')
    return invalid(at, 'is not the metadata of one provider of SAML');
  const [described] = childElementsOf(root, samlMetadataNamespace, 'IDPSSODescriptor');
  if (!described) return invalid(at, 'names no identity provider');
  const service = childElementsOf(described, samlMetadataNamespace, 'SingleSignOnService').find((each) => attributeOf(each, 'Binding') === redirect); // prettier-ignore
  const entryPoint = attributeOf(service, 'Location');
  if (entryPoint === undefined) return invalid(at, 'names no address for signing in by HTTP-Redirect');
  const certificates = childElementsOf(described, samlMetadataNamespace, 'KeyDescriptor')
    .filter((each) => attributeOf(each, 'use') !== 'encryption')
    .flatMap((each) => elementsOf(each, signatures, 'X509Certificate').map((one) => bareCertificate(textOf(one))));
  if (certificates.length === 0) return invalid(at, 'has no certificate for signatures');
  return accept({ issuer: attributeOf(root, 'entityID') ?? '', entryPoint, certificates: [...new Set(certificates)] });
}

/**
 * Asks an address that an administrator has entered for the metadata of a provider, through the guard, and reads it. Refuses `request/invalid` with
 * the reason. Texts of the answer are not shown.
 */
export async function fetchSamlMetadata(url: string, fetch: GuardedFetch): Promise<Result<SamlMetadata>> {
  let reply: Response;
  try {
    reply = await fetch(url, { headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml' } });
  } catch (cause) {
    return invalid('metadataUrl', cause instanceof RefusedAddress ? `cannot be asked: ${cause.message}` : 'does not answer'); // prettier-ignore
  }
  if (reply.status >= 300 && reply.status < 400)
    return invalid('metadataUrl', 'leads to another address. Enter the address of the metadata itself');
  if (reply.status !== 200)
    return invalid('metadataUrl', `does not answer with metadata, but with status ${reply.status}`);
  const text = await reply.text();
  return text.length > mostXmlBytes ? invalid('metadataUrl', 'is too large for the metadata of one provider') : readSamlMetadata(text, 'metadataUrl'); // prettier-ignore
}
