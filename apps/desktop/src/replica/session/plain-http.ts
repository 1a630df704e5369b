import { type RefusalOf, refuse } from '@outpost/domain/kernel/refusal';
import { isOnThisMachine } from './same-server.ts';

/**
 * The refusal `access/plain-http` for a server to which a password would go unencrypted; undefined where it may go: over https, to this very machine, or
 * where the person has said that it may.
 */
export function plainHttp(server: string, isAllowed: boolean): RefusalOf<'access/plain-http'> | undefined {
  if (isAllowed || URL.parse(server)?.protocol !== 'http:' || isOnThisMachine(server)) return undefined;
  return refuse(
    'access/plain-http',
    'This address is plain http: anybody on the way could read your password, so it was not sent. Use the server’s https address.',
    { server },
  );
}
