import type { LaneWork } from '../queue/lanes.ts';
import type { TakenJob } from '../queue/job-queue.ts';
import { type Claimed, claimIntents } from './claim-intents.ts';
import { type IntentPorts, nameOf, type QueuedIntent } from './intent-ports.ts';
import type { ProviderBreaker } from '../queue/provider-breaker.ts';
import type { Delivery } from './intent-adapter.ts';
import { carryOutIntents } from './run-intents.ts';
import { type Fed, feedIntents } from './feed-intents.ts';
import { endStopped, tellOutcomes } from './settle-intent.ts';

export type IntentJobPorts = IntentPorts & {
  /** Called with each fault. What it concerns is tried again, or its outcome is unknown. */
  readonly failed: (orgId: string, fault: unknown) => void;
  /** T-25: whether the tenant has the intent's pack. Intents of a removed pack wait until the tenant has it again. */
  readonly isHere: (orgId: string, { intent }: QueuedIntent) => Promise<boolean>;
};

const nameIn = (subject: string): string => subject.slice(0, subject.lastIndexOf(':'));
const recordIn = (subject: string): string => subject.slice(subject.lastIndexOf(':') + 1);

/** The intents of one adapter, and what is known of its provider. */
export type AdapterWork = {
  readonly intents: readonly QueuedIntent[];
  readonly breaker: ProviderBreaker<Delivery<unknown>>;
  readonly full: FullTenants;
};

/** The tenants that had more due than the queue takes of one. Their next intents get jobs as soon as others are done. */
export class FullTenants {
  readonly #full = new Set<string>();
  note(orgId: string, { intent }: QueuedIntent, { isFull }: Fed): void {
    const key = `${orgId} ${nameOf(intent)}`;
    if (isFull) this.#full.add(key);
    else this.#full.delete(key);
  }
  has = (orgId: string, { intent }: QueuedIntent): boolean => this.#full.has(`${orgId} ${nameOf(intent)}`);
}

/** Returns the work on the jobs of one adapter's queue. */
export const intentLaneWork = (ports: IntentJobPorts, queue: string, adapter: AdapterWork): LaneWork => ({
  queue,
  isOpen: () => adapter.breaker.isOpen(),
  async work(jobs) {
    const groups = Map.groupBy(jobs, ({ orgId, subject }) => `${orgId} ${nameIn(subject)}`);
    await Promise.all([...groups.values()].map((group) => workOnGroup(ports, queue, { ...adapter, group })));
  },
});

type Group = AdapterWork & { readonly group: readonly TakenJob[] };

const nothing = { orgId: '', subject: '' };

/** Carries out the jobs of one intent of one tenant. A job that neither ended nor was given back is taken from this server later. */
async function workOnGroup(
  ports: IntentJobPorts,
  queue: string,
  { intents, breaker, full, group }: Group,
): Promise<void> {
  const { orgId, subject } = group[0] ?? nothing;
  const failed = (fault: unknown): void => ports.failed(orgId, fault);
  try {
    const queued = intents.find(({ intent }) => nameOf(intent) === nameIn(subject));
    if (!queued || !(await ports.isHere(orgId, queued))) {
      await ports.queue.done(queue, group);
      return;
    } // it waits in `store.intent`
    const { claimed, jobs } = await claimJobs(ports, queued, { queue, group });
    await carryOutIntents(ports, orgId, { ...queued, ...claimed, breaker }).catch(failed);
    await ports.queue.done(queue, jobs);
    if (full.has(orgId, queued)) full.note(orgId, queued, await feedIntents(ports, orgId, queued));
  } catch (fault) {
    failed(fault);
  }
}

type ClaimedJobs = { readonly claimed: Claimed; readonly jobs: readonly TakenJob[] };

/** Claims the intents of jobs at once. Where that fails, it claims each by itself, and gives the faulty ones back. */
async function claimJobs(
  ports: IntentJobPorts,
  queued: QueuedIntent,
  { queue, group }: { readonly queue: string; readonly group: readonly TakenJob[] },
): Promise<ClaimedJobs> {
  const orgId = group[0]?.orgId ?? '';
  const ids = group.map(({ subject }) => recordIn(subject));
  try {
    return { claimed: await claimIntents(ports, orgId, { ...queued, ids }), jobs: group };
  } catch (fault) {
    const [job] = group;
    if (job && group.length === 1) {
      ports.failed(orgId, fault);
      await ports.queue.giveBack(queue, job, fault);
      return { claimed: { due: [], late: [], refused: [], needed: new Map() }, jobs: [] };
    }
    const parts: ClaimedJobs[] = [];
    for (const one of group) parts.push(await claimJobs(ports, queued, { queue, group: [one] }));
    return {
      claimed: {
        due: parts.flatMap(({ claimed }) => claimed.due),
        late: parts.flatMap(({ claimed }) => claimed.late),
        refused: parts.flatMap(({ claimed }) => claimed.refused),
        needed: new Map(parts.flatMap(({ claimed }) => [...claimed.needed])),
      },
      jobs: parts.flatMap(({ jobs }) => jobs),
    };
  }
}

const lettersAtOnce = 50;

/** Ends the intents whose jobs failed too often: their records say so, and a person can ask for them again. */
export async function endDeadLetters(
  ports: IntentJobPorts,
  queue: string,
  intents: readonly QueuedIntent[],
): Promise<void> {
  const letters = await ports.queue.takeDead(queue, lettersAtOnce);
  for (const letter of letters) {
    const { orgId, subject, was, tries } = letter;
    const queued = intents.find(({ intent }) => nameOf(intent) === nameIn(subject));
    if (queued) {
      await endStopped(ports, orgId, { ...queued, id: recordIn(subject), job: was, tries });
      await tellOutcomes(ports, orgId, { ...queued, only: [recordIn(subject)] });
    }
  }
  await ports.queue.deadDone(queue, letters);
}
