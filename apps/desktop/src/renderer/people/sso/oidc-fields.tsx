import { PasswordInput, Switch } from '@mantine/core';
import { EntryText } from './entry-text.tsx';
import type { EntryFields } from './provider-entry.ts';

/** The settings that only OpenID Connect has: the issuer and our client there. */
export function OidcFields({
  entry,
  change,
  isNew,
  hasSecret,
}: EntryFields & { readonly isNew: boolean; readonly hasSecret: boolean }) {
  return (
    <>
      <EntryText
        {...{ entry, change }}
        field="issuer"
        label="Address (issuer)"
        description="OpenID Connect: the address under which the provider has its discovery document."
        placeholder="https://login.example.com"
        maxLength={300}
        disabled={!isNew}
        isAddress
      />
      {entry.preset === null ? (
        <>
          <EntryText {...{ entry, change }} field="clientId" label="Client ID" maxLength={300} />
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
        description="Only if nobody but you assigns the addresses there. Some providers, such as Microsoft Entra, send no mark."
        checked={entry.trustsEmail}
        onChange={(event) => change({ trustsEmail: event.currentTarget.checked })}
      />
    </>
  );
}
