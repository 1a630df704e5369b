import type { FactorKind } from '@outpost/domain/kernel/access/factor-kinds';

/** The words for an answer of one kind. `chars`: the length at which an answer is complete and sent by itself. */
export type AnswerWords = {
  readonly label: string;
  readonly about: string;
  /** The text of the link to this kind. */
  readonly instead: string;
  readonly chars?: number;
  readonly inputMode: 'numeric' | 'text';
  /** The button that sends the code, where the server sends it. */
  readonly send?: string;
};

export const answerWords: Readonly<Record<FactorKind, AnswerWords>> = {
  totp: {
    label: 'Code from your authenticator app',
    about: 'Six digits. Each code works once.',
    instead: 'Use the authenticator app',
    chars: 6,
    inputMode: 'numeric',
  },
  email: {
    label: 'Code from the e-mail',
    about: 'Eight letters and digits, such as K7PM-X2QD.',
    instead: 'Use a code by e-mail',
    inputMode: 'text',
    send: 'Send the code by e-mail',
  },
  sms: {
    label: 'Code from the text message',
    about: 'Eight letters and digits, such as K7PM-X2QD.',
    instead: 'Use a code by text message',
    inputMode: 'text',
    send: 'Send the code to your phone',
  },
  'backup-code': {
    label: 'Backup code',
    about: 'Eight letters and digits, such as K7PM-X2QD. Each works once.',
    instead: 'Use a backup code',
    inputMode: 'text',
  },
};
