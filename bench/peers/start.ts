import { serveTasks } from '../child/serve-tasks.ts';
import type { Peer, PeerTasks } from './peer.ts';

// One side of a peer, its server or its client, in a separate process: `start.ts <peer>`.
const programs: Readonly<Record<Peer['name'], () => Promise<PeerTasks>>> = {
  zero: async () => (await import('./zero.ts')).zeroTasks,
  rxdb: async () => (await import('./rxdb.ts')).rxdbTasks,
  pouchdb: async () => (await import('./pouchdb.ts')).pouchdbTasks,
};
const tasks = await programs[process.argv[2] as Peer['name']](); // passed by the parent process
serveTasks(async () => tasks);
