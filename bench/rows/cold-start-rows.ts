import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { electronAppCommand, openInElectron, signInOnPage } from '../../proof/testbed/app-windows.ts';
import { buildDesktop } from '../../scripts/build-desktop.ts';
import { benchEntities } from '../bench-records.ts';
import { median } from '../results.ts';
import { standInKeyStore } from '../../proof/testbed/stand-in-key-store.ts';
import { emptyWindow, firstPaint, painted, timeStart } from '../screens/cold-start.ts';
import { personOf } from '../stage/stage.ts';
import { type BenchRow, repeated } from './bench-row.ts';

const starts = 7;
/** Chosen: a first sync of a million records takes three minutes. */
const longestSyncMs = 1_200_000;
const firstRow = '[role=grid] [role=row][data-line="0"]:not([aria-busy])';

/**
 * The time from the start of the app's process until the first rows of a list are painted. It is compared with an
 * Electron program that opens a window with one line of text. A stand-in replaces the system's key store, as in the
 * other lines of devices: so the app opens without a person, as it does wherever there is a key store.
 */
const coldStart: BenchRow = {
  name: 'cold-start',
  async run(stage) {
    const { exitCode, output } = await buildDesktop();
    if (exitCode !== 0) throw new Error(output);
    const folder = await stage.newFolder('cold-start');
    const [server, tenant] = [await stage.server(), await stage.tenant()];
    const { password, email } = personOf(tenant);
    const profile = join(folder, 'profile');
    stage.say('cold start: filling a replica in Electron …');
    const keyStore = await standInKeyStore(folder);
    const app = await openInElectron(server.url, profile, { preload: [keyStore] });
    await signInOnPage(app.page, { server: server.url, email, password });
    const status = app.page.getByRole('navigation', { name: 'Main' }).getByRole('status');
    await status.filter({ hasText: 'Up to date' }).waitFor({ timeout: longestSyncMs });
    await app.electron.close();
    stage.say('cold start: starting …');
    const { executablePath, args, env } = electronAppCommand(server.url, profile);
    const script = join(folder, 'empty-window.cjs');
    await writeFile(script, emptyWindow);
    const ours = {
      executablePath,
      env,
      args: ['-r', keyStore, ...args, `outpost://open/${tenant.orgId}/list/${benchEntities.contact}`],
    };
    const empty = { executablePath, env, args: args.with(0, script) };
    const times = await repeated(starts, async () => ({
      ours: await timeStart(ours, painted(firstRow)),
      raw: await timeStart(empty, firstPaint),
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
