import { Button, PasswordInput } from '@mantine/core';
import type { Session } from '../../../bridge/contract.ts';
import { PasswordField, ServerField, WorkEmailField } from '../session-fields.tsx';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { type SsoProvider, useSsoProviders } from '../sso/use-sso-providers.ts';
import type { OtherFormId } from './other-form.tsx';
import type { SignInFields } from './use-sign-in-fields.ts';
import type { SignInRequests } from './use-sign-in.ts';
import classes from '../session.module.css';

/** A way to sign in at another service; a passkey has no id. */
export type OtherWay = Partial<SsoProvider> & { readonly name: string };

type Props = {
  readonly session: Session;
  readonly fields: SignInFields;
  readonly signIn: SignInRequests;
  readonly onOtherForm: (form: OtherFormId) => void;
  readonly onOtherWay: (way: OtherWay) => void;
  /** Present while another organisation is open: returns to it. */
  readonly onBack: (() => void) | undefined;
};

/** The form with e-mail address, password and server, and the other ways to sign in. */
export function PasswordForm(props: Props) {
  const { session, fields, signIn, onOtherWay } = props;
  const { errorAt, isBusy } = signIn;
  const offered = useSsoProviders(fields.url, fields.email);
  return (
    <SessionForm
      problem={errorAt(null)}
      isBusy={isBusy}
      onSubmit={() => void signIn.submit(fields.password)}
      title="Sign in to Outpost"
      about="Your records come onto this device and stay usable without a network."
      submit={isBusy ? 'Signing in' : 'Sign in'}
      below={<OtherWays {...props} />}
    >
      {fields.isServerOpen ? (
        <ServerField
          description="The address your organisation gave you."
          value={fields.server}
          error={errorAt('server')}
          autoFocus={session.server === null}
          onChange={fields.setServer}
        />
      ) : null}
      <WorkEmailField
        value={fields.email}
        onChange={fields.setEmail}
        error={errorAt('email')}
        autoFocus={session.server !== null}
      />
      {offered.map((provider) => (
        <Button
          key={provider.id}
          variant="default"
          size="md"
          disabled={isBusy}
          onClick={() => {
            signIn.clearProblem();
            onOtherWay(provider);
          }}
        >
          {`Continue with ${provider.name}`}
        </Button>
      ))}
      <PasswordField value={fields.password} error={errorAt('password')} onChange={fields.setPassword} />
      {fields.former === undefined ? null : (
        <PasswordInput
          label="Former password"
          description="The one that opened this device last."
          name="former-password"
          value={fields.former}
          error={errorAt('former')}
          autoFocus
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the former password' }}
          onChange={(event) => fields.setFormer(event.currentTarget.value)}
        />
      )}
    </SessionForm>
  );
}

/** The links below the form. All but the invitation need the address of a server. */
function OtherWays({ session, signIn, onOtherForm, onOtherWay, onBack }: Props) {
  const { isBusy, hasServer } = signIn;
  const openForm = (form: OtherFormId) => () => {
    if (hasServer()) onOtherForm(form);
  };
  return (
    <>
      <SessionLink
        disabled={isBusy}
        onClick={() => {
          if (hasServer()) onOtherWay({ name: 'a passkey' });
        }}
      >
        Sign in with a passkey
      </SessionLink>
      <SessionLink disabled={isBusy} onClick={openForm('forgotten')}>
        Forgotten password?
      </SessionLink>
      <SessionLink disabled={isBusy} onClick={() => onOtherForm('invited')}>
        I have an invitation
      </SessionLink>
      <SessionLink disabled={isBusy} onClick={openForm('register')}>
        Register an organisation
      </SessionLink>
      {onBack && session.organisation ? (
        <SessionLink onClick={onBack}>{`Back to ${session.organisation.name}`}</SessionLink>
      ) : null}
      <SessionLink disabled={isBusy} onClick={openForm('recovery')}>
        Stop a removal or an erasure
      </SessionLink>
      <p className={classes.small}>
        The first records are here after a few seconds; you can start while the rest comes. Signing in for the first
        time needs a network.
      </p>
    </>
  );
}
