import type { Clock } from '@outpost/domain/kernel/ports';
import { CompiledQuestions } from '@outpost/domain/kernel/query/lists/compiled-questions';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { Asker } from '../access/asker.ts';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';

/** Chosen: some ten kilobytes each. The least recently used one is evicted first. */
const mostKept = 500;

/** After every change of a person's rights or of the tenant's kinds of record there is a new asker, and so a new ground. */
const grounds = new WeakMap<Asker, { readonly clock: Clock; readonly ground: QueryGround }>();

/** Returns the ground of an asker's questions. */
export function queryGroundOf(clock: Clock, asker: Asker): QueryGround {
  const known = grounds.get(asker);
  if (known?.clock === clock) return known.ground;
  const { tenant, tokens, principal, settings } = asker;
  const ground: QueryGround = {
    catalogue: withoutSealed(tenant.catalogue),
    engine: { dialect: 'postgres', orgId: tenant.orgId, visible: { tokens }, installed: tenant.installed },
    asking: {
      userId: principal.userId,
      get now() {
        return new Date(clock.nowMs()).toISOString();
      },
      timeZone: settings?.timeZone ?? 'UTC',
    },
    ...(settings === undefined ? {} : { currency: settings.currency }),
  };
  grounds.set(asker, { clock, ground });
  return ground;
}

/**
 * A cache of compiled questions of one sort, by asker. Measured: compiling a sum took 0.15 ms during other work, a fifth of the
 * question's whole time on the server.
 */
export class AskersQuestions<Question, Answer> {
  readonly #questions: CompiledQuestions<Question, Answer>;

  constructor(compile: ConstructorParameters<typeof CompiledQuestions<Question, Answer>>[0]) {
    this.#questions = new CompiledQuestions(compile, mostKept);
  }

  /** Returns the compiled question, or the compiler's refusal. */
  for(clock: Clock, asker: Asker, question: Question): Result<CompiledQuery<Answer>> {
    const { tenant, principal } = asker;
    return this.#questions.for(queryGroundOf(clock, asker), question, `${tenant.orgId} ${principal.userId}`);
  }
}
