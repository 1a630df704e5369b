import type { FactorKind, SetUpKind } from '@outpost/domain/kernel/factor-kinds';

/** The words for setting a factor of one kind up: its name in lists, and the button that begins. */
export const setUpWords: Readonly<Record<SetUpKind, { readonly name: string; readonly add: string }>> = {
  passkey: { name: 'Passkey', add: 'Add a passkey' },
  totp: { name: 'Authenticator app', add: 'Add an authenticator app' },
  email: { name: 'Code to your e-mail address', add: 'Add codes by e-mail' },
  sms: { name: 'Code to your phone; numbers can be taken over', add: 'Add codes by text message' },
};

/** Returns whether people can set a factor of this kind up in this version of the app. */
export const isSetUpKind = (kind: string): kind is SetUpKind => kind in setUpWords;

/** Returns the secret of an authenticator app in groups of four, as people type it. */
export const groupedSecret = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ');

/** The words for an answer of one kind. `chars`: the number of digits of a code without letters. It is complete with them, and the second step sends it by itself. */
export type AnswerWords = {
  readonly label: string;
  readonly about: string;
  /** The text of the link to this kind. */
  readonly instead: string;
  readonly chars?: number;
  readonly inputMode: 'numeric' | 'text';
  /** The button that sends the code, if the server sends it. */
  readonly send?: string;
};

export const answerWords: Readonly<Record<FactorKind, AnswerWords>> = {
  passkey: {
    label: 'Passkey',
    about: 'On this computer, your phone or a security key.',
    instead: 'Use a passkey',
    inputMode: 'text',
    send: 'Use your passkey',
  },
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
