import type { CallInput } from '../../bridge/contract.ts';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import { type CommandOption, type Invocation, textOption } from '../command.ts';

type Change = Omit<CallInput<'imports.change'>, 'importId'>;
type Chosen =
  | { readonly ok: true; readonly isAny: boolean; readonly change: Change }
  | { readonly ok: false; readonly problem: string };

/** The options of an import: the fields to match by, and how cells are read. */
export const importChoices: Readonly<Record<string, CommandOption>> = {
  match: {
    value: 'FIELDS',
    help: 'the fields that records are matched by; the first that has a match decides: email,externalKey; name; none',
  },
  dates: { value: 'ORDER', help: 'how 03/04/2026 is read: day-first or month-first' },
  decimals: { value: 'SIGN', help: 'how 1.200 is read: point (1.2) or comma (1200)' },
  percents: { value: 'UNIT', help: 'how 0.5 is read in a column of percentages: percent (0.5 %) or fraction (50 %)' },
};

/** The values that each option of `importChoices` accepts. */
const answers = {
  dates: ['day-first', 'month-first'],
  decimals: ['point', 'comma'],
  percents: ['percent', 'fraction'],
} as const;

/**
 * Returns the changes to an import's plan that the options select: how columns are read, and the fields to match by. Certain
 * corrections are included unless `--no-mends` is given. An option with an unknown value gives a problem.
 */
export function importChoicesOf(plan: ImportPlan, invocation: Invocation): Chosen {
  for (const [name, allowed] of Object.entries(answers)) {
    const given = textOption(invocation, name);
    if (given !== undefined && !allowed.some((word) => word === given))
      return { ok: false, problem: `--${name} is ${allowed.join(' or ')}, not "${given}".` };
  }
  const matching = matchingOf(plan, textOption(invocation, 'match'));
  if (!matching.ok) return matching;
  const mends =
    invocation.values['no-mends'] === true
      ? {}
      : Object.fromEntries(plan.mends.flatMap(({ id, isSure }) => (isSure ? [[id, true] as const] : [])));
  const readings = Object.fromEntries(
    plan.readings.flatMap((reading) => {
      const wanted = wantedReading(reading, invocation);
      return wanted === undefined ? [] : [[reading.id, wanted] as const];
    }),
  );
  const change = { mends, readings, matching: matching.fields };
  return { ok: true, isAny: Object.values(change).some((one) => Object.keys(one).length > 0), change };
}

/**
 * Returns the reading that the options select for a column; `undefined` where they select none that the column offers.
 */
function wantedReading({ choices }: ImportPlan['readings'][number], invocation: Invocation): string | undefined {
  const dates = textOption(invocation, 'dates');
  const decimals = textOption(invocation, 'decimals');
  const percents = textOption(invocation, 'percents');
  const asked = (value: string): readonly boolean[] => {
    const [kind, sign, unit] = value.split(' '); // in the form of reading-choices.ts
    if (kind !== 'number' && kind !== 'percent') return dates === undefined ? [] : [value === dates];
    return [
      ...(decimals === undefined ? [] : [(sign === '.') === (decimals === 'point')]),
      ...(percents === undefined || kind !== 'percent' ? [] : [unit === percents]),
    ];
  };
  return choices.find(({ value }) => asked(value).length > 0 && asked(value).every(Boolean))?.value;
}

function matchingOf(
  { matching }: ImportPlan,
  given: string | undefined,
):
  | { readonly ok: true; readonly fields: Readonly<Record<string, string[]>> }
  | { readonly ok: false; readonly problem: string } {
  if (given === undefined) return { ok: true, fields: {} };
  const words = given === 'none' ? [] : given.split(',').map((word) => word.trim().toLowerCase());
  const offered = matching.flatMap((kind) => kind.offered);
  const isCalled = (word: string) => (one: { readonly field: string; readonly label: string }) =>
    one.field.toLowerCase() === word || one.label.toLowerCase() === word;
  const stray = words.find((word) => !offered.some(isCalled(word)));
  if (stray !== undefined) {
    const known = [...new Set(offered.map(({ field }) => field)), 'none'].join(', ');
    return {
      ok: false,
      problem: `No column of these files is "${stray}", so nothing can be matched by it. There are: ${known}.`,
    };
  }
  const fields = matching.flatMap((kind) => {
    const own = words.flatMap((word) => kind.offered.find(isCalled(word))?.field ?? []);
    return own.length === 0 && words.length > 0 ? [] : [[kind.entity, own] as const]; // a kind that has none of these fields keeps its default
  });
  return { ok: true, fields: Object.fromEntries(fields) };
}
