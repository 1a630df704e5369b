import { type RefusalOf, refuse } from '@outpost/domain/kernel/refusal';
import { isOnThisMachine } from '../../sync/line/same-server.ts';

/**
 * Returns the refusal `access/plain-http` for a server to which a password would travel unencrypted. Returns `undefined` for
 * https, for this same machine, and where the person has allowed it.
 */
export function plainHttp(server: string, isAllowed: boolean): RefusalOf<'access/plain-http'> | undefined {
  if (isAllowed || URL.parse(server)?.protocol !== 'http:' || isOnThisMachine(server)) return undefined;
  return refuse(
    'access/plain-http',
    'This address is plain http: anybody on the way could read your password, so it was not sent. Use the server’s https address.',
    { server },
  );
}
