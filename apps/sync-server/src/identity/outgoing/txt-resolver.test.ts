import { expect, it } from 'vitest';
import { startNameServer } from '../testing/name-server.ts';
import { txtResolver } from './txt-resolver.ts';

it('[PLT-23] the TXT records of a domain are read from the name servers that the operator names', async () => {
  const records = new Map([['_outpost.fenwright.example', ['v=spf1 -all', 'outpost-domain=abc']]]);
  const server = await startNameServer(records);
  const resolve = txtResolver([server.address]);
  expect(await resolve('_outpost.fenwright.example')).toEqual(['v=spf1 -all', 'outpost-domain=abc']);
  expect(await resolve('_outpost.other.example')).toEqual([]);
  await server.close();
});
