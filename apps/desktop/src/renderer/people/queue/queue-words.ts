import type { QueuedWork, WorkState } from '@outpost/domain/kernel/catalogue/intents/queued-work';
import type { Formats } from '@outpost/ui/formats/formats';

type StateWords = { readonly label: string; readonly icon: string; readonly none: string; readonly about: string };

/** The words about the states of work. */
export const workStateWords: { readonly [S in WorkState]: StateWords } = {
  waiting: {
    label: 'Waiting',
    icon: 'clock',
    none: 'Nothing waits',
    about: 'The server does this as soon as it can: when its time has come, or when it is tried again.',
  },
  running: {
    label: 'Running',
    icon: 'refresh',
    none: 'Nothing runs',
    about: 'The server is doing this now.',
  },
  failed: {
    label: 'Failed',
    icon: 'alert',
    none: 'Nothing has failed',
    about: 'This was certainly not done. Its record says why, and can ask for it again.',
  },
  unclear: {
    label: 'Unclear',
    icon: 'help',
    none: 'Nothing is unclear',
    about: 'Nobody knows whether this was done: the answer was lost. A person has to decide.',
  },
  expired: {
    label: 'Expired',
    icon: 'clock',
    none: 'Nothing has expired',
    about: 'This was not done in time. Its record can ask for it again.',
  },
};

/** The words about kinds of work. A kind that only a pack knows is called by its name. */
export const kindWords = (kind: string): { readonly one: string; readonly many: string } =>
  known.get(kind) ?? { one: kind, many: `orders of the kind “${kind}”` };
const known: ReadonlyMap<string, { readonly one: string; readonly many: string }> = new Map([
  ['email', { one: 'E-mail', many: 'e-mails' }],
  ['text', { one: 'Text', many: 'text messages' }],
  ['call', { one: 'Call', many: 'calls' }],
]);

/** Returns what a piece of work waits for, or what became of it. */
export function workWords(state: WorkState, work: QueuedWork, formats: Pick<Formats, 'instant' | 'plural'>): string {
  const tries = work.tries === 0 ? '' : ` after ${formats.plural(work.tries, 'try', 'tries')}`;
  switch (state) {
    case 'waiting':
      return work.opensAt === null ? 'Comes next' : `Not before ${formats.instant(work.opensAt)}${tries}`;
    case 'running':
      return work.runsSince === null ? 'Now' : `Since ${formats.instant(work.runsSince)}`;
    case 'failed':
    case 'unclear':
    case 'expired':
      return work.endedAt === null ? 'Ended' : `Ended ${formats.instant(work.endedAt)}${tries}`;
  }
}
