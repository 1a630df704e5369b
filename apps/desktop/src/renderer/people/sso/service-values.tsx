import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { SsoProviderShown } from '../../../bridge/calls/identity/sso-calls.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import { useAppPorts } from '../../window/app-ports.tsx';
import people from '../people.module.css';
import classes from './sso.module.css';

type Value = { readonly label: string; readonly value: string };

/**
 * Returns the values that an administrator enters at the provider: the addresses of this server for the provider with this id.
 */
const valuesFor = ({ kind, id }: Pick<SsoProviderShown, 'kind' | 'id'>, server: string): readonly Value[] =>
  kind === 'oidc'
    ? [{ label: 'Redirect address', value: `${server}/sign-in/oidc/${id}/callback` }]
    : [
        { label: 'Entity ID (and metadata)', value: `${server}/sign-in/saml/${id}/metadata` },
        { label: 'Address for answers (ACS)', value: `${server}/sign-in/saml/${id}/acs` },
      ];

/** Shows the values that an administrator enters at a provider, each with a button that copies it. */
export function ServiceValues({ of }: { readonly of: Pick<SsoProviderShown, 'kind' | 'id'> }) {
  const { copy } = useAppPorts();
  const { server } = useSignedIn();
  const [copied, setCopied] = useState<string>();
  const copyIt = async ({ label, value }: Value) => {
    await copy(value);
    setCopied(label);
  };
  return (
    <div className={classes.values}>
      {valuesFor(of, (server ?? '').replace(/\/+$/, '')).map((one) => (
        <div key={one.label} className={classes.value}>
          <div className={classes.grow}>
            <span className={people.hint}>{one.label}</span>
            <code className={classes.code}>{one.value}</code>
          </div>
          <Button type="button" icon={copied === one.label ? 'check' : 'copy'} onClick={() => void copyIt(one)}>
            {copied === one.label ? 'Copied' : 'Copy'} <span className="outpost-visually-hidden">{one.label}</span>
          </Button>
        </div>
      ))}
    </div>
  );
}
