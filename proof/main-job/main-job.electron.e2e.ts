import { test } from '@playwright/test';
import { playMainJob } from './play-main-job.ts';
import { type OutpostServer, startOutpostServer } from '../testbed/outpost-server.ts';

let server: OutpostServer;
test.beforeAll(async () => {
  server = await startOutpostServer();
});
test.afterAll(() => server.stop());

test('[S-5, S-6, A-4, A-5] two agents work one pipeline offline in Electron, and it reconciles under RBAC', async () => {
  test.setTimeout(240_000);
  await playMainJob('electron', server, test.info());
});
