import type { InviteLink } from '../../../bridge/shell/invite-link.ts';
import { ForgottenPassword } from '../forgotten-password.tsx';
import { StopRecovery } from '../factors/stop-recovery.tsx';
import { AcceptInvitation } from '../invited/accept-invitation.tsx';
import { RegisterOrganisation } from '../registering/register-organisation.tsx';
import type { SignInFields } from './use-sign-in-fields.ts';
import type { SignInRequests } from './use-sign-in.ts';

/** The forms that can be shown instead of the sign-in form. */
export type OtherFormId = 'forgotten' | 'invited' | 'register' | 'recovery';

type Props = {
  readonly form: OtherFormId;
  readonly fields: SignInFields;
  readonly signIn: SignInRequests;
  readonly onClose: () => void;
  /** The link that opened the form of an invitation. */
  readonly link?: InviteLink;
  /** Called when the person leaves the form. Left out: `onClose`. */
  readonly onBack?: () => void;
};
type Made = { readonly email: string; readonly password: string; readonly organisation: string };

/**
 * A form that is shown instead of the sign-in form. A form that makes or changes an account signs in with it at the
 * end.
 */
export function OtherForm({ form, fields, signIn, onClose, link, onBack }: Props) {
  const { server, email, setEmail, setPassword } = fields;
  const join = ({ password, ...account }: Made) => {
    onClose();
    setEmail(account.email);
    fields.setOrganisation(account.organisation);
    setPassword(password);
    void signIn.submit(password, account);
  };
  switch (form) {
    case 'invited':
      return (
        <AcceptInvitation
          server={server}
          link={link}
          onServer={fields.setServer}
          onDone={join}
          onBack={onBack ?? onClose}
        />
      );
    case 'recovery':
      return <StopRecovery server={server} onBack={onClose} />;
    case 'register':
      return (
        <RegisterOrganisation
          server={server}
          email={email}
          onEmail={setEmail}
          onDone={(made) => {
            window.location.hash = '/setup'; // the app opens with the first steps of the organisation
            join(made);
          }}
          onBack={onClose}
        />
      );
    case 'forgotten':
      return (
        <ForgottenPassword
          server={server}
          email={email}
          onEmail={setEmail}
          onDone={(chosen, resetTicket) => {
            onClose();
            setPassword(chosen);
            void signIn.submit(chosen, { email: fields.address, organisation: fields.organisation, resetTicket });
          }}
          onBack={onClose}
        />
      );
  }
}
