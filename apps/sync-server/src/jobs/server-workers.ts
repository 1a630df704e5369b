import type { MonotonicClock } from '@outpost/domain/kernel/ports';
import { fileByMonth } from '../records/write/file-by-month.ts';
import { bringUpToOwnFields } from '../records/write/write-anew.ts';
import { tellOfAddresses } from '../identity/accounts/tell-of-address.ts';
import { finishRecoveries } from '../identity/factors/recovery.ts';
import type { IdentityPorts } from '../identity/identity-ports.ts';
import type { UpgradePorts } from '../tenancy/apply-once.ts';
import { endTimedRoles } from '../tenancy/ended-roles.ts';
import { endShares } from '../tenancy/ended-shares.ts';
import { finishOwnErasures } from '../tenancy/erasing/own-erasure.ts';
import { eraseEnded } from '../tenancy/organisation/end-organisation.ts';
import { bringKindsUp } from '../tenancy/kinds-upgrades.ts';
import { bringRolesUp } from '../tenancy/shipped-roles.ts';
import { bringSettingsUp } from '../tenancy/shipped-settings.ts';
import type { UnneededPorts } from '../files/remove-unneeded.ts';
import { automationWorker } from './automations/automation-worker.ts';
import { followerWorkers, type PackFollowers } from './followers/follower-workers.ts';
import { filesWorker } from './files-worker.ts';
import { type HorizonPorts, horizonWorker } from './horizon/horizon-worker.ts';
import type { IntentWorkerPorts } from './intents/intent-workers.ts';
import { type PackSchedules, type ScheduleWorkerPorts, scheduleWorkers } from './schedules/schedule-workers.ts';
import { type EventPorts, eventsWorker } from './append-events.ts';
import { retentionWorker } from './retention-worker.ts';
import type { KeyRing } from '../identity/keys/key-ring.ts';
import type { Database } from '../db/database.ts';
import type { Worker } from './workers/workers.ts';

export type ServerWorkerPorts = IntentWorkerPorts &
  HorizonPorts &
  UpgradePorts &
  ScheduleWorkerPorts &
  EventPorts & {
    readonly monotonic: MonotonicClock;
    readonly identity: IdentityPorts;
    readonly schedules: readonly PackSchedules[];
    readonly followers: readonly PackFollowers[];
    /** The workers that carry out intents, or find them for the lanes. */
    readonly intents: readonly Worker[];
    /** The store of files, where the server has one. */
    readonly blobs: UnneededPorts['blobs'] | undefined;
    readonly keys: Pick<KeyRing, 'signing'>;
    /** The worker that sends events to the endpoints of tenants. */
    readonly webhooks: Worker;
    /** The worker that applies what the senders of sources have sent. */
    readonly sources: Worker;
    /** The consumers of events: one that publishes for each broker, and the server's own. */
    readonly consumers: readonly Worker[];
    /** The worker that reads the mailboxes of people. */
    readonly mailboxes: Worker;
    /** The database as the role that may empty rows of the journal. Left out: an operator's command does it. */
    readonly eraser?: Database;
  };

/** Returns the background work of a server. A worker that may block is placed after those that need no other service. */
export const serverWorkers = (ports: ServerWorkerPorts): readonly Worker[] => [
  {
    doing: 'giving records the keys of own fields',
    run: async (orgId) => ((await bringUpToOwnFields(ports, orgId)) ? 'more' : 'done'),
  },
  { doing: 'filing records by month', run: (orgId) => fileByMonth(ports, orgId) },
  { doing: 'making the roles of packs', run: async (orgId) => bringRolesUp(ports, orgId).then(() => 'done') },
  { doing: 'making the settings of packs', run: async (orgId) => bringSettingsUp(ports, orgId).then(() => 'done') },
  {
    doing: 'taking away roles whose time has ended',
    run: async (orgId) => endTimedRoles(ports, orgId).then(() => 'done'),
  },
  { doing: 'ending shares whose time has come', run: async (orgId) => endShares(ports, orgId) },
  {
    doing: 'removing second factors that are lost',
    run: async (orgId) => finishRecoveries(orgId, ports.identity).then(() => 'done'),
  },
  { doing: 'telling people of changed addresses', run: (orgId) => tellOfAddresses(orgId, ports.identity) },
  { doing: 'upgrading the kinds of packs', run: async (orgId) => bringKindsUp(ports, orgId).then(() => 'done') },
  eventsWorker(ports),
  ...ports.intents,
  ports.webhooks,
  ports.sources,
  ...ports.consumers,
  ports.mailboxes,
  automationWorker(ports),
  ...followerWorkers(ports, ports.followers),
  ...scheduleWorkers(ports, ports.schedules),
  horizonWorker(ports),
  {
    doing: 'erasing an organisation whose grace has ended',
    run: async (orgId) => eraseEnded(ports, orgId).then(() => 'done'),
  },
  ...(ports.eraser ? eraserWorkers(ports, ports.eraser) : []),
  ...(ports.blobs ? [filesWorker({ ...ports, blobs: ports.blobs })] : []),
];

/** Returns the work of the role that may empty and redact rows of the journal. */
const eraserWorkers = (ports: ServerWorkerPorts, eraser: Database): readonly Worker[] => {
  const signing = () => ports.keys.signing();
  return [
    retentionWorker({ ...ports, database: eraser, signing }),
    {
      doing: 'erasing people who asked for it',
      run: async (orgId) => finishOwnErasures({ ...ports, eraser, signing }, orgId).then(() => 'done'),
    },
  ];
};
