import { mailOf } from '../../identity/mail/mail-template.ts';
import type { AccountMail } from '../../identity/mail/outbox.ts';

/** The mail is sent in the look of `orgId` (PLT-45a). */
type About = { readonly to: string; readonly organisation: string; readonly orgId: string };

/** Notices about an organisation. Each names the person, the action, and the way to undo it. */
export const ownershipGivenMail = ({ to, organisation, orgId, by }: About & { readonly by: string }): AccountMail =>
  mailOf({ to, orgId }, `You own ${organisation} in Outpost`, [
    `${by} transferred the ownership of ${organisation} to you.`,
    'If you did not expect this, ask them.',
  ]);

export const ownershipMovedMail = ({ to, organisation, orgId, now }: About & { readonly now: string }): AccountMail =>
  mailOf({ to, orgId }, `The ownership of ${organisation} was transferred`, [
    `${now} owns ${organisation} now, and you are an administrator.`,
    'If this was not you, ask the new owner, and change your password.',
  ]);

export const leftMail = ({ to, organisation, orgId }: About): AccountMail =>
  mailOf({ to, orgId }, `You left ${organisation}`, [
    `You left ${organisation} in Outpost, and your devices are signed out of it.`,
    'If this was not you, ask an administrator of the organisation to bring you back, and change your password.',
  ]);

export const deletionAskedMail = ({
  to,
  organisation,
  orgId,
  by,
  on,
}: About & { readonly by: string; readonly on: string }): AccountMail =>
  // prettier-ignore
  mailOf({ to, orgId }, `${organisation} will be deleted on ${on}`, [
    `${by} asked to delete ${organisation}. On ${on} all of its data is erased, permanently and for everybody.`,
    'Until then everybody can continue to work and can export data. An owner can cancel the deletion under Settings, Organisation.',
  ]);

export const deletionTakenBackMail = ({ to, organisation, orgId, by }: About & { readonly by: string }): AccountMail =>
  mailOf({ to, orgId }, `${organisation} will not be deleted`, [
    `${by} cancelled the deletion of ${organisation}. Nothing was erased.`,
  ]);

export const erasedMail = ({ to, organisation }: Omit<About, 'orgId'>): AccountMail =>
  mailOf(to, `${organisation} was deleted`, [
    `The time to cancel the deletion has passed: all data of ${organisation} in Outpost was erased.`,
  ]);
