import twilio from 'twilio';
import { wasUnsent } from '../../identity/outgoing/was-unsent.ts';

/** The outcome of an order that Twilio did not answer with success. */
export type FailedOrder = {
  readonly status: 'refused' | 'later' | 'unclear';
  readonly why: string;
  readonly isDown?: true;
};

/**
 * Returns what a failure of an order means. Twilio has no key for repetitions, so a lost answer is not asked for again. `unclear`: the
 * sentence for a lost answer. `reasonOf`: a reason in words for one of Twilio's numbers.
 */
export function twilioFailure(
  error: unknown,
  { unclear, reasonOf }: { readonly unclear: string; readonly reasonOf: (code: number | undefined) => string },
): FailedOrder {
  if (error instanceof twilio.RestException && error.status < 500) {
    const { status, code } = error;
    if (status === 429) return { status: 'later', why: 'Twilio asked to send more slowly' };
    if (status === 401 || status === 403 || status === 404)
      return {
        status: 'later',
        why: `Twilio did not accept the account of this server (${code ?? status})`,
        isDown: true,
      };
    return { status: 'refused', why: `Twilio did not take it: ${reasonOf(code)}.` };
  }
  if (wasUnsent(error)) return { status: 'later', why: 'Twilio could not be reached', isDown: true };
  return { status: 'unclear', why: unclear };
}

/** Returns a function that puts one of Twilio's numbers into words (https://www.twilio.com/docs/api/errors). */
export const reasonsIn =
  (reasons: ReadonlyMap<number, string>) =>
  (code: number | undefined): string =>
    code === undefined
      ? 'no reason was given'
      : `${reasons.get(code) ?? 'for a reason that Outpost does not know'} (Twilio’s number ${code})`;
