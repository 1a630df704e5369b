import type { AskedOrder, Delivery } from '@outpost/sync-server/jobs/intents/intent-adapter';
import type { SeededRandom } from '@outpost/domain/testing/seeded-random';
import type { EffectCounts } from './effect-counts.ts';

/** An order that the provider accepted: a message that a customer gets. */
export type Effect = {
  readonly record: string;
  /** The claim under which the order left the server. */
  readonly fence: number;
};

/** A fault of the adapter itself, with which a run may end. */
export class AdapterFault extends Error {}

/** The fate of an order on its way, at the provider, and of the reply. */
const fates = {
  accepted: 30,
  refused: 10,
  later: 14,
  /** Accepted; the reply is lost, and the adapter says so. */
  replyLost: 10,
  /** The connection broke before the order arrived. The adapter cannot know that. */
  requestLost: 6,
  /** The adapter fails, with the order accepted or not. */
  brokenAccepted: 5,
  brokenBefore: 3,
  /** The worker dies, with the order accepted or not. */
  diesAccepted: 5,
  diesBefore: 3,
  /** The provider takes the order, and answers only when the history lets it. */
  slow: 24,
} as const;
type Fate = keyof typeof fates;
const fateNames = Object.keys(fates) as Fate[]; // the keys of the table above
const drawn = fateNames.flatMap((fate) => Array.from({ length: fates[fate] }, () => fate));

const done = { status: 'done', answer: null } as const;
const refused = { status: 'refused', why: 'No such address.' } as const;
const later = { status: 'later', why: '429: too many requests.' } as const;
const unclear = { status: 'unclear', why: 'The connection broke.' } as const;
/** A slow provider may answer anything, and its reply may be lost, too. */
const slowAnswers = ['accepted', 'accepted', 'refused', 'later', 'replyLost'] as const;

/** The part of a worker that the provider needs. */
type Caller = {
  readonly die: () => void;
  /** Waits until the history lets the provider answer. */
  readonly hang: () => Promise<void>;
};

/** A provider that gets orders. What it does with each is drawn. It is the truth about what was carried out. */
export class Provider {
  readonly hasKeys: boolean;
  readonly effects: Effect[] = [];
  /** All orders are accepted and answered from now on. */
  isCalm = false;
  readonly #random: SeededRandom;
  readonly #counts: EffectCounts;
  readonly #isSluggish: boolean;
  readonly #keys = new Set<string>();

  constructor(input: { hasKeys: boolean; isSluggish: boolean; random: SeededRandom; counts: EffectCounts }) {
    this.hasKeys = input.hasKeys;
    this.#isSluggish = input.isSluggish;
    this.#random = input.random;
    this.#counts = input.counts;
  }

  async take(asked: AskedOrder, fence: number, caller: Caller): Promise<Delivery<null>> {
    this.#counts.orders += 1;
    const fate = this.isCalm
      ? 'accepted'
      : this.#isSluggish && this.#random.chance(0.6)
        ? 'slow'
        : this.#random.pick(drawn);
    if (fate !== 'slow') return this.#meet(fate, { asked, fence }, caller);
    this.#counts.slowAnswers += 1;
    const answer = this.#random.pick(slowAnswers);
    const isAccepted = answer === 'accepted' || answer === 'replyLost';
    if (isAccepted) this.#accept(asked, fence); // at once: only the answer is late
    await caller.hang();
    return isAccepted ? (answer === 'accepted' ? done : unclear) : this.#meet(answer, { asked, fence }, caller);
  }

  #meet(
    fate: Exclude<Fate, 'slow'>,
    { asked, fence }: { asked: AskedOrder; fence: number },
    caller: Caller,
  ): Delivery<null> {
    // prettier-ignore
    switch (fate) {
      case 'accepted':
        this.#accept(asked, fence);
        return done;
      case 'refused':
        // One that has accepted the key answers like the first time.
        if (this.#keys.has(asked.key)) return done;
        this.#counts.refusals += 1;
        return refused;
      case 'later':
        this.#counts.postponements += 1;
        return later;
      case 'replyLost':
        this.#accept(asked, fence);
        this.#counts.repliesLost += 1;
        return unclear;
      case 'requestLost':
        this.#counts.requestsLost += 1;
        return unclear;
      case 'brokenAccepted':
      case 'diesAccepted':
        this.#accept(asked, fence);
        break;
      case 'brokenBefore':
      case 'diesBefore':
    }
    if (fate === 'diesAccepted' || fate === 'diesBefore') caller.die();
    throw new AdapterFault('The adapter failed.');
  }

  #accept({ record, key }: AskedOrder, fence: number): void {
    if (this.hasKeys && this.#keys.has(key)) {
      this.#counts.repeatedKeys += 1;
      return;
    }
    if (this.hasKeys) this.#keys.add(key);
    this.effects.push({ record: record.id, fence });
  }
}
