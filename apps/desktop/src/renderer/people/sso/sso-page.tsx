import { useFormats } from '@outpost/ui/formats/formats-context';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { SsoProviderShown } from '../../../bridge/calls/identity/sso-calls.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { CertificateWarnings } from './certificate-warnings.tsx';
import { DomainsPart } from './domains-part.tsx';
import { ProviderDialog } from './provider-dialog.tsx';
import { RulePart } from './rule-part.tsx';
import { ServiceValues } from './service-values.tsx';
import { type ShownSsoSettings, useSso, useSsoRequest } from './use-sso.ts';
import people from '../people.module.css';
import classes from './sso.module.css';

const at = '/settings/sign-in';

/** How people sign in to the organisation: identity providers, the domains that they vouch for, and whether passwords stay. */
export function SsoPage() {
  const may = useMayAdminister();
  const { person } = usePeopleEntities();
  return may.person ? <Sso /> : <NotForYou at={at} what="how people sign in" list={person} />;
}

function Sso() {
  const { settings, problem, isOffline, again } = useSso();
  const [editing, setEditing] = useState<SsoProviderShown | 'new'>();
  const add = () => setEditing('new');
  return (
    <>
      <SettingsBar
        at={at}
        {...(settings && !isOffline ? { primary: { label: 'Add a provider', onPress: add } } : {})}
        summary={settings?.rule.isEnforced === true ? 'By the identity provider only' : undefined}
      />
      <div className={people.page}>
        {isOffline ? (
          <p role="status" className={classes.note}>
            You are offline. How people sign in is changed at the server: connect first.
          </p>
        ) : null}
        {settings ? (
          <>
            <CertificateWarnings providers={settings.providers} />
            <Providers settings={settings} isReadOnly={isOffline} onAdd={add} onEdit={setEditing} onChanged={again} />
            <DomainsPart domains={settings.domains} isReadOnly={isOffline} onChanged={again} />
            <RulePart settings={settings} isReadOnly={isOffline} onChanged={again} />
          </>
        ) : problem !== undefined && !isOffline ? (
          <>
            <p role="alert">The settings could not be read: {problem}</p>
            <Button onClick={again}>Try again</Button>
          </>
        ) : !isOffline ? (
          <p role="status">Asking the server …</p>
        ) : null}
      </div>
      {editing === undefined ? null : (
        <ProviderDialog
          provider={editing === 'new' ? undefined : editing}
          presets={settings?.presets ?? []}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined);
            again();
          }}
        />
      )}
    </>
  );
}

function Providers({
  settings: { providers },
  isReadOnly,
  onAdd,
  onEdit,
  onChanged,
}: {
  readonly settings: ShownSsoSettings;
  readonly isReadOnly: boolean;
  readonly onAdd: () => void;
  readonly onEdit: (provider: SsoProviderShown) => void;
  readonly onChanged: () => void;
}) {
  const bridge = useBridge();
  const formats = useFormats();
  const { problem, isBusy, send } = useSsoRequest();
  const [removing, setRemoving] = useState<string>();
  const remove = async (id: string) => {
    const gone = await send(bridge.call('sso.removeProvider', { id }));
    setRemoving(undefined);
    if (gone !== undefined) onChanged();
  };
  return (
    <section className={classes.part} aria-labelledby="sso-providers">
      <h2 id="sso-providers">Identity providers</h2>
      {providers.length === 0 ? (
        <EmptyState
          icon="shield"
          title="People sign in with their Outpost password"
          add={isReadOnly ? undefined : { label: 'Add a provider', onPress: onAdd }}
        >
          With an identity provider, such as Google, Microsoft or your own, they use the account that they have already.
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {providers.map((provider) => (
            <li key={provider.id} className={classes.row}>
              <div className={classes.grow}>
                <strong>{provider.name}</strong>
                <span className={people.hint}>{provider.issuer}</span>
                {(provider.saml?.validUntil ?? []).map((instant) => (
                  <span key={instant} className={people.hint}>
                    Certificate valid until {formats.date(instant.slice(0, 10))}
                  </span>
                ))}
              </div>
              {removing === provider.id ? (
                <>
                  <span>People who signed in by it must be linked again.</span>
                  <Button disabled={isBusy} onClick={() => void remove(provider.id)}>
                    {`Remove ${provider.name}`}
                  </Button>
                  <Button onClick={() => setRemoving(undefined)}>Keep</Button>
                </>
              ) : (
                <>
                  <Button disabled={isReadOnly} onClick={() => onEdit(provider)}>
                    Change <span className="outpost-visually-hidden">{provider.name}</span>
                  </Button>
                  <Button disabled={isReadOnly} onClick={() => setRemoving(provider.id)}>
                    Remove <span className="outpost-visually-hidden">{provider.name}</span>
                  </Button>
                </>
              )}
              <ServiceValues of={provider} />
            </li>
          ))}
        </ul>
      )}
      {problem === undefined ? null : <p role="alert">{problem}</p>}
    </section>
  );
}
