import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { electronCommand, openInElectron, signIn } from '../../proof/testbed/app-windows.ts';
import { buildDesktop } from '../../scripts/build-desktop.ts';
import { findElectron } from '../../scripts/find-electron.ts';
import { benchEntities } from '../bench-records.ts';
import { median } from '../results.ts';
import { emptyWindow, firstPaint, firstRowPainted, timeStart, withSystemKeyStore } from '../screens/cold-start.ts';
import { personOf } from '../stage/stage.ts';
import { type BenchRow, repeated } from './bench-row.ts';

const starts = 7;
/** Chosen: a first sync of a million records takes three minutes. */
const longestSyncMs = 1_200_000;

/**
 * The start of the app's process until the first rows of a list are painted, beside an Electron program that opens a window with
 * one line of text. Both run with a key store of the system, so that no password is asked for.
 */
const coldStart: BenchRow = {
  name: 'cold-start',
  async run(stage) {
    const electron = findElectron();
    if (electron === undefined) throw new Error('There is no Electron on this machine');
    const { exitCode, output } = await buildDesktop();
    if (exitCode !== 0) throw new Error(output);
    const folder = await stage.newFolder('cold-start');
    const executable = await withSystemKeyStore(folder, electron);
    const [server, tenant] = [await stage.server(), await stage.tenant()];
    const profile = join(folder, 'profile');
    stage.say('cold start: filling a replica in Electron …');
    const app = await openInElectron(server.url, profile, executable);
    await signIn(app.page, { server: server.url, ...personOf(tenant) });
    const status = app.page.getByRole('navigation', { name: 'Main' }).getByRole('status');
    await status.filter({ hasText: 'Up to date' }).waitFor({ timeout: longestSyncMs });
    await app.electron.close();
    const command = electronCommand(server.url, profile, executable);
    const link = `outpost://open/${tenant.orgId}/list/${benchEntities.contact}`;
    stage.say('cold start: starting …');
    const ours = { ...command, args: [...command.args, link] };
    const script = join(folder, 'empty-window.cjs');
    await writeFile(script, emptyWindow);
    const empty = { ...command, args: command.args.map((arg, place) => (place === 0 ? script : arg)) };
    const times = await repeated(starts, async () => ({
      ours: await timeStart(ours, folder, firstRowPainted),
      raw: await timeStart(empty, folder, firstPaint),
    }));
    return [
      {
        name: 'cold start → the first rows of a list painted (raw: an Electron program with an empty window)',
        unit: 'ms',
        better: 'lower',
        ours: median(times.map((time) => time.ours)),
        raw: median(times.map((time) => time.raw)),
        goal: 2,
      },
    ];
  },
};

export const coldStartRows: readonly BenchRow[] = [coldStart];
