import type { Formats } from '@outpost/ui/formats/formats';
import type { StateWords } from '../listed-beside.tsx';
import type { WebhookDelivery, ShownWebhook } from '../../../bridge/calls/webhook-calls.ts';

const offWords = {
  person: 'turned off',
  failing: 'off: no good answer for five days',
  gone: 'off: the address answered that it is gone',
  filter: 'off: a filter names a field that no longer exists',
} as const;

/** Returns the state of an address in words, and how it is marked. */
export function endpointState({ off, failingSince }: Pick<ShownWebhook, 'off' | 'failingSince'>): StateWords {
  if (off !== null) return { text: offWords[off.why], tone: off.why === 'person' ? 'neutral' : 'warn' };
  return failingSince === null ? { text: 'up to date', tone: 'good' } : { text: 'failing', tone: 'warn' };
}

/** Returns the host of an address, or the whole text where it is none. */
export function addressHost(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

export const deliveryStateWords: Readonly<Record<WebhookDelivery['state'], string>> = {
  waiting: 'Waiting',
  done: 'Delivered',
  dead: 'Given up',
  skipped: 'Left out',
};

/** Returns the last answer of a delivery: "200, 0.4 s", or the fault. */
export function lastAnswer({ log, state }: Pick<WebhookDelivery, 'log' | 'state'>): string {
  const last = log.at(-1);
  if (!last) return state === 'skipped' ? 'not sent' : 'no try yet';
  const seconds = `${(last.ms / 1_000).toFixed(1)} s`;
  return last.status === null
    ? `${(last.fault ?? 'no answer').replace(/\.$/, '')}, ${seconds}`
    : `${last.status}, ${seconds}`;
}

/** Returns when a delivery is tried next, or when it ended. */
export function nextOrDone(delivery: WebhookDelivery, formats: Pick<Formats, 'instant'>): string {
  const { state, dueAt, doneAt, waitsFor } = delivery;
  if (state !== 'waiting')
    return `${deliveryStateWords[state]}${doneAt === null ? '' : `, ${formats.instant(doneAt)}`}`;
  if (waitsFor !== null) return `after event ${waitsFor} of the same record`;
  return dueAt === null ? 'next' : formats.instant(dueAt);
}
