import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import { bugsOfDeviceRules } from '../torture/bugs/bugs-of-device-rules.ts';
import { runChild } from '../torture/jobs.ts';
import { playDeviceRules } from '../torture/worlds/device-rule-histories.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const histories = inject('effort') === 'long' ? 40 : 4;

describe('rules on devices, while people change the same records offline', () => {
  it('[AUT-21] [AUT-22] [S-6] each run has one task, whether a device or the server has made it', { timeout: 600_000 }, async () => {
    const sums = { runs: 0, onDevices: 0 };
    for (let seed = 1; seed <= histories; seed += 1) {
      const problem = await playDeviceRules(server, seed, ({ runs, onDevices }) => {
        sums.runs += runs;
        sums.onDevices += onDevices;
      });
      expect(problem).toBeUndefined();
    }
    expect(sums.onDevices).toBeGreaterThan(0);
    expect(sums.runs).toBeGreaterThan(sums.onDevices);
  }); // prettier-ignore

  it.each(bugsOfDeviceRules)('[S-6] the planted bug $name is found: $says', { timeout: 300_000 }, async ({ name }) => {
    expect(await runChild(name, ['--plant', name, '--histories', '12'])).toMatchObject({ name, found: true });
  });
});
