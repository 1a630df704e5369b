import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { leastProtocolVersion, protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';

/**
 * S-7: returns whether requests to a path must name a protocol. Devices must. API clients need not, because they don't
 * sync.
 */
const mustSay = (path: string): boolean => path.startsWith('/sync/');

/** S-7, K-5: checks that this server supports a client's protocol. Refuses `sync/client-too-old`, `sync/client-too-new`, `request/invalid`. */
export function checkProtocol(header: string | undefined, path: string): Result<void> {
  if (header === undefined && !mustSay(path)) return accept(undefined);
  const yours = header !== undefined && /^[0-9]{1,6}$/.test(header) ? Number(header) : undefined;
  if (yours === undefined) {
    const where = `header.${protocolHeader}`;
    return refuse(
      'request/invalid',
      `${where}: must be the number of the client's protocol, such as ${protocolVersion}`,
      { path: where },
    );
  }
  if (yours < leastProtocolVersion)
    return refuse(
      'sync/client-too-old',
      'This version of Outpost is too old for the server. Update it. Your unsent changes are kept.',
      { least: leastProtocolVersion, yours },
    );
  if (yours > protocolVersion)
    return refuse(
      'sync/client-too-new',
      'The server is older than this version of Outpost. It will work once the server has been updated. Your unsent changes are kept.',
      { most: protocolVersion, yours },
    );
  return accept(undefined);
}
