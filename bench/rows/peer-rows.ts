import { join } from 'node:path';
import { type Peer, type PeerData, type PeerTasks, peers } from '../peers/peer.ts';
import type { Measured } from '../results.ts';
import { TaskProcess } from '../stage/child.ts';
import { installPeers } from '../stage/install-peers.ts';
import type { BenchStage } from '../stage/stage.ts';
import { type BenchRow, perSecond } from './bench-row.ts';

/** The measurements of a peer, the compared line of ours, and the goal. */
const compared = [
  { of: 'firstSync', beside: /^first sync$/, goals: { zero: 1.1 } },
  { of: 'bytes', beside: /^file size a record$/, goals: {} },
  { of: 'catchUp', beside: /^catch-up of \d+ changes$/, goals: {} },
  { of: 'push', beside: /^push of \d+ offline acts$/, goals: { rxdb: 1 } },
] as const satisfies readonly {
  readonly of: string;
  readonly beside: RegExp;
  readonly goals: Partial<Record<Peer['name'], number>>;
}[];
type Figures = Readonly<Record<(typeof compared)[number]['of'], number | null>>;

const mostChanges = 10_000;
/** A peer that has not finished by then counts as failed in this table. */
const patienceMs = 15 * 60_000;

/** The measurements of ours with which peers are compared. */
export const besidePeers = ['first-sync', 'catch-up', 'push'] as const;

/**
 * Measures the peers on the same records, a server and a client process each. A peer that fails has the reason in its lines, and
 * the others are measured.
 */
export const peerRow: BenchRow = {
  name: 'peers',
  async run(stage, soFar) {
    installPeers(stage.say);
    const { owners } = await stage.tenant(); // the same records as ours
    const measured: Measured[] = [];
    for (const peer of peers) {
      stage.say(`${peer.title} (${peer.licence}) …`);
      const outcome = await figuresOf(stage, peer, { seed: 1, count: stage.size, owners }).catch(reasonOf);
      if (typeof outcome === 'string') stage.say(`${peer.title}: ${outcome}`);
      for (const { of, beside, goals } of compared) {
        const ours = soFar.find(({ name }) => beside.test(name));
        const theirs = typeof outcome === 'string' ? null : outcome[of];
        if (!ours || (theirs === null && typeof outcome !== 'string')) continue; // the peer has no such figure
        measured.push({
          name: `${ours.name}, beside ${peer.title}`,
          ours: ours.ours,
          raw: theirs,
          unit: ours.unit,
          better: ours.better,
          goal: (goals as Partial<Record<Peer['name'], number>>)[peer.name] ?? null,
          ...(typeof outcome === 'string' ? { note: outcome } : {}),
        });
      }
    }
    return measured;
  },
};

async function figuresOf(stage: BenchStage, peer: Peer, data: PeerData): Promise<Figures> {
  const script = join(import.meta.dirname, '../peers/start.ts');
  const [server, client] = [0, 1].map(() => new TaskProcess<PeerTasks>(script, { args: [peer.name] }));
  if (!server || !client) throw new Error('There are two processes');
  const measure = async (): Promise<Figures> => {
    const folder = await stage.newFolder(`${peer.name}-server`);
    const databaseUrl = await stage.newDatabase(`peer_${peer.name}`);
    const { url } = await server.ask('serve', { ...data, folder, databaseUrl });
    const first = await client.ask('firstSync', {
      url,
      folder: await stage.newFolder(`${peer.name}-client`),
      count: data.count,
    });
    const changed = await server.ask('change', { count: Math.min(mostChanges, data.count) });
    const caughtUp = await client.ask('catchUp', changed);
    const pushed = await client.ask('push', { count: Math.min(mostChanges, data.count) });
    await client.end(); // before its server ends, because the client would log errors
    await server.ask('stop', undefined);
    return {
      firstSync: perSecond(data.count, first.ms),
      bytes: first.bytes === null ? null : first.bytes / data.count,
      catchUp: perSecond(changed.count, caughtUp.ms),
      push: perSecond(pushed.count, pushed.ms),
    };
  };
  try {
    return await within(patienceMs, measure());
  } finally {
    await Promise.all([client.end(), server.end()]);
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not done within ${ms / 60_000} minutes`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Returns an error's reason in one line, for the table. */
const reasonOf = (error: unknown): string =>
  `did not run: ${(error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''}`.slice(0, 160);
