/** The counts of events in a history. A history in which nothing of a sort happened proves nothing about it. */
export const countNames = [
  'acts',
  'signOutsWithActs',
  'signInsWithActs',
  'sessionsEndedWithActs',
  'suspensionsWithActs',
  'suspensionsHeard',
  'roleEndsWithActs',
  'reinstated',
  'wiped',
  'actsHandedOver',
  'actsApplied',
  'actsInTrays',
  'sealedWritten',
  'sealedRevealed',
  'sealedRefused',
  'sealedErased',
] as const;
export type Counts = { [Name in (typeof countNames)[number]]: number };
export const noCounts = (): Counts => Object.fromEntries(countNames.map((name) => [name, 0])) as Counts; // the names of the type
