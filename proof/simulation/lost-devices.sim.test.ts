import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import { bugsOfLostDevices } from '../torture/bugs/bugs-of-lost-devices.ts';
import { runChild } from '../torture/jobs.ts';
import { playLostDevices } from '../torture/sessions/lost-devices.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const histories = inject('effort') === 'long' ? 60 : 4;

describe('devices that are lost and wiped', () => {
  it.each(Array.from({ length: histories }, (_, place) => place + 1))(
    '[D-5] [S-5] every record that was made is on the server once, sent or handed over (seed %i)',
    async (seed) => {
      expect(await playLostDevices(server, seed)).toBeUndefined();
    },
    120_000,
  );

  it.each(bugsOfLostDevices)('[D-5] the planted bug $name is found: $says', { timeout: 300_000 }, async ({ name }) => {
    expect(await runChild(name, ['--plant', name, '--histories', '8'])).toMatchObject({ name, found: true });
  });
});
