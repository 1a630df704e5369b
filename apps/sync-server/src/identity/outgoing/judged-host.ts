import { isIP } from 'node:net';
import { type GuardPorts, isInsideName, isPublicAddress, RefusedAddress, systemResolve } from './guarded-fetch.ts';

/** A server of another kind than the web's, which a person has entered. */
export type NamedHost = { readonly host: string; readonly port: number };

const isTrusted = ({ host, port }: NamedHost, trusted: ReadonlySet<string> = new Set()): boolean =>
  trusted.has(`${host}:${port}`);

/**
 * Returns the reason why a server may not be asked, as it is written; undefined where only its name server can say more. `ports`: those of the service.
 */
export function hostProblem(
  named: NamedHost,
  { ports, trusted }: { readonly ports: readonly number[]; readonly trusted?: ReadonlySet<string> | undefined },
): string | undefined {
  if (isTrusted(named, trusted)) return undefined;
  const { host, port } = named;
  if (!ports.includes(port)) return `its port is not one of ${ports.join(', ')}`;
  if (isIP(host) !== 0) return isPublicAddress(host) ? undefined : 'it is not on the public internet';
  if (!/^[a-z0-9.-]{1,253}$/i.test(host)) return 'it is not the name of a server';
  return isInsideName(host) ? 'it is not on the public internet' : undefined;
}

/**
 * Resolves the name of a server once, and returns the address to which the connection must go. A single address inside our network is a reason to
 * refuse the name. Throws `RefusedAddress`.
 */
export function judgedAddress(named: NamedHost, { resolve = systemResolve, trusted }: GuardPorts): Promise<string> {
  const { host } = named;
  if (isTrusted(named, trusted) || isIP(host) !== 0) {
    if (isTrusted(named, trusted) || isPublicAddress(host)) return Promise.resolve(host);
    return Promise.reject(new RefusedAddress('it is not on the public internet'));
  }
  return new Promise((done, fail) => {
    resolve(host, (error, found) => {
      const [first] = found;
      if (error) fail(error);
      else if (!first || found.some(({ address }) => !isPublicAddress(address)))
        fail(new RefusedAddress('it is not on the public internet'));
      else done(first.address);
    });
  });
}
