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

/** Somebody signed in on a device that had not signed in before. */
export const newDeviceMail = (
  to: To,
  seen: { readonly device: string; readonly address: string | null; readonly at: Date; readonly timeZone: string },
): AccountMail => {
  const { timeZone } = seen;
  const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(seen.at);
  return mail(to, 'A new device signed in to your Outpost account', [
    `Your Outpost account${to.organisation === undefined ? '' : ` at ${to.organisation}`} was used to sign in on a new device:`,
    `    ${seen.device.replaceAll(/\s+/gu, ' ')}\n    ${when} (${timeZone})${seen.address === null ? '' : `\n    from the address ${seen.address}`}`,
    'If this was you, there is nothing to do.',
    'If it was not, open Settings, Devices in Outpost, sign that device out, and change your password.',
  ]);
};
