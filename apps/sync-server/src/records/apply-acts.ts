import type { Decision } from '@outpost/domain/sync/protocol';
import type { Database } from '../db/database.ts';
import { paceOf } from '../sharing/loop-share.ts';
import type { Applied, ApplyInput, Metered } from './apply-input.ts';
import { decideTogether } from './decide-together.ts';
import { TenantTurns } from './tenant-turns.ts';
import { areLargeWork, mostEditsPerTransaction, takeBatch, weighActs } from './load/weigh-acts.ts';
import type { WritePorts } from './write-ports.ts';

/**
 * P-4: decides acts and writes their records. This is the one function that writes records. It decides acts in their
 * order, each on the result of the acts before it, in transactions of bounded size. It locks the tenant's clock, reads
 * the needed data as sets, and decides in memory, in steps. It writes each step's records, journal and feed as sets
 * while it decides the next step. A transaction is written whole. After a fault the acts from that transaction on are
 * undecided.
 *
 * Requests that arrive while a tenant's clock is locked wait here, without a connection. The waiting requests are
 * decided in one transaction. Each device's acts have its own rights, numbers and answer, and build on the result of
 * the acts before them.
 */
export async function applyActs(ports: WritePorts, input: ApplyInput): Promise<Applied> {
  const answers: Decision[] = [];
  const { orgId, author } = input;
  const weigh = await weighActs(ports.database, orgId, input.acts);
  for (let start = 0; start < input.acts.length;) {
    const { batch, weight } = takeBatch(input.acts.slice(start), weigh);
    const outcome = await turnsAt(ports.database).do(orgId, { ports, input: { ...input, acts: batch }, weight });
    if (outcome.kind !== 'decided') return outcome;
    answers.push(...outcome.answers);
    const { rows, isOutside } = outcome;
    if (author !== 'server')
      ports.meter?.({ orgId, userId: author.userId, acts: outcome.answers.length, rows, isOutside });
    if (outcome.stopped) return { kind: 'decided', answers, stopped: outcome.stopped };
    start += outcome.answers.length;
  }
  return { kind: 'decided', answers, stopped: null };
}

type WriteRequest = {
  readonly ports: WritePorts;
  readonly input: ApplyInput;
  /** The cost of its acts, in usual edits. */
  readonly weight: number;
};

/** The requests that wait for their turn, for each database that this process writes to. */
const turns = new WeakMap<Database, TenantTurns<WriteRequest, Metered>>();

function turnsAt(database: Database): TenantTurns<WriteRequest, Metered> {
  const found = turns.get(database) ?? new TenantTurns({ whose, fitting: howManyFit, turn });
  turns.set(database, found);
  return found;
}

/**
 * Decides requests in one transaction. A large turn is decided in another thread where there is one, so that it takes
 * neither memory nor time of other requests.
 */
async function turn(orgId: string, requests: readonly WriteRequest[]): Promise<readonly Metered[]> {
  const [first] = requests;
  if (!first) throw new Error('Nobody has this turn');
  const { ports } = first;
  const inputs = requests.map(({ input }) => input);
  const together = { orgId, inputs, weight: weightOf(requests) };
  const elsewhere = areLargeWork(
    inputs.flatMap(({ acts }) => acts),
    together.weight,
  )
    ? ports.elsewhere?.(together)
    : undefined;
  return elsewhere ?? decideTogether({ ...ports, pace: paceOf(orgId) }, together);
}

const weightOf = (requests: readonly Pick<WriteRequest, 'weight'>[]): number =>
  requests.reduce((sum, { weight }) => sum + weight, 0);

const whose = ({ input: { author } }: WriteRequest): string => (author === 'server' ? '' : author.userId);

/**
 * Returns how many requests may share a transaction: they have one clock and build, one request for each device, and a
 * bounded number of edits.
 */
function howManyFit(requests: readonly WriteRequest[]): number {
  const [first] = requests;
  const devices = new Set<string>();
  let edits = 0;
  const end = requests.findIndex(({ ports, input, weight }, place) => {
    edits += weight;
    const isAlike = ports.clock === first?.ports.clock && ports.installed === first.ports.installed;
    const isSecond = devices.has(input.device);
    devices.add(input.device);
    return place > 0 && (!isAlike || isSecond || edits > mostEditsPerTransaction);
  });
  return end < 0 ? requests.length : end;
}
