import { Button } from '@outpost/ui/parts/button';
import { EntryText } from './entry-text.tsx';
import type { EntryFields } from './provider-entry.ts';
import classes from './sso.module.css';

/** The settings that only SAML has. The metadata fills in the fields below it, which may also be typed. */
export function SamlFields({
  isNew,
  isBusy,
  onRead,
  ...of
}: EntryFields & { readonly isNew: boolean; readonly isBusy: boolean; readonly onRead: () => void }) {
  return (
    <>
      <div className={classes.metadata}>
        <EntryText
          {...of}
          field="metadata"
          label={isNew ? 'Metadata of the provider' : 'New metadata of the provider'}
          description="Its address, or the XML itself. Reading it fills in the three fields below."
          placeholder="https://login.example.com/metadata"
          lines={2}
        />
        <Button type="button" disabled={isBusy || of.entry.metadata.trim() === ''} onClick={onRead}>
          Read the metadata
        </Button>
      </div>
      <EntryText {...of} field="issuer" label="Entity ID of the provider" maxLength={300} disabled={!isNew} />
      <EntryText
        {...of}
        field="entryPoint"
        label="Address for signing in"
        description="The provider’s page, by the HTTP-Redirect binding."
        maxLength={500}
        isAddress
      />
      <EntryText
        {...of}
        field="certificates"
        label="Certificates"
        description="X.509 in base64. While the provider changes its key: both, with an empty line between them."
        lines={2}
      />
      <EntryText
        {...of}
        field="emailClaim"
        label="Attribute with the e-mail address"
        description="Empty: the usual ones, such as “email”, or the name of the person if it is an address."
        maxLength={200}
      />
      <EntryText
        {...of}
        field="nameClaim"
        label="Attribute with the person’s name"
        description="Empty: the usual ones, such as “displayName”."
        maxLength={200}
      />
    </>
  );
}
