import { NewestMap } from '../../acts/newest-map.ts';
import { accept, type Result } from '../../refusal.ts';
import type { CompiledQuery, QueryGround } from '../query-engine.ts';

type Compile<Question, Answer> = (ground: QueryGround, question: Question) => Result<CompiledQuery<Answer>>;

/** The number of records of a kind at the time of compiling. */
type RowsAsked = { readonly of: Parameters<NonNullable<QueryGround['rowsOf']>>; readonly count: number | undefined };

/** A question with its ground and the record counts that it was compiled for. */
type Kept<Answer> = {
  readonly ground: QueryGround;
  readonly rows: readonly RowsAsked[];
  /** Absent where the values depend on the time. */
  readonly compiled?: Result<CompiledQuery<Answer>>;
  readonly question: object;
};

/**
 * Wraps a ground to record which changing inputs a compiler reads: the time, which stays fixed after the first read, and the
 * numbers of records.
 */
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
 * A cache of compiled queries of one sort. A query is compiled again in three cases. Its ground has changed (a ground is
 * replaced whenever data about the asker changes). It depends on the time. Or a table has grown, so that the query could touch
 * too many records. Screens repeat their queries after each change.
 */
export class CompiledQuestions<Question, Answer> {
  readonly #compile: Compile<Question, Answer>;
  readonly #kept: NewestMap<string, Kept<Answer>>;

  /** `most` is the number of kept queries. A compiled query takes some ten kilobytes. */
  constructor(compile: Compile<Question, Answer>, most: number) {
    this.#compile = compile;
    this.#kept = new NewestMap(most);
  }

  /** Returns the compiled query, or the compiler's refusal. `whose` identifies the asker if the cache serves several. */
  for(ground: QueryGround, question: Question, whose = ''): Result<CompiledQuery<Answer>> {
    const name = `${whose} ${JSON.stringify(question)}`;
    const kept = this.#kept.get(name);
    if (kept?.compiled && kept.ground === ground && hasNoMore(ground, kept.rows)) {
      this.#kept.set(name, kept);
      return kept.compiled;
    }
    const { ground: noting, rows, isTimed } = watched(ground);
    const compiled = this.#compile(noting, question);
    if (compiled.ok && isTimed()) {
      const asked = kept?.ground === ground ? kept.question : {};
      this.#kept.set(name, { ground, rows, question: asked });
      return accept({ ...compiled.value, question: asked });
    }
    if (compiled.ok) this.#kept.set(name, { ground, rows, compiled, question: {} });
    else this.#kept.delete(name); // removes the entry of another ground
    return compiled;
  }
}

function hasNoMore({ rowsOf }: QueryGround, than: Kept<unknown>['rows']): boolean {
  return than.every(({ of, count }) => (rowsOf?.(...of) ?? 0) <= (count ?? 0));
}
