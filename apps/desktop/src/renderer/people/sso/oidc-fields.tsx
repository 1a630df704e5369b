import { PasswordInput, Switch, TextInput } from '@mantine/core';
import type { EntryFields } from './provider-entry.ts';

/** What OpenID Connect alone needs: the issuer and our client there. */
export function OidcFields({
  entry,
  change,
  isNew,
  hasSecret,
}: EntryFields & { readonly isNew: boolean; readonly hasSecret: boolean }) {
  return (
    <>
      <TextInput
        label="Address (issuer)"
        description="OpenID Connect: the address under which the provider has its discovery document."
        value={entry.issuer}
        maxLength={300}
        inputMode="url"
        placeholder="https://login.example.com"
        disabled={!isNew}
        onChange={(event) => change({ issuer: event.currentTarget.value })}
      />
      {entry.preset === null ? (
        <>
          <TextInput
            label="Client ID"
            value={entry.clientId}
            maxLength={300}
            spellCheck={false}
            onChange={(event) => change({ clientId: event.currentTarget.value })}
          />
          <PasswordInput
            label="Client secret"
            description={
              hasSecret ? 'Leave it empty to keep the present one.' : 'Kept encrypted. Nobody sees it again.'
            }
            value={entry.secret}
            maxLength={500}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the secret' }}
            onChange={(event) => change({ secret: event.currentTarget.value })}
          />
        </>
      ) : null}
      <Switch
        label="The provider’s addresses count without a mark that they are verified"
        description="Only where you alone give people addresses there. Some providers, such as Microsoft Entra, send no mark."
        checked={entry.trustsEmail}
        onChange={(event) => change({ trustsEmail: event.currentTarget.checked })}
      />
    </>
  );
}
