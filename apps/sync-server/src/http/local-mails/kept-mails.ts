import type { AccountMail, SendAccountMail } from '../../identity/mail/outbox.ts';

export type KeptMail = AccountMail & { readonly id: string; readonly at: string };

/** Chosen: more than a person looks through. */
const mostKept = 200;

/** Keeps mails about accounts in memory, in place of sending them. They are gone when the process ends. */
export class KeptMails {
  readonly #mails: KeptMail[] = [];
  readonly #now: () => number;

  constructor(clock: { readonly nowMs: () => number }) {
    this.#now = clock.nowMs;
  }

  readonly keep: SendAccountMail = (mail) => {
    this.#mails.unshift({ ...mail, at: new Date(this.#now()).toISOString() });
    this.#mails.splice(mostKept);
    return Promise.resolve('sent');
  };

  /** Returns the mails, newest first. */
  all(): readonly KeptMail[] {
    return this.#mails;
  }
}
