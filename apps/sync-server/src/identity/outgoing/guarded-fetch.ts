import { lookup as systemLookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** A request of the server to an address that a tenant has entered. */
export type GuardedFetch = (url: string | URL, init?: GuardedRequest) => Promise<Response>;
export type GuardedRequest = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Left out: ten seconds. */
  readonly withinMs?: number;
};

/** The reason why a request was not sent, or its answer not read. Its text reveals nothing about our own network. */
export class RefusedAddress extends Error {}

/** The request was sent, and its answer is longer than is read. What it asks for may have been done. */
export class TooLargeAnswer extends RefusedAddress {}

/** Resolves a name as Node's own `dns.lookup` does with `all`. */
export type ResolveName = (name: string, answer: (error: Error | null, found: readonly { readonly address: string; readonly family: number }[]) => void) => void; // prettier-ignore

export type GuardPorts = {
  readonly resolve?: ResolveName;
  /** "host:port" of servers inside that the operator allows, also without TLS: a provider of the own network, and those of tests. */
  readonly trusted?: ReadonlySet<string>;
};

/** Chosen: documents of discovery and keys have some kilobytes. Answers take well under a second. */
const mostBytes = 1_048_576;
const usuallyWithinMs = 10_000;

const inside = new BlockList();
// RFC 6890 and its successors: this network, private, shared, loopback, link-local (also the metadata of clouds), protocols, documentation,
// benchmarks, multicast, reserved. 168.63.129.16 looks public, but it is the host of each machine in Azure.
for (const [net, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['168.63.129.16', 32], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]] as const) inside.addSubnet(net, bits, 'ipv4'); // prettier-ignore
/**
 * Only global unicast addresses are outside, except addresses that contain an IPv4 address (6to4, Teredo) or are for documents.
 */
const outside6 = new BlockList();
outside6.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) inside.addSubnet(net, bits, 'ipv6'); // prettier-ignore

/** Whether an IP address is one of the public internet. One with a zone ("%eth0") belongs to a link. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !inside.check(address, 'ipv4');
  return family === 6 && !address.includes('%') && outside6.check(address, 'ipv6') && !inside.check(address, 'ipv6');
}

/**
 * Returns the only function by which this server sends requests to addresses that tenants have entered: https on port
 * 443 or above 1023, and only to public addresses. The name is resolved at that moment, and the connection goes to the
 * judged address. So a second answer of the name server changes nothing. A redirect is an answer like others: nobody
 * follows it here. At most 1 MB, within 10 seconds. Throws `RefusedAddress`.
 */
export function guardedFetch({ resolve = systemResolve, trusted = new Set() }: GuardPorts = {}): GuardedFetch {
  return (given, { method = 'GET', headers = {}, body, withinMs = usuallyWithinMs } = {}) =>
    new Promise((done, fail) => {
      const problem = addressProblem(given, trusted);
      const url = URL.parse(given.toString());
      if (problem !== undefined || url === null) return fail(new RefusedAddress(problem ?? noAddress));
      const isTrusted = trusted.has(hostOf(url));
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const asked = send(
        url,
        {
          method,
          headers: { ...headers, 'accept-encoding': 'identity', ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body).toString() }) }, // prettier-ignore
          agent: false,
          signal: AbortSignal.timeout(withinMs),
          ...(isTrusted ? {} : { lookup: guardedLookup(resolve) }),
        },
        (answer) => {
          const parts: Buffer[] = [];
          let bytes = 0;
          answer.on('data', (part: Buffer) => {
            bytes += part.length;
            if (bytes > mostBytes) asked.destroy(new TooLargeAnswer('its answer is too large'));
            else parts.push(part);
          });
          answer.on('error', fail);
          answer.on('end', () => {
            const status = answer.statusCode ?? 502;
            const isBodiless = status === 204 || status === 205 || status === 304;
            const pairs = Object.entries(answer.headers).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, String(value)]])); // prettier-ignore
            done(new Response(isBodiless ? null : Buffer.concat(parts), { status, headers: pairs }));
          });
        },
      );
      asked.on('error', fail);
      asked.end(body);
      return undefined;
    });
}

const noAddress = 'it is not a web address';
const portOf = (url: URL): number => (url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port));
const nameOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');
const hostOf = (url: URL): string => `${nameOf(url)}:${portOf(url)}`;

/**
 * Returns the reason why the guard refuses an address as it is written; undefined where only its name server can say more. A place that
 * takes an address asks this at once; `guardedFetch` asks it again at each request.
 */
export function addressProblem(given: string | URL, trusted: ReadonlySet<string> = new Set()): string | undefined {
  const url = URL.parse(given.toString());
  if (url === null) return noAddress;
  const problem = trusted.has(hostOf(url)) ? undefined : problemOf(url, { port: portOf(url), name: nameOf(url) });
  return problem ?? (url.protocol === 'https:' || url.protocol === 'http:' ? undefined : noAddress);
}

function problemOf(url: URL, { port, name }: { readonly port: number; readonly name: string }): string | undefined {
  if (url.protocol !== 'https:') return 'it does not begin with https://';
  if (url.username !== '' || url.password !== '') return 'it names a user';
  if (port !== 443 && port < 1_024) return 'its port is not one of the web';
  if (isIP(name) !== 0 && !isPublicAddress(name)) return 'it is not on the public internet';
  return isIP(name) === 0 && isInsideName(name) ? 'it is not on the public internet' : undefined;
}

/**
 * Names of internal networks: reserved ones (RFC 6761, 6762, 7686, 8375, 9476), ones in common use for them, and ones
 * without a dot, which a search list completes.
 */
const insideNames = /^[^.]*\.*$|(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|svc|test|invalid|onion|alt|home\.arpa)\.*$/i; // prettier-ignore

/** Whether a name belongs to an internal network, as it is written. */
export const isInsideName = (name: string): boolean => insideNames.test(name);

export const systemResolve: ResolveName = (name, answer) => systemLookup(name, { all: true }, (error, found) => answer(error, found ?? [])); // prettier-ignore

/**
 * Resolves a name for a connection. A single address inside our network is a reason to refuse the name, because the connection
 * could use any of the addresses.
 */
const guardedLookup =
  (resolve: ResolveName): LookupFunction =>
  (name, options, answer) =>
    resolve(name, (error, found) => {
      if (error) return answer(error, '', 0);
      const [first] = found;
      if (!first || found.some(({ address }) => !isPublicAddress(address)))
        return answer(new RefusedAddress('it is not on the public internet'), '', 0);
      return options.all === true ? answer(null, [...found]) : answer(null, first.address, first.family);
    });
