/** How well a folder's tests did. `survivors` are lines to read: place, what was changed, what it became. */
export interface MutationScore {
  /** Killed of tried, in percent; 100 where nothing was tried. */
  readonly score: number;
  readonly tried: number;
  readonly survivors: readonly string[];
}

interface Place {
  readonly line: number;
  readonly column: number;
}

interface ReportedMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>>;
}

/**
 * A mutant that hangs is noticed by the runner's limit, so it counts as killed; and so does one with which a file of tests does not load or
 * its first hook fails (`RuntimeError`): without mutants they all run.
 */
const killed = new Set(['Killed', 'Timeout', 'RuntimeError']);
const survived = new Set(['Survived', 'NoCoverage']);
const shownChars = 80;

/** Reads the score out of Stryker's JSON report (mutation-testing-report-schema, version 2). */
export function scoreOf(report: unknown): MutationScore {
  const mutants = Object.entries((report as Report).files).flatMap(([path, { source, mutants: ofFile }]) =>
    ofFile.map((mutant) => ({ path, source, mutant })),
  );
  const alive = mutants.filter(({ mutant }) => survived.has(mutant.status));
  const dead = mutants.filter(({ mutant }) => killed.has(mutant.status)).length;
  const tried = dead + alive.length;
  return {
    score: tried === 0 ? 100 : (100 * dead) / tried,
    tried,
    survivors: alive.map(({ path, source, mutant: { mutatorName, location, replacement = '', status } }) => {
      const place = `${path}:${location.start.line}:${location.start.column}`;
      const tests = status === 'NoCoverage' ? ' (no test comes here)' : '';
      return `${place} ${mutatorName}: ${shortened(textAt(source, location))} → ${shortened(replacement)}${tests}`;
    }),
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
