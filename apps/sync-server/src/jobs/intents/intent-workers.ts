import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Intent } from '@outpost/domain/kernel/catalogue/intents/intent';
import type { Logger } from 'pino';
import { readMark, readTenant } from '../../access/asker.ts';
import { serviceIdOf } from '@outpost/domain/kernel/hashed-id';
import { inTenant } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import { applyOne } from '../../records/apply-one.ts';
import type { WritePorts } from '../../records/write-ports.ts';
import type { MessageCount } from '../../identity/identity-ports.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { Worker } from '../workers/workers.ts';
import type { IntentAdapter } from './intent-adapter.ts';
import { findUnwanted } from './find-unwanted.ts';
import type { IntentPorts } from './intent-ports.ts';
import { runIntents } from './run-intents.ts';

export type IntentWorkerPorts = WritePorts & {
  readonly installed: Catalogue;
  readonly log: Logger;
  readonly durability: 'commit' | 'backup';
  /** The intents that this server can carry out. Those of other kinds wait. */
  readonly adapters: readonly IntentAdapter[];
  readonly messages?: MessageCount;
};

/** Returns a worker for each declared intent that this server has an adapter for. */
export function intentWorkers(ports: IntentWorkerPorts): readonly Worker[] {
  const queue = queuePorts(ports);
  return ports.installed.intents.flatMap((intent) =>
    ports.adapters
      .filter(({ kind }) => kind === intent.kind)
      .map((adapter): Worker => ({
        doing: adapter.words.doing,
        wakesAtNews: true,
        run: async (orgId) => {
          if (await isIntentHere(ports, orgId, intent)) await runIntents(queue, orgId, { intent, adapter });
          return 'done';
        },
      })),
  );
}

/**
 * T-25: returns whether the tenant has the intent's pack. Intents of a removed pack wait until the tenant has it again.
 */
const isIntentHere = (
  { database, installed }: Pick<IntentWorkerPorts, 'database' | 'installed'>,
  orgId: string,
  { entity }: Intent,
): Promise<boolean> =>
  inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant } = await readTenant(tx, { orgId, installed }, await readMark(tx, orgId));
    return tenant.catalogue.entities.get(entity)?.isRemoved !== true;
  });

function queuePorts(ports: IntentWorkerPorts): IntentPorts {
  const { database, clock, installed } = ports;
  return {
    database,
    clock,
    ...(ports.messages ? { messages: ports.messages } : {}),
    recordsOf: (tx, orgId, asked) => recordsOf(tx, { orgId, installed }, asked),
    findUnwanted: (tx, orgId, addresses) => findUnwanted(tx, { orgId, installed }, addresses),
    async perform(orgId, entity, act) {
      const expected = { [act.id]: Object.fromEntries(act.edits.map(({ id, seen }) => [id, seen])) };
      const [pack = ''] = entity.split('/');
      const userId = serviceIdOf(pack);
      const by = { orgId, author: { userId, outcomesOf: pack }, device: userId, expected };
      const applied = await applyOne(ports, by, act);
      if (applied.kind === 'ended') throw new Error(`The outcome of an intent was not decided: ${applied.why}`);
      const { status, refused } = applied.decision;
      if (Object.values(refused).some(({ code }) => code === 'records/stale')) return 'stale';
      // A fault of this server. It must not stop other intents: the act is decided, and would be refused at each repetition.
      if (status === 'refused') ports.log.error({ orgId, refused }, 'the outcome of an intent was refused');
      return 'done';
    },
    async durable(tx, orgId) {
      const now = await readClock(tx, orgId, 'unlocked');
      return (ports.durability === 'commit' ? now?.head : now?.durable) ?? 0;
    },
  };
}
