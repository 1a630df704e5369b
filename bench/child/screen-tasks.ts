import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { servePage } from '@outpost/desktop/browser-shell/page-server';
import { openHost } from '@outpost/desktop/replica/host';
import { mapPlaces } from '@outpost/desktop/replica/maps/map-places';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { mustSucceed } from '../must.ts';
import { benchKeyStore } from './bench-key-store.ts';

/** The app without Electron, as `apps/desktop/src/browser-shell/start.ts` makes it, with a key store. */
export const screenTasks = {
  /** Opens a profile and serves its page. Returns the page's address, which one browser may open. */
  'screen.serve': async ({ profile, out }: { readonly profile: string; readonly out: string }) => {
    const host = mustSucceed(
      await openHost({
        ports: nodePorts({
          keyStore: benchKeyStore,
          log: { fault: ({ doing, cause }) => process.stderr.write(`fault ${doing}: ${String(cause)}\n`) },
        }),
        profile,
        catalogue: installedCatalogue,
        deviceName: 'bench',
        server: null,
        maps: mapPlaces({}, { out, profile }),
        readers: { workerFile: join(import.meta.dirname, 'reader-worker.js') }, // made by `buildChild`
      }),
    );
    const page = await servePage(
      { folder: join(out, 'renderer'), attach: host.attach, secret: () => randomBytes(32).toString('base64url') },
      0,
    );
    return { url: page.url };
  },
} as const;
