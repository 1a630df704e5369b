import { asvsLevels } from './asvs-levels.ts';
import { listingFaults } from './listed-numbers.ts';

const states = ['met', 'partly', 'not yet', 'does not apply'] as const;
type State = (typeof states)[number];
type Requirement = {
  readonly number: string;
  readonly level: string;
  readonly state: State;
  readonly how: string;
  readonly hasTest: boolean;
};

/** `| 6.2.1 | 1 | met | how | tests |`: the line of a requirement. */
const line = /^\| (\d+\.\d+\.\d+) \| (\d) \| ([a-z ]+) \| (.*) \| (.*?) ?\|$/gm;
const namedTest = /`[^`]+` “[^”]+”/;

const isState = (text: string): text is State => states.some((state) => state === text);

function requirementsOf(document: string): readonly Requirement[] {
  return [...document.matchAll(line)].flatMap(([, number = '', level = '', state = '', how = '', tests = '']) =>
    isState(state) ? [{ number, level, state, how, hasTest: namedTest.test(tests) }] : [],
  );
}

/**
 * Returns the faults of `docs/security/asvs.md`, a sentence each. Faults are a number that is missing, unknown or
 * there twice, another level than the standard's, and an unknown state. A state without a reason, and a test where
 * nothing is met, are faults, too.
 */
export function asvsFaults(document: string): readonly string[] {
  const found = [...document.matchAll(line)];
  const faults = found.flatMap(([, number = '', level = '', state = '', how = '', tests = '']) => {
    const due = asvsLevels.get(number);
    if (due === undefined) return [`${number} is not a requirement of level 1 or 2`];
    return [
      ...(due === level ? [] : [`${number} is of level ${due}, not ${level}`]),
      ...(isState(state) ? [] : [`${number}: "${state}" is not one of ${states.join(', ')}`]),
      ...(how.trim() === '' && tests.trim() === '' ? [`${number} says neither how nor why`] : []),
      ...(state === 'not yet' && namedTest.test(tests) ? [`${number} is not yet met, and names a test`] : []),
    ];
  });
  const numbers = found.map(([, number = '']) => number);
  return [...faults, ...listingFaults(numbers, [...asvsLevels.keys()])];
}

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.round((part * 100) / whole)} %`);

function figuresRow(name: string, of: readonly Requirement[]): string {
  const count = (state: State): number => of.filter((one) => one.state === state).length;
  const applying = of.length - count('does not apply');
  const proven = of.filter(({ state, hasTest }) => state === 'met' && hasTest).length;
  const tested = of.filter(({ state, hasTest }) => state === 'partly' && hasTest).length;
  const cells = [name, of.length, applying, count('met'), count('partly'), count('not yet')];
  return `| ${cells.join(' | ')} | ${proven} (${percent(proven, applying)}) | ${proven + tested} (${percent(proven + tested, applying)}) |`;
}

/** Returns the document with the figures that its lines give, in place of those between the two marks. */
export function withLevelFigures(document: string): string {
  const all = requirementsOf(document);
  const table = [
    '| Level | Requirements | Apply | Met | Partly | Not yet | Proven | Proven, or partly with a test |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...['1', '2'].map((level) => figuresRow(level, all.filter((one) => one.level === level))), // prettier-ignore
    figuresRow('both', all),
  ].join('\n');
  return document.replace(/(<!-- figures -->\n)[^]*?(<!-- \/figures -->)/, (_all, before: string, after: string) => `${before}${table}\n${after}`); // prettier-ignore
}
