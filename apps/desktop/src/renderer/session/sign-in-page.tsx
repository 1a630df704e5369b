import { useState } from 'react';
import type { Session } from '../../bridge/contract.ts';
import { ChooseOrganisation } from './organisations/choose-organisation.tsx';
import { SessionLink } from './session-form.tsx';
import { SessionPage } from './session-page.tsx';
import { OtherForm, type OtherFormId } from './signing-in/other-form.tsx';
import { OwnPasswordForm } from './signing-in/own-password-form.tsx';
import { type OtherWay, PasswordForm } from './signing-in/password-form.tsx';
import { SecondForm } from './signing-in/second-form.tsx';
import { useInviteLink } from './signing-in/use-invite-link.ts';
import { useSignInFields } from './signing-in/use-sign-in-fields.ts';
import { useSignIn } from './signing-in/use-sign-in.ts';
import { SsoWaiting } from './sso/sso-waiting.tsx';

type Props = {
  readonly session: Session;
  /** Present while another organisation is open: returns to it. */
  readonly onBack?: () => void;
};

/** The first page on a device: e-mail address, password and server, and the steps that follow them. */
export function SignInPage({ session, onBack }: Props) {
  const fields = useSignInFields(session);
  const signIn = useSignIn(fields, onBack);
  /** The form that is shown instead of the sign-in form. */
  const [instead, setInstead] = useState<OtherFormId>();
  const [way, setWay] = useState<OtherWay>();
  const { link, leave, end } = useInviteLink(fields);
  const { url, address, own } = fields;
  const { choices, second } = signIn;

  const step = () => {
    if (link)
      return (
        <OtherForm
          key={link.code}
          form="invited"
          link={link}
          fields={fields}
          signIn={signIn}
          onClose={end}
          onBack={leave}
        />
      );
    if (way)
      return (
        <SsoWaiting
          key={way.id ?? 'passkey'}
          server={url}
          email={way.id === undefined ? '' : address} // a passkey identifies its person
          provider={way}
          onBack={() => setWay(undefined)}
        />
      );
    if (instead)
      return <OtherForm form={instead} fields={fields} signIn={signIn} onClose={() => setInstead(undefined)} />;
    if (choices)
      return (
        <ChooseOrganisation
          email={address}
          choices={choices}
          isBusy={signIn.isBusy}
          onChoose={(id) => {
            signIn.endChoices();
            fields.setOrganisation(id);
            void signIn.submit(fields.password, { email: address, organisation: id });
          }}
          onBack={signIn.endChoices}
        />
      );
    if (second) return <SecondForm step={second} fields={fields} signIn={signIn} />;
    if (own) return <OwnPasswordForm own={own} fields={fields} signIn={signIn} />;
    return (
      <PasswordForm
        session={session}
        fields={fields}
        signIn={signIn}
        onOtherForm={setInstead}
        onOtherWay={setWay}
        onBack={onBack}
      />
    );
  };
  const isFirst =
    link === undefined && instead === undefined && second === undefined && own === undefined && way === undefined;
  return (
    <SessionPage
      server={url}
      end={
        isFirst && !fields.isServerOpen ? (
          <SessionLink onClick={fields.openServer}>Use another server</SessionLink>
        ) : null
      }
    >
      {step()}
    </SessionPage>
  );
}
