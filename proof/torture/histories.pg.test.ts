import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import { playRecording } from './play-recording.ts';
import { drawRecording } from './worlds/step.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.startOn(inject('postgresUrl'));
}, 60_000);
afterAll(() => server.stop());

/** Other seeds than those on the Postgres within the process. */
const seeds = Array.from({ length: inject('effort') === 'long' ? 100 : 4 }, (_, place) => 100_001 + place);

describe('random histories, on a real Postgres', () => {
  it.each(seeds)('[S-6] all devices agree with the server after history %i', { timeout: 120_000 }, async (seed) => {
    const { acts } = await playRecording({ server, recording: drawRecording({ seed, devices: 5, ops: 60 }) });
    expect(acts).toBeGreaterThan(2);
  });
});
