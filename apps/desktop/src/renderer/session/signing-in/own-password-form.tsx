import { type NewPassword, NewPasswordFields } from '../new-password-fields.tsx';
import { SessionForm, SessionLink } from '../session-form.tsx';
import type { SignInFields } from './use-sign-in-fields.ts';
import type { SignInRequests } from './use-sign-in.ts';

type Props = { readonly own: NewPassword; readonly fields: SignInFields; readonly signIn: SignInRequests };

/** The form in which a person chooses their own password, in place of the one that an administrator has set. */
export function OwnPasswordForm({ own, fields, signIn }: Props) {
  const { errorAt, isBusy } = signIn;
  return (
    <SessionForm
      problem={errorAt(null)}
      isBusy={isBusy}
      onSubmit={() => void signIn.submit(fields.password)}
      title="Choose your own password"
      about={`An administrator gave you the password for ${fields.address}. From now on only you know it.`}
      isNews
      submit={isBusy ? 'Signing in' : 'Set password and sign in'}
      below={<SessionLink onClick={() => fields.setOwn(undefined)}>Back</SessionLink>}
    >
      <NewPasswordFields value={own} onChange={fields.setOwn} errorAt={errorAt} />
    </SessionForm>
  );
}
