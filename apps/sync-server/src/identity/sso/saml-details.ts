import { X509Certificate } from 'node:crypto';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';

/**
 * The settings of a SAML provider in addition to its name (its entity id is the `issuer`). `entryPoint`: the address of
 * its page for signing in (HTTP-Redirect); `certificates`: base64 of the DER, without lines; two while the provider
 * changes its key. `emailClaim`, `nameClaim`: the attributes with the person's address and name; null for the usual
 * ones.
 */
export const samlDetailsSchema = z.strictObject({
  entryPoint: z.string().max(500),
  certificates: z.array(z.string().max(8_000)).min(1, 'must have a certificate').max(4, 'at most 4 certificates'),
  emailClaim: z.string().max(200).nullable(),
  nameClaim: z.string().max(200).nullable(),
});
export type SamlDetails = z.infer<typeof samlDetailsSchema>;

const invalid = (path: string, why: string): Result<never> => refuse('request/invalid', `${path}: ${why}`, { path });

/** Returns the base64 of a certificate that was entered with or without its frame. */
export const bareCertificate = (text: string): string => text.replaceAll(/-----(?:BEGIN|END) CERTIFICATE-----|\s/g, '');

function certificateOf(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(bareCertificate(text), 'base64'));
  } catch {
    return undefined;
  }
}

/** Returns until when a stored certificate is valid, as an instant. */
export const certificateEnd = (text: string): string => new Date(certificateOf(text)?.validTo ?? 0).toISOString();

const smallestRsa = 2_048;

/** Judges what was entered for a provider of SAML. Refuses `request/invalid`. */
export function judgeSamlDetails(
  entered: unknown,
  { allowsHttp = false }: { readonly allowsHttp?: boolean },
): Result<SamlDetails> {
  const read = samlDetailsSchema.safeParse(entered);
  if (!read.success)
    return invalid('saml', 'must have the address for signing in and the certificates of the provider');
  const { entryPoint } = read.data;
  const address = URL.canParse(entryPoint) ? new URL(entryPoint) : undefined;
  const isSafe = address?.protocol === 'https:' || (allowsHttp && address?.protocol === 'http:');
  if (!isSafe || address?.username !== '' || address.password !== '')
    return invalid('entryPoint', 'must be the https address of the provider for signing in');
  const certificates = read.data.certificates.map(bareCertificate);
  for (const text of certificates) {
    const key = certificateOf(text)?.publicKey;
    if (!key) return invalid('certificates', 'must be certificates (X.509) in base64');
    const bits = key.asymmetricKeyDetails?.modulusLength;
    if (key.asymmetricKeyType !== 'rsa' || bits === undefined || bits < smallestRsa)
      return invalid('certificates', `must have RSA keys with at least ${smallestRsa} bits`);
  }
  return accept({ ...read.data, certificates });
}
