import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import type { SsoProviderShown } from '../../../bridge/calls/identity/sso-calls.ts';
import { certificateState } from './certificate-state.ts';
import { useSso } from './use-sso.ts';
import classes from './sso.module.css';

/** Warns of providers whose last certificate ends within 30 days, or has ended. Shows nothing if there is none. */
export function CertificateWarnings({
  providers,
  onOpen,
}: {
  readonly providers: readonly SsoProviderShown[];
  /** Opens the page where certificates are changed; left out on that page. */
  readonly onOpen?: () => void;
}) {
  const formats = useFormats();
  const now = useNowMs();
  const warned = providers.flatMap(({ id, name, saml }) => {
    const found = certificateState(saml?.validUntil ?? [], now);
    return found && found.state !== 'valid' ? [{ id, name, ...found }] : [];
  });
  return warned.map(({ id, name, state, at }) => (
    <div key={id} role="status" className={classes.warning}>
      <Icon name="warning" size={16} />
      <span className={classes.grow}>
        {state === 'ended'
          ? `The certificate of ${name} ended ${formats.relative(at, now)}, on ${formats.date(at.slice(0, 10))}. When the provider signs with a new one, nobody can sign in through it until you enter the new one.`
          : `The certificate of ${name} ends ${formats.relative(at, now)}, on ${formats.date(at.slice(0, 10))}. Before then, enter the provider’s new one in addition to the present one.`}
      </span>
      {onOpen ? <Button onClick={onOpen}>Open the settings of signing in</Button> : null}
    </div>
  ));
}

/** The same warnings for administrators on other pages. The server is asked; without an answer there is no warning. */
export function SignInWarnings() {
  const { settings } = useSso();
  const navigate = useNavigate();
  return <CertificateWarnings providers={settings?.providers ?? []} onOpen={() => void navigate({ to: '/settings/sign-in' })} />; // prettier-ignore
}
