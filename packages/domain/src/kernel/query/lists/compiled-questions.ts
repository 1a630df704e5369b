import { NewestMap } from '../../acts/newest-map.ts';
import type { Result } from '../../refusal.ts';
import type { CompiledQuery, QueryGround } from '../query-engine.ts';

type Compile<Question, Answer> = (ground: QueryGround, question: Question) => Result<CompiledQuery<Answer>>;

/** How many records of a kind there were. */
type RowsAsked = { readonly of: Parameters<NonNullable<QueryGround['rowsOf']>>; readonly count: number | undefined };

/** A question as it was compiled, and what that went by beside the question. */
type Kept<Answer> = {
  readonly ground: QueryGround;
  readonly rows: readonly RowsAsked[];
  readonly compiled: Result<CompiledQuery<Answer>>;
};

/** A ground to compile on that notes who asked it for what changes by itself: the time, which it tells once, and how many records there are. */
function watched(ground: QueryGround) {
  const { asking, rowsOf } = ground;
  const rows: RowsAsked[] = [];
  let now: string | undefined;
  const noting: QueryGround = {
    ...ground,
    asking: {
      userId: asking.userId,
      timeZone: asking.timeZone,
      get now() {
        return (now ??= asking.now);
      },
    },
    ...(rowsOf && {
      rowsOf: (...of: RowsAsked['of']) => {
        const count = rowsOf(...of);
        rows.push({ of, count });
        return count;
      },
    }),
  };
  return { ground: noting, rows, isTimed: () => now !== undefined };
}

/**
 * Questions of one sort, compiled. What was asked before is compiled still, as long as it is asked on the same ground (an object that is replaced
 * whenever what it says of the asker changes), the time is of no matter to it, and there are no more records than then: it would touch no more of
 * them. Screens ask the same again after each change.
 */
export class CompiledQuestions<Question, Answer> {
  readonly #compile: Compile<Question, Answer>;
  readonly #kept: NewestMap<string, Kept<Answer>>;

  /** `most`: so many are kept. A compiled question takes some ten kilobytes. */
  constructor(compile: Compile<Question, Answer>, most: number) {
    this.#compile = compile;
    this.#kept = new NewestMap(most);
  }

  /** Refuses as the compiler of this sort does. `whose`: who asks, where many do. */
  for(ground: QueryGround, question: Question, whose = ''): Result<CompiledQuery<Answer>> {
    const name = `${whose} ${JSON.stringify(question)}`;
    const kept = this.#kept.get(name);
    if (kept?.ground === ground && hasNoMore(ground, kept.rows)) {
      this.#kept.set(name, kept);
      return kept.compiled;
    }
    const { ground: noting, rows, isTimed } = watched(ground);
    const compiled = this.#compile(noting, question);
    if (compiled.ok && !isTimed()) this.#kept.set(name, { ground, rows, compiled });
    else this.#kept.delete(name); // compiled on another ground
    return compiled;
  }
}

function hasNoMore({ rowsOf }: QueryGround, than: Kept<unknown>['rows']): boolean {
  return than.every(({ of, count }) => (rowsOf?.(...of) ?? 0) <= (count ?? 0));
}
