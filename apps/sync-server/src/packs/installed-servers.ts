import type { PackServer } from './pack-server.ts';
import { crmServer } from './crm/server.ts';
import { platformServer } from './platform/server.ts';

/** The only list of packs that have work on the server. */
export const installedServers: readonly PackServer[] = [platformServer, crmServer];
