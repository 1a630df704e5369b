type Waiting<Thing, Answer> = {
  readonly thing: Thing;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: unknown) => void;
};

export type TurnsInput<Thing, Answer> = {
  /** Returns the owner of a thing: the owners that wait in one tenant alternate, one thing of each. */
  readonly whose?: (thing: Thing) => string;
  /** Returns how many of these, from the first on, can be done together; at least one. */
  readonly fitting: (things: readonly Thing[]) => number;
  /**
   * Does them, in their order. Returns the answers of the first ones, at least one. Things without an answer come first in the
   * next turn.
   */
  readonly turn: (orgId: string, things: readonly Thing[]) => Promise<readonly Answer[]>;
};

/**
 * A queue of things to do for each tenant, one turn after another: things that arrive during a turn are done together in the
 * next. A turn that fails is repeated for each thing separately, so that one thing's fault does not fail another.
 */
export class TenantTurns<Thing, Answer> {
  readonly #input: TurnsInput<Thing, Answer>;
  readonly #queues = new Map<string, Waiting<Thing, Answer>[]>();

  constructor(input: TurnsInput<Thing, Answer>) {
    this.#input = input;
  }

  do(orgId: string, thing: Thing): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const waiting = { thing, resolve, reject };
      const queue = this.#queues.get(orgId);
      if (queue) {
        queue.push(waiting);
        return;
      }
      const started = [waiting];
      this.#queues.set(orgId, started);
      void this.#run(orgId, started);
    });
  }

  async #run(orgId: string, queue: Waiting<Thing, Answer>[]): Promise<void> {
    while (queue.length > 0) {
      const { whose } = this.#input;
      if (whose) inTurns(queue, ({ thing }) => whose(thing));
      const together = queue.splice(0, this.#input.fitting(queue.map(({ thing }) => thing)));
      queue.unshift(...(await this.#turn(orgId, together)));
    }
    this.#queues.delete(orgId);
  }

  /** Runs a turn and returns the things that it left out. */
  async #turn(orgId: string, together: readonly Waiting<Thing, Answer>[]): Promise<readonly Waiting<Thing, Answer>[]> {
    try {
      const answers = await this.#input.turn(
        orgId,
        together.map(({ thing }) => thing),
      );
      if (answers.length === 0) throw new Error('A turn came to nothing');
      for (const [place, answer] of answers.entries()) together[place]?.resolve(answer);
      return together.slice(answers.length);
    } catch (cause) {
      if (together.length > 1) for (const one of together) await this.#turn(orgId, [one]);
      else together[0]?.reject(cause);
      return [];
    }
  }
}

/**
 * Orders things so that each owner's first one comes before any owner's second one, else in order of arrival. Changes the list.
 */
function inTurns<T>(things: T[], whose: (thing: T) => string): void {
  if (things.length < 2) return;
  const seen = new Map<string, number>();
  const ranks = new Map(
    things.map((thing): [T, number] => {
      const owner = whose(thing);
      const rank = seen.get(owner) ?? 0;
      seen.set(owner, rank + 1);
      return [thing, rank];
    }),
  );
  things.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}
