/** The result of a folder's tests. `survivors` are lines for people: the place, the original code, the mutated code. */
export interface MutationScore {
  /** The share of tried mutants that were killed, in percent; 100 where none was tried. */
  readonly score: number;
  readonly tried: number;
  /** The number of killed mutants that timed out. On a busy machine the cause may not be an endless loop. */
  readonly timedOut: number;
  readonly survivors: readonly string[];
  /**
   * The reasons why tests could not be set up for mutants that count as killed, each with a number. Read them, because a fault of
   * the machine looks the same.
   */
  readonly notSetUp: readonly string[];
}

interface Place {
  readonly line: number;
  readonly column: number;
}

interface ReportedMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>>;
}

/**
 * The states that count as killed. A mutant that hangs is found by the runner's time limit. `RuntimeError`: a test file does not
 * load or its first hook fails. Both count, because without mutants all tests run.
 */
const killed = new Set(['Killed', 'Timeout', 'RuntimeError']);
const survived = new Set(['Survived', 'NoCoverage']);
const shownChars = 80;

/** Reads the score from Stryker's JSON report (mutation-testing-report-schema, version 2). */
export function scoreOf(report: unknown): MutationScore {
  const mutants = Object.entries((report as Report).files).flatMap(([path, { source, mutants: ofFile }]) =>
    ofFile.map((mutant) => ({ path, source, mutant })),
  );
  const alive = mutants.filter(({ mutant }) => survived.has(mutant.status));
  const dead = mutants.filter(({ mutant }) => killed.has(mutant.status)).length;
  const tried = dead + alive.length;
  const reasons = new Map<string, number>();
  for (const { mutant } of mutants) {
    if (mutant.status !== 'RuntimeError') continue;
    const reason = (mutant.statusReason ?? 'no reason given').split('\n', 1)[0] ?? '';
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return {
    score: tried === 0 ? 100 : (100 * dead) / tried,
    tried,
    timedOut: mutants.filter(({ mutant }) => mutant.status === 'Timeout').length,
    survivors: alive.map(({ path, source, mutant: { mutatorName, location, replacement = '', status } }) => {
      const place = `${path}:${location.start.line}:${location.start.column}`;
      const tests = status === 'NoCoverage' ? ' (no test reaches it)' : '';
      return `${place} ${mutatorName}: ${shortened(textAt(source, location))} → ${shortened(replacement)}${tests}`;
    }),
    notSetUp: [...reasons].map(([reason, count]) => `${count} killed by tests that could not be set up: ${reason}`),
  };
}

function textAt(source: string, { start, end }: ReportedMutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  if (start.line === end.line) return (lines[0] ?? '').slice(start.column - 1, end.column - 1);
  return [
    (lines[0] ?? '').slice(start.column - 1),
    ...lines.slice(1, -1),
    (lines.at(-1) ?? '').slice(0, end.column - 1),
  ].join(' ');
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > shownChars ? `${line.slice(0, shownChars)}…` : line;
}

/**
 * Mutants without a sure result: outside of this run's sample, without tests that could be set up, or so slow that the machine
 * may have been busy.
 */
const undecided = new Set(['CompileError', 'RuntimeError', 'Timeout']);

/**
 * Returns the results of an earlier run that a new run may reuse: those of mutants in the files that this run mutates.
 * Stryker would keep the results of other files for ever. Mutants outside of another sample must be drawn again, or they
 * would be missing from this one where no test reaches them. A failed set-up may have had another cause: 148 mutants of
 * `query` once counted as killed because a database was there.
 */
export function reusable<
  M extends { readonly status: string },
  R extends { readonly files: Readonly<Record<string, { readonly mutants: readonly M[] }>> },
>(earlier: R, isMutated: (path: string) => boolean): R {
  const files = Object.entries(earlier.files).flatMap(([path, file]) =>
    isMutated(path)
      ? [[path, { ...file, mutants: file.mutants.filter(({ status }) => !undecided.has(status)) }] as const]
      : [],
  );
  return { ...earlier, files: Object.fromEntries(files) };
}
