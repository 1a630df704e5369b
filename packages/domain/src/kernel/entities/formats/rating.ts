import type { NumberFormat } from './field-format.ts';

const most = 5;

/** A rating from 1 to 5, shown as stars: "★★★☆☆". Screen readers say "3 of 5". */
export const rating = {
  name: 'rating',
  label: 'Rating',
  base: 'number',
  example: 3,
  problem: (value) =>
    Number.isInteger(value) && value >= 1 && value <= most ? undefined : `must be a whole number from 1 to ${most}`,
  read: (text) => {
    if (/^★{1,5}☆{0,4}$/u.test(text) && text.length <= most) return text.lastIndexOf('★') + 1;
    const said = /^([1-5]) ?(?:of|\/) ?5$/u.exec(text)?.[1];
    return said === undefined ? undefined : Number(said);
  },
  show: (value) => '★'.repeat(value) + '☆'.repeat(most - value),
  spoken: (value) => `${value} of ${most}`,
} as const satisfies NumberFormat;
