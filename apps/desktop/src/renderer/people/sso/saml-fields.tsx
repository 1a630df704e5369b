import { Textarea, TextInput } from '@mantine/core';
import { Button } from '@outpost/ui/parts/button';
import type { EntryFields } from './provider-entry.ts';
import classes from './sso.module.css';

/** What SAML alone needs. The metadata fills in the fields below it, which may also be typed. */
export function SamlFields({
  entry,
  change,
  isNew,
  isBusy,
  onRead,
}: EntryFields & { readonly isNew: boolean; readonly isBusy: boolean; readonly onRead: () => void }) {
  return (
    <>
      <div className={classes.metadata}>
        <Textarea
          label={isNew ? 'Metadata of the provider' : 'New metadata of the provider'}
          description="Its address, or the XML itself. Reading it fills in the three fields below."
          placeholder="https://login.example.com/metadata"
          value={entry.metadata}
          autosize
          minRows={2}
          maxRows={6}
          spellCheck={false}
          onChange={(event) => change({ metadata: event.currentTarget.value })}
        />
        <Button type="button" disabled={isBusy || entry.metadata.trim() === ''} onClick={onRead}>
          Read the metadata
        </Button>
      </div>
      <TextInput
        label="Entity ID of the provider"
        value={entry.issuer}
        maxLength={300}
        spellCheck={false}
        disabled={!isNew}
        onChange={(event) => change({ issuer: event.currentTarget.value })}
      />
      <TextInput
        label="Address for signing in"
        description="The provider’s page, by the HTTP-Redirect binding."
        value={entry.entryPoint}
        maxLength={500}
        inputMode="url"
        spellCheck={false}
        onChange={(event) => change({ entryPoint: event.currentTarget.value })}
      />
      <Textarea
        label="Certificates"
        description="X.509 in base64. While the provider changes its key: both, with an empty line between them."
        value={entry.certificates}
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        onChange={(event) => change({ certificates: event.currentTarget.value })}
      />
      <TextInput
        label="Attribute with the e-mail address"
        description="Empty: the usual ones, such as “email”, or the name of the person where it is an address."
        value={entry.emailClaim}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => change({ emailClaim: event.currentTarget.value })}
      />
      <TextInput
        label="Attribute with the person’s name"
        description="Empty: the usual ones, such as “displayName”."
        value={entry.nameClaim}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => change({ nameClaim: event.currentTarget.value })}
      />
    </>
  );
}
