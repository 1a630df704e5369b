import type { Mail, MailTransport } from '../../integrations/email/mail-transport.ts';

/** A mail that was kept. `id`: the part of its message id before the "@". `at`: ISO 8601 UTC. */
export type KeptMail = Omit<Mail, 'messageId'> & { readonly id: string; readonly at: string };

/** The sender of all mails of a server that keeps them. */
export const keptMailSender = 'Outpost <outpost@localhost>';

/** Chosen: more than a person looks through. */
const mostKept = 200;

/** Keeps all mails of a server in memory, in place of sending them. They are gone when the process ends. */
export class KeptMails {
  readonly #mails: KeptMail[] = [];
  readonly #now: () => number;

  constructor(clock: { readonly nowMs: () => number }) {
    this.#now = clock.nowMs;
  }

  /** Takes the place of a mail server: each mail counts as sent. */
  readonly transport: MailTransport = {
    send: ({ messageId, ...mail }) => {
      const id = messageId.replace(/^<|@.*$/gu, '');
      this.#mails.unshift({ ...mail, id, at: new Date(this.#now()).toISOString() });
      this.#mails.splice(mostKept);
      return Promise.resolve({ status: 'sent' });
    },
    close: () => undefined,
  };

  /** Returns the mails, newest first. */
  all(): readonly KeptMail[] {
    return this.#mails;
  }
}
