import { NewestMap } from '@outpost/domain/kernel/newest-map';
import type { Clock } from '@outpost/domain/kernel/ports';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { Asker } from '../access/asker.ts';

/** Chosen: some ten kilobytes each. The one that was asked longest ago goes first. */
const mostKept = 500;

/** A ground to compile on that notes whether anybody asked it for the time. */
type WatchedGround = { readonly ground: QueryGround; readonly isTimed: () => boolean };

function groundOf(clock: Clock, { tenant, tokens, principal, settings }: Asker): WatchedGround {
  let isTimed = false;
  const ground: QueryGround = {
    catalogue: tenant.catalogue,
    engine: { dialect: 'postgres', orgId: tenant.orgId, visible: { tokens }, installed: tenant.installed },
    asking: {
      userId: principal.userId,
      get now() {
        isTimed = true;
        return new Date(clock.nowMs()).toISOString();
      },
      timeZone: settings?.timeZone ?? 'UTC',
    },
    ...(settings === undefined ? {} : { currency: settings.currency }),
  };
  return { ground, isTimed: () => isTimed };
}

type Compile<Question, Answer> = (ground: QueryGround, question: Question) => Result<CompiledQuery<Answer>>;

/**
 * Questions of one sort, compiled for who asks. What was asked before is compiled still, as long as the same is known of the asker (an
 * `Asker` is another one after every change of their rights, or of what the tenant's records look like) and the time is of no matter to it.
 * Measured: amid other work compiling a sum took 0.15 ms, a fifth of what the whole question takes the server.
 */
export class CompiledQuestions<Question, Answer> {
  readonly #compile: Compile<Question, Answer>;
  readonly #kept = new NewestMap<string, { readonly asker: Asker; readonly compiled: Result<CompiledQuery<Answer>> }>(
    mostKept,
  );

  constructor(compile: Compile<Question, Answer>) {
    this.#compile = compile;
  }

  /** Refuses as the compiler of this sort does. */
  for(clock: Clock, asker: Asker, question: Question): Result<CompiledQuery<Answer>> {
    const name = `${asker.tenant.orgId} ${asker.principal.userId} ${JSON.stringify(question)}`;
    const kept = this.#kept.get(name);
    if (kept?.asker === asker) {
      this.#kept.set(name, kept);
      return kept.compiled;
    }
    const { ground, isTimed } = groundOf(clock, asker);
    const compiled = this.#compile(ground, question);
    if (compiled.ok && !isTimed()) this.#kept.set(name, { asker, compiled });
    else this.#kept.delete(name); // what an asker of before was given
    return compiled;
  }
}
