import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import type { StagedDevice } from '../stage/proof-stage.ts';
import { stageForTest } from '../stage/stage-for-test.ts';

// The effect on devices when the server is restored from a backup: real replicas, the real server, a real Postgres.
let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.startOn(inject('postgresUrl'));
}, 60_000);
afterAll(() => server.stop());

const staged = () => stageForTest(server);

/** The number of confirmed acts that a device still keeps, until a backup contains them. */
const kept = (device: StagedDevice): number => device.tenant.device.memory.kept.size;

describe('a server that marks what its backups have', () => {
  it('[S-1c] a device keeps confirmed acts until they are durable; a restore of the backup loses nothing of it', async () => {
    const w = await staged();
    const [saved, later] = [w.newId(), w.newId()];
    const [mia, ann] = [await w.device('mia'), await w.device('ann')];
    await mia.act([w.deal(saved)]);
    await w.settle(mia, ann);
    expect(kept(mia)).toBe(1);

    const heads = await w.head();
    await mia.act([w.deal(later)]); // made while the backup runs: certainly not in it
    await w.settle(mia);
    const backup = await w.backup();
    await mia.act([w.set(saved, { stage: 'engaging' })]);
    await ann.act([w.set(saved, { name: 'Renamed since' })]);
    await w.settle(mia, ann);
    await w.markDurable(heads);
    await w.settle(mia, ann);
    expect([kept(mia), kept(ann)]).toEqual([2, 1]); // the first act is in the backup and no longer on the device

    await w.restore(backup);
    await w.settle(mia, ann);
    expect(await w.onServer(saved)).toMatchObject({ stage: 'engaging', name: 'Renamed since' });
    expect(await w.onServer(later)).toBeDefined();
    expect((await mia.shown(saved))?.fields).toMatchObject({ stage: 'engaging', name: 'Renamed since' });
    expect([mia.tray(), ann.tray()]).toEqual([[], []]);
  });

  it('[S-1c] an older mark changes nothing, and a restored server does not claim more than it has', async () => {
    const w = await staged();
    const deal = w.newId();
    const mia = await w.device('mia');
    const backup = await w.backup();
    const early = await w.head();
    await mia.act([w.deal(deal)]);
    await w.settle(mia);
    await w.restore(backup);
    await w.settle(mia);
    await w.markDurable(early);
    await w.settle(mia);
    expect([kept(mia), (await w.onServer(deal))?.stage]).toEqual([1, 'prospecting']);
    await w.markDurable(await w.head());
    await w.settle(mia);
    expect(kept(mia)).toBe(0);
  });
});
