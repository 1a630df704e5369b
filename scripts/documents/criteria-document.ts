import { listingFaults } from './listed-numbers.ts';

const states = ['met', 'partly', 'organisation'] as const;

/** The criteria of security (common criteria), availability, confidentiality, processing integrity and privacy, by the AICPA's numbers. */
const criteria =
  'CC1 CC2 CC3 CC4 CC5 CC6.1 CC6.2 CC6.3 CC6.4 CC6.5 CC6.6 CC6.7 CC6.8 CC7.1 CC7.2 CC7.3–7.4 CC7.5 CC8.1 CC9 A1.1 A1.2 A1.3 C1.1 C1.2 PI1.1 PI1.2 PI1.3 PI1.4 PI1.5 P1 P2 P3 P4 P5 P6 P7 P8'.split(
    ' ',
  );

/** `| CC6.1 | met | about | product | organisation | evidence |`: the line of a criterion. */
const line = /^\| ([A-Z]+[\d.–]+) \| ([^|]*?) \| (.*) \| (.*) \| (.*) \| (.*) \|$/gm;
const testOrCommand = /`[^`]+` “[^”]+”|`np[mx] [^`]+`/;

/**
 * Returns the faults of `docs/security/soc2.md`, a sentence each. Faults are a criterion that is missing, unknown or there twice, an
 * unknown state, a met criterion that names neither a test nor a command, a part that is missing without being named, and a part of
 * the product where the state names the organisation alone.
 */
export function criteriaFaults(document: string): readonly string[] {
  const found = [...document.matchAll(line)];
  const numbers = found.map(([, number = '']) => number);
  const faults = found.flatMap(([, number = '', state = '', , product = '', , evidence = '']) => {
    if (!criteria.includes(number)) return [`${number} is not a criterion`];
    if (!states.some((known) => known === state)) return [`${number}: "${state}" is not one of ${states.join(', ')}`];
    if (state === 'met' && !testOrCommand.test(evidence))
      return [`${number} is met, and names neither a test nor a command`];
    if (state === 'partly' && !product.includes('Missing: '))
      return [`${number} is partly met, and does not say what is missing`];
    return state === 'organisation' && product !== '–'
      ? [`${number} is the organisation's alone, and names a part of the product`]
      : [];
  });
  return [...faults, ...listingFaults(numbers, criteria)];
}
