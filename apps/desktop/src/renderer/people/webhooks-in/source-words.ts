import type { SourceMode } from '@outpost/domain/kernel/webhooks-in/source-mapping';
import type { ReceivedDelivery, ShownSource } from '../../../bridge/calls/source-calls.ts';
import type { StateWords } from '../listed-beside.tsx';

/** Returns the state of a source in words, and how it is marked. */
export function sourceState({ offAt, failed, lastAt }: Pick<ShownSource, 'offAt' | 'failed' | 'lastAt'>): StateWords {
  if (offAt !== null) return { text: 'turned off', tone: 'neutral' };
  if (failed > 0) return { text: `${failed} failed`, tone: 'warn' };
  return lastAt === null ? { text: 'nothing came yet', tone: 'neutral' } : { text: 'up to date', tone: 'good' };
}

export const receivedStateWords: Readonly<Record<ReceivedDelivery['state'], string>> = {
  waiting: 'Waiting',
  done: 'Applied',
  failed: 'Failed',
  discarded: 'Discarded',
};

const outcomeWords = { created: 'Added', changed: 'Changed', same: 'Already so' } as const;

/** Returns what became of a delivery: "Added", or the state where nothing came of it. */
export const receivedResult = ({ state, outcome }: Pick<ReceivedDelivery, 'state' | 'outcome'>): string =>
  state === 'done' && outcome !== null ? outcomeWords[outcome] : receivedStateWords[state];

export const proofWords = {
  standard: {
    label: 'A signature (Standard Webhooks)',
    describes: 'Best: the sender signs an id, the time and the body. A repetition is known by its id.',
  },
  body: {
    label: 'A signature of the body',
    describes: 'As GitHub and Meta send it. The same body counts once.',
  },
  token: {
    label: 'A token in a header',
    describes: 'For senders that cannot sign. The token crosses the network each time.',
  },
} as const satisfies Readonly<Record<ShownSource['proof'], object>>;

/** Returns what a delivery does, with the name of the kind: "Adds a lead". */
export function modeWords(mode: SourceMode, one: string): string {
  const named = one.toLowerCase();
  const words: Readonly<Record<SourceMode, string>> = {
    create: `Add a new ${named} each time`,
    'create-or-change': `Change the ${named} that is there, else add one`,
    change: `Change the ${named} that is there, never add one`,
  };
  return words[mode];
}
