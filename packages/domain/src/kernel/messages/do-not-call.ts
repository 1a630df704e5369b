import { dayWords, daysBetween } from '../days.ts';
import type { SendGround } from './judge-send.ts';
import type { ContactChannel, Purpose } from './message.ts';

/** The channels that reach a telephone. Do-not-call lists are about them alone. */
export type TelephoneChannel = Extract<ContactChannel, 'text' | 'call' | 'voice'>;

/**
 * A call or a text that is about to leave, after consent and suppression have allowed it. A pack decides by it whether a list counts: a written consent
 * or an existing business relationship overrides the national list (47 CFR 64.1200(c)(2), (f)(5)).
 */
export type NumberToAsk = {
  /** In international form. */
  readonly number: string;
  readonly channel: TelephoneChannel;
  readonly purpose: Purpose;
  /** Why it may be sent. By consent, it has the id of the consent's record. */
  readonly ground: SendGround;
  /** The record that asked for it. */
  readonly record: { readonly entity: string; readonly id: string };
  /** The moment of sending, UTC. */
  readonly at: string;
};

/**
 * The answer of a pack's do-not-call lists. `exempt`: no list counts for it, for the reason in `why`. `clear`: the list does not have the number, by its
 * data as of that day. `listed`: it has. `unknown`: the list cannot be asked now. `rule`: the law, with its section.
 */
export type DoNotCallAnswer =
  | { readonly is: 'exempt'; readonly why: string }
  | { readonly is: 'clear'; readonly list: string; readonly asOf: string }
  | { readonly is: 'listed'; readonly list: string; readonly since?: string; readonly rule: string }
  | { readonly is: 'unknown'; readonly list: string; readonly why: string };

/** The most days since the data of a list was obtained (16 CFR 310.4(b)(3)(iv)). */
export const mostListAgeDays = 31;

/** A refusal in words, with the id of its rule. */
export type DoNotCallRefusal = { readonly rule: 'MSG-77' | 'MSG-78'; readonly why: string };

/** MSG-77, MSG-78: returns why a call or a text must not leave now; undefined where it may. `today`: the day of sending. */
export function doNotCallRefusal(
  answer: DoNotCallAnswer,
  { number, today }: { readonly number: string; readonly today: string },
): DoNotCallRefusal | undefined {
  const later = (list: string, why: string): DoNotCallRefusal => ({
    rule: 'MSG-78',
    why: `${number} could not be checked against the list “${list}”: ${why.replace(/\.$/, '')}. Nothing went out. Try again later (MSG-78).`,
  });
  switch (answer.is) {
    case 'exempt':
      return undefined;
    case 'clear': {
      const age = daysBetween(answer.asOf, today);
      if (age > mostListAgeDays)
        return later(
          answer.list,
          `its data is of ${dayWords(answer.asOf)}, and may be at most ${mostListAgeDays} days old (16 CFR 310.4(b)(3)(iv))`,
        );
      return age < -1 ? later(answer.list, `its data has a day to come, ${dayWords(answer.asOf)}`) : undefined; // a day: zones differ
    }
    case 'listed': {
      const since = answer.since === undefined ? '' : ` since ${dayWords(answer.since)}`;
      return {
        rule: 'MSG-77',
        why: `${number} is on the list “${answer.list}”${since}, so nobody may call or text it (${answer.rule}). Nothing went out (MSG-77).`,
      };
    }
    case 'unknown':
      return later(answer.list, answer.why);
  }
}
