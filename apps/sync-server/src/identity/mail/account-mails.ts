import type { AccountMail } from './outbox.ts';

type To = { readonly to: string; readonly organisation?: string | undefined };

const mail = ({ to }: To, subject: string, lines: readonly string[]): AccountMail => ({
  to,
  subject,
  text: `${[...lines, 'Outpost'].join('\n\n')}\n`,
});
const notYou =
  'If this was not you, ask an administrator of your organisation to end your sessions and set a new password.';

/** The code that replaces a forgotten password. */
export const codeMail = (to: To, code: string, minutes: number): AccountMail =>
  mail(to, `${code} is your code for a new password`, [
    `Somebody asked for a new password for the Outpost account of this address. Enter this code in Outpost:`,
    `    ${code}`,
    `It is valid for ${minutes} minutes. If you did not ask for it, do nothing: your password stays as it is.`,
  ]);

/** Notices of changes of a password, with the way back (ASVS 5.0, 6.3.7). */
export const passwordChangedMail = (to: To): AccountMail =>
  mail(to, 'Your Outpost password was changed', [
    'The password of your Outpost account was changed, and your other devices were signed out.',
    notYou,
  ]);

/** An administrator has set a password. */
export const passwordGivenMail = (to: To): AccountMail =>
  mail(to, 'An administrator set a new Outpost password for you', [
    `An administrator${to.organisation === undefined ? '' : ` of ${to.organisation}`} set a new password for your Outpost account, and your devices were signed out. They will tell it to you. At the next sign-in you choose one of your own.`,
    'If you did not expect this, ask them.',
  ]);

/** Wrong passwords have locked the account (ASVS 5.0, 6.3.5), with the way back. */
export const accountLockedMail = (to: To): AccountMail =>
  mail(to, 'Somebody tried to sign in to your Outpost account', [
    'Several wrong passwords were entered for your Outpost account. New devices have to wait before the next try; devices on which you have signed in before do not.',
    'If it was you, wait and try again, or choose "Forgotten password?" when you sign in. If it was not, your password was not found: you need do nothing.',
  ]);

/** Wrong codes after a right password have locked the account. */
export const codesLockedMail = (to: To): AccountMail =>
  mail(to, 'Somebody tried to sign in to your Outpost account', [
    'Your right password was entered, and then several wrong codes of a second factor.',
    'If this was not you, somebody knows your password: change it now.',
  ]);

/** The code of a second factor that comes by e-mail. */
export const factorCodeMail = (to: To, code: string, minutes: number): AccountMail =>
  mail(to, `${code} is your Outpost code`, [
    'Enter this code in Outpost:',
    `    ${code}`,
    `It is valid for ${minutes} minutes. If you did not ask for it, somebody knows your password: change it.`,
  ]);

/** Notices of changes of a second factor (ASVS 5.0, 6.3.7). `name`: as its person sees it. */
export const factorAddedMail = (to: To, name: string): AccountMail =>
  mail(to, 'A second factor was added to your Outpost account', [
    `Your Outpost account now asks for a second factor at sign-in: "${name}" was added.`,
    notYou,
  ]);

export const factorRemovedMail = (to: To, name: string): AccountMail =>
  mail(to, 'A second factor was removed from your Outpost account', [
    `The second factor "${name}" was removed from your Outpost account.`,
    notYou,
  ]);
