import { listingFaults } from './listed-numbers.ts';
import { trustCriteria } from './trust-criteria.ts';

const states = ['met', 'partly', 'organisation'] as const;
const missingPart = 'Missing: ';
const nothing = '–';

/** `| CC6.1 | met | about | product | organisation | evidence |`: the line of a criterion. */
const line = /^\| ([A-Z]+\d[^|]*?) \| ([^|]*?) \| ([^|]*?) \| ([^|]*?) \| ([^|]*?) \| ([^|]*?) \|$/gm;
const namedTest = /`[^`]+` “[^”]+”/;

type Criterion = {
  readonly number: string;
  readonly state: string;
  readonly about: string;
  readonly product: string;
  readonly organisation: string;
  readonly evidence: string;
};

const criteriaOf = (document: string): readonly Criterion[] =>
  [...document.matchAll(line)].map(
    ([, number = '', state = '', about = '', product = '', organisation = '', evidence = '']) => ({ number, state, about, product, organisation, evidence }), // prettier-ignore
  );

/** Returns the reasons why the line of a criterion does not fit its state. */
function stateFaults({ state, product, organisation, evidence }: Criterion): readonly string[] {
  const saysMissing = product.includes(missingPart);
  const hasTest = namedTest.test(evidence);
  return [
    ...(product !== nothing && !hasTest ? ['names a part of the product, and no test'] : []),
    ...(product === nothing && hasTest ? ['names a test, and no part of the product'] : []),
    ...(product === nothing && state !== 'organisation' ? [`is ${state}, and names no part of the product`] : []),
    ...(state === 'partly' && !saysMissing ? ['is partly met, and does not say what is missing'] : []),
    ...(state !== 'partly' && saysMissing ? ['says what is missing, and is not "partly"'] : []),
    ...(state === 'organisation' && organisation === nothing ? ["is the organisation's, and names no duty"] : []),
  ];
}

/**
 * Returns the faults of `docs/security/soc2.md`, a sentence each. Faults are a criterion that is missing, unknown or there twice, an
 * unknown state, an empty cell, and a line that does not fit its state. A part of the product needs a test, in every state. Only a
 * partly met criterion says what is missing. The organisation's own names a duty.
 */
export function criteriaFaults(document: string): readonly string[] {
  const found = criteriaOf(document);
  const faults = found.flatMap((criterion) => {
    const { number, state } = criterion;
    if (!trustCriteria.has(number)) return [`${number} is not a criterion`];
    if (!states.some((known) => known === state)) return [`${number}: "${state}" is not one of ${states.join(', ')}`];
    if (Object.values(criterion).includes('')) return [`${number} has an empty cell`];
    return stateFaults(criterion).map((fault) => `${number} ${fault}`);
  });
  return [...faults, ...listingFaults(found.map(({ number }) => number), [...trustCriteria.keys()])]; // prettier-ignore
}

/** Returns the document with the figures that its lines give, in place of those between the two marks. */
export function withCriteriaFigures(document: string): string {
  const all = criteriaOf(document);
  const row = (name: string, of: readonly Criterion[]): string => {
    const inState = (state: (typeof states)[number]): readonly Criterion[] => of.filter((one) => one.state === state);
    const withTest = (some: readonly Criterion[]): number =>
      some.filter(({ evidence }) => namedTest.test(evidence)).length;
    const [met, partly] = [inState('met'), inState('partly')];
    const cells = [
      of.length,
      inState('organisation').length,
      met.length,
      withTest(met),
      partly.length,
      withTest(partly),
    ];
    return `| ${[name, ...cells].join(' | ')} |`;
  };
  const table = [
    '| Category | Criteria | Organisation | Met | Proven | Partly | Partly, with a test |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...[...new Set(trustCriteria.values())].map((category) => row(category, all.filter(({ number }) => trustCriteria.get(number) === category))), // prettier-ignore
    row('all', all),
  ].join('\n');
  return document.replace(/(<!-- figures -->\n)[^]*?(<!-- \/figures -->)/, (_all, before: string, after: string) => `${before}${table}\n${after}`); // prettier-ignore
}
