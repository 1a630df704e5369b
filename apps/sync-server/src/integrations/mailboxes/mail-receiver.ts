import type { ServiceAccount } from '../../access/service-account.ts';
import type { CreateEdit, Edit } from '@outpost/domain/kernel/acts/act';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { MailHead } from '../imap/inbox.ts';
import type { MailWords } from '../imap/read-mail.ts';
import type { Service } from '../../jobs/service/service.ts';

/** An e-mail that came in, with its words. `key`: the same for all copies of it. `at`: when it arrived. */
export type IncomingMail = {
  readonly key: string;
  /** The number of times that keeping it has failed. A refused act is not tried again under its id. */
  readonly tries: number;
  readonly at: string;
  readonly from: string | undefined;
  /** A program has sent it, and no person has written it. */
  readonly isAutomatic: boolean;
  /** The mail server that took it found its sender to be forged. */
  readonly isForged: boolean;
  readonly words: MailWords;
  /** MBX-11: keeps its attachments as files of a record. `about`: the value that refers to the record. */
  readonly keepFiles: (about: string) => Promise<KeptFiles>;
  readonly alone: KeepAlone;
};

/** MBX-16: keeps a record that belongs to the person of the mailbox alone (A-3c). */
export type KeepAlone = {
  readonly personId: string;
  /** The person keeps new e-mails private. Nothing of this one is written for anybody else then. */
  readonly isWanted: boolean;
  /** Returns whether the journal knows a record with this id, also a deleted one. Such an e-mail stays as it is. */
  readonly wasKept: (id: string) => Promise<boolean>;
  /** Returns whether the record is new: its id is used once. */
  readonly keep: (made: CreateEdit) => Promise<Result<boolean>>;
};

/**
 * The attachments of an e-mail as files. `edits` make their records, in the act that keeps the e-mail. `ids`: of these records. `notes`: sentences
 * about what was not kept, with name and reason.
 */
export type KeptFiles = {
  readonly edits: readonly Edit[];
  readonly ids: readonly string[];
  readonly notes: readonly string[];
};

/** A record that is answered. Only the pack knows what it is. */
export type AnsweredRecord = { readonly id: string };

/** MBX-2: how a pack keeps answers to its e-mails. All else stays in the mailbox. */
export type MailReceiver = {
  /** Returns the record that an e-mail answers. Undefined: none, so nothing of it is kept. */
  readonly answered: (service: Service, head: MailHead) => Promise<Result<AnsweredRecord | undefined>>;
  /** Keeps an answer. It may be handed over several times: the effect must happen once. Returns whether it is new. */
  readonly keep: (service: Service, mail: IncomingMail, answered: AnsweredRecord) => Promise<Result<boolean>>;
};

/** The pack that keeps the e-mails that come in. */
export type MailReceiving = { readonly account: ServiceAccount; readonly receiver: MailReceiver };
