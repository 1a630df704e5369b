import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { NoPasskeys, RelyingParty } from '../identity-ports.ts';

/** The address of an IPv4 host as `URL` writes it. An IPv6 host has brackets. */
const isIpAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.startsWith('[');

/**
 * Returns the relying party of a server's own address, or the reason why browsers make no passkeys for it. Browsers
 * require a domain with https, or `localhost`. Neither an IP address nor a scheme of an app is a valid domain.
 */
export function relyingPartyOf(serverUrl: string | undefined): RelyingParty | NoPasskeys {
  const url = serverUrl === undefined ? null : URL.parse(serverUrl);
  if (!url) return { why: 'This server does not know its own address, so it offers no passkeys.' };
  const { hostname, protocol, origin } = url;
  if (isIpAddress(hostname))
    return { why: `This server is reached at ${hostname}. Passkeys need a domain name, or localhost.` };
  if (protocol !== 'https:' && !(protocol === 'http:' && hostname === 'localhost'))
    return { why: `This server is reached at ${origin}. Passkeys need https.` };
  return { id: hostname, origin };
}

/** Returns the relying party. Refuses `request/invalid`, with the reason, where this server offers no passkeys. */
export function partyOf({ relyingParty }: { readonly relyingParty?: RelyingParty | NoPasskeys }): Result<RelyingParty> {
  const party = relyingParty ?? { why: 'This server offers no passkeys.' };
  return 'id' in party ? accept(party) : refuse('request/invalid', party.why, { path: 'kind' });
}
