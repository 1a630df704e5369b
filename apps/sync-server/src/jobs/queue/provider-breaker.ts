import type { Clock } from '@outpost/domain/kernel/ports';
import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
  type IBackoffFactory,
} from 'cockatiel';

/** Chosen: five orders in a row that did not reach the provider. */
const brokenAfter = 5;
/** The waits until the provider is tried again: doubled after each vain try. */
const firstWaitMs = 15_000;
const longestWaitMs = 5 * 60_000;

/**
 * Stops orders to a provider that cannot be reached, so that they do not use up their tries, and keep no lane waiting. After a while one
 * order tries it.
 */
export class ProviderBreaker<T> {
  readonly #policy;
  readonly #clock: Clock;
  #mayTryAtMs = 0;

  constructor(clock: Clock, isUnreachable: (answer: T) => boolean) {
    this.#clock = clock;
    this.#policy = circuitBreaker(
      handleWhenResult((answer) => isUnreachable(answer as T)),
      {
        breaker: new ConsecutiveBreaker(brokenAfter),
        halfOpenAfter: this.#waits(firstWaitMs),
      },
    );
  }

  /** Whether orders may be handed over now. */
  isOpen(): boolean {
    const { state } = this.#policy;
    if (state === CircuitState.Closed) return true;
    return state === CircuitState.Open && this.#clock.nowMs() >= this.#mayTryAtMs;
  }

  /** When the provider is tried again, UTC. Undefined: it can be reached. */
  restsUntil(): string | undefined {
    return this.#policy.state === CircuitState.Closed ? undefined : new Date(this.#mayTryAtMs).toISOString();
  }

  /** Hands an order over. `broken`: not now, and nothing has left the server. */
  async run(order: () => Promise<T>): Promise<T | 'broken'> {
    try {
      return await this.#policy.execute(order);
    } catch (fault) {
      if (fault instanceof BrokenCircuitError) return 'broken';
      throw fault;
    }
  }

  /** The library asks `Date.now()`. A duration that is 0 or endless makes it follow our clock. */
  #waits(ms: number): IBackoffFactory<unknown> {
    return {
      next: () => {
        const untilMs = this.#clock.nowMs() + ms;
        this.#mayTryAtMs = untilMs;
        const clock = this.#clock;
        return {
          get duration() {
            return clock.nowMs() >= untilMs ? 0 : Number.POSITIVE_INFINITY;
          },
          next: (context) => this.#waits(Math.min(2 * ms, longestWaitMs)).next(context),
        };
      },
    };
  }
}
