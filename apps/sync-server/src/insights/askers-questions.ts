import type { Clock } from '@outpost/domain/kernel/ports';
import { CompiledQuestions } from '@outpost/domain/kernel/query/lists/compiled-questions';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { Asker } from '../access/asker.ts';

/** Chosen: some ten kilobytes each. The one that was asked longest ago goes first. */
const mostKept = 500;

/** An asker is another one after every change of their rights, or of what the tenant's records look like: so is their ground. */
const grounds = new WeakMap<Asker, { readonly clock: Clock; readonly ground: QueryGround }>();

function groundOf(clock: Clock, asker: Asker): QueryGround {
  const known = grounds.get(asker);
  if (known?.clock === clock) return known.ground;
  const { tenant, tokens, principal, settings } = asker;
  const ground: QueryGround = {
    catalogue: tenant.catalogue,
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
 * Questions of one sort, compiled for who asks, and kept. Measured: amid other work compiling a sum took 0.15 ms, a fifth of what the whole
 * question takes the server.
 */
export class AskersQuestions<Question, Answer> {
  readonly #questions: CompiledQuestions<Question, Answer>;

  constructor(compile: ConstructorParameters<typeof CompiledQuestions<Question, Answer>>[0]) {
    this.#questions = new CompiledQuestions(compile, mostKept);
  }

  /** Refuses as the compiler of this sort does. */
  for(clock: Clock, asker: Asker, question: Question): Result<CompiledQuery<Answer>> {
    const { tenant, principal } = asker;
    return this.#questions.for(groundOf(clock, asker), question, `${tenant.orgId} ${principal.userId}`);
  }
}
