/** The counts of events in a history. A history in which nothing of a sort happened proves nothing about it. */
export const effectCountNames = [
  'intents',
  'effects',
  'orders',
  'repliesLost',
  'requestsLost',
  'refusals',
  'postponements',
  'slowAnswers',
  'leasesLost',
  'repeatedKeys',
  'workers',
  'workersAtOnce',
  'deaths',
  'kills',
  'takenBack',
  'askedAgain',
  'markedSent',
  'deletions',
  'consents',
  'refusedConsents',
  'withdrawals',
  'actsOffline',
  'actsRefused',
  'endedSent',
  'endedFailed',
  'endedUnknown',
  'endedExpired',
] as const;
export type EffectCounts = { [Name in (typeof effectCountNames)[number]]: number };
export const noEffectCounts = (): EffectCounts =>
  Object.fromEntries(effectCountNames.map((name) => [name, 0])) as EffectCounts; // the names of the type
