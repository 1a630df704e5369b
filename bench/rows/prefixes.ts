/** A person's input, letter by letter. */
export const prefixes = [
  'am',
  'ame',
  'amel',
  'ada',
  'ada b',
  'ada br',
  '14152',
  '141520',
  'renew',
  'renewal o',
  'jo',
  'jonas',
];
