import { leastProtocolVersion, protocolVersion } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { checkProtocol } from './check-protocol.ts';

describe('the protocol of a client', () => {
  it('[S-7] is supported by the server, or refused as too old or too new', () => {
    for (let version = leastProtocolVersion; version <= protocolVersion; version += 1)
      expect(checkProtocol(String(version), '/sync/pull')).toMatchObject({ ok: true });
    expect(checkProtocol(String(leastProtocolVersion - 1), '/sync/pull')).toMatchObject({
      code: 'sync/client-too-old',
      details: { least: leastProtocolVersion, yours: leastProtocolVersion - 1 },
    });
    expect(checkProtocol(String(protocolVersion + 1), '/acts')).toMatchObject({
      code: 'sync/client-too-new',
      details: { most: protocolVersion },
    });
  });

  it('[S-7] is required where devices sync, and must be a number', () => {
    expect(checkProtocol(undefined, '/sync/pull')).toMatchObject({
      code: 'request/invalid',
      details: { path: 'header.outpost-protocol' },
    });
    expect(checkProtocol(undefined, '/records/list')).toMatchObject({ ok: true });
    for (const header of ['', 'one', '-1', '1.5', '9'.repeat(40)])
      expect(checkProtocol(header, '/records/list')).toMatchObject({ code: 'request/invalid' });
  });
});
