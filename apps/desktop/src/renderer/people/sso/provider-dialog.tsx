import { NativeSelect, TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { mostMetadataChars, type SsoProviderShown } from '../../../bridge/calls/identity/sso-calls.ts';
import { ask } from '../../queries/ask.ts';
import { askedIf } from '../../queries/query-key-of.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { OidcFields } from './oidc-fields.tsx';
import { certificateText, providerEntryOf, type ShownPreset, type ProviderEntry, readEntry } from './provider-entry.ts';
import { RoleFields } from './role-fields.tsx';
import { SamlFields } from './saml-fields.tsx';
import { ServiceValues } from './service-values.tsx';
import { useSsoRequest } from './use-sso.ts';
import classes from './sso.module.css';

const presetNames: Readonly<Record<ShownPreset, string>> = { google: 'Google', microsoft: 'Microsoft' };
const presetIssuers: Readonly<Record<ShownPreset, string>> = {
  google: 'https://accounts.google.com',
  microsoft: 'https://login.microsoftonline.com/<your directory id>/v2.0',
};

/** Adds an identity provider of OpenID Connect or SAML, or changes one. The server reads the provider's document before it keeps anything. */
export function ProviderDialog({
  provider,
  presets,
  onClose,
  onSaved,
}: {
  readonly provider: SsoProviderShown | undefined;
  readonly presets: readonly ShownPreset[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const bridge = useBridge();
  const formats = useFormats();
  const isNew = provider === undefined;
  const [entry, setEntry] = useState(() => providerEntryOf(provider));
  const [told, setTold] = useState<string>();
  const [readText, setReadText] = useState('');
  const { problem, setProblem, isBusy, send } = useSsoRequest();
  const place = useId();
  const { data: draft } = useQuery({
    ...askedIf(isNew, ['sso.draftProvider', place]),
    queryFn: () => ask(bridge, 'sso.draftProvider', null),
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  const change = (next: Partial<ProviderEntry>) => {
    setEntry((before) => ({ ...before, ...next }));
    setTold(undefined);
  };
  const choose = (chosen: string) => {
    const preset = presets.find((each) => each === chosen) ?? null;
    const name = entry.name === '' && preset ? presetNames[preset] : entry.name;
    change({ kind: chosen === 'saml' ? 'saml' : 'oidc', preset, name, issuer: preset ? presetIssuers[preset] : '' });
    setProblem(undefined);
  };

  const test = async () => {
    setTold(undefined);
    const answer = await send(bridge.call('sso.test', { issuer: entry.issuer.trim() }));
    if (answer) setTold(`The provider answers as ${answer.issuer}.`);
  };
  const say = (text: string): undefined => {
    setProblem(text);
  };
  /** Returns the entry with the values of the metadata; undefined if it could not be read. The dialog then says so. */
  const readMetadata = async (): Promise<ProviderEntry | undefined> => {
    setTold(undefined);
    const text = entry.metadata.trim();
    const isAddress = /^[a-z]+:\/\/\S+$/i.test(text);
    if (text.length > (isAddress ? 1_000 : mostMetadataChars))
      return say('The metadata is too long to be pasted. Enter the address of the metadata.');
    const read = await send(bridge.call('sso.readMetadata', isAddress ? { metadataUrl: text } : { metadata: text }));
    if (!read) return undefined;
    if (!isNew && read.issuer !== provider.issuer)
      return say(`This is the metadata of another provider, ${read.issuer}. Add it as a provider of its own.`); // prettier-ignore
    const { issuer, entryPoint, certificates, validUntil } = read;
    const next = { ...entry, issuer, entryPoint, certificates: certificateText(certificates) };
    setEntry(next);
    setReadText(text);
    const ends = validUntil.map((at) => formats.date(at.slice(0, 10)));
    setTold(`Read the metadata of ${issuer}, with ${formats.plural(ends.length, 'certificate', 'certificates')}, valid until ${formats.list(ends)}.`); // prettier-ignore
    return next;
  };
  const save = async () => {
    // Metadata that was entered and not read would be lost without a message.
    const isUnread = entry.kind === 'saml' && !['', readText].includes(entry.metadata.trim());
    const whole = isUnread ? await readMetadata() : entry;
    if (!whole) return;
    const read = readEntry(whole);
    if ('problem' in read) return setProblem(read.problem);
    const at = isNew ? (draft ? { draft: draft.draft } : {}) : { id: provider.id };
    if (await send(bridge.call('sso.saveProvider', { ...at, provider: read.provider }))) onSaved();
  };
  const id = isNew ? draft?.id : provider.id;
  return (
    <Dialog onClose={onClose} title={isNew ? 'Add an identity provider' : `Change ${provider.name}`} size="md">
      <SubmitForm className={dialog.dialog} onSubmit={save}>
        <NativeSelect
          label="Kind of provider"
          data={[
            ...presets.map((each) => ({ value: each, label: presetNames[each] })),
            { value: 'oidc', label: 'OpenID Connect, with a client of your own' },
            { value: 'saml', label: 'SAML 2.0' },
          ]}
          value={entry.preset ?? entry.kind}
          disabled={!isNew}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        {id === undefined || entry.preset !== null ? null : (
          <div role="group" aria-labelledby={place}>
            <p id={place} className={dialog.label}>
              Enter these at the provider
            </p>
            <ServiceValues of={{ kind: entry.kind, id }} />
          </div>
        )}
        <TextInput
          label="Name"
          description="People read it on the button: “Continue with …”."
          value={entry.name}
          maxLength={60}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        {entry.kind === 'saml' ? (
          <SamlFields {...{ entry, change, isNew, isBusy }} onRead={() => void readMetadata()} />
        ) : (
          <OidcFields {...{ entry, change, isNew }} hasSecret={provider?.hasSecret === true} />
        )}
        <RoleFields entry={entry} change={change} />
        <div className={dialog.acts}>
          {told === undefined ? null : (
            <p role="status" className={classes.said}>
              {told}
            </p>
          )}
          {problem === undefined ? null : (
            <p role="alert" className={classes.said}>
              {problem}
            </p>
          )}
          {entry.kind === 'saml' ? null : (
            <Button type="button" disabled={isBusy || entry.issuer.trim() === ''} onClick={() => void test()}>
              Test the connection
            </Button>
          )}
          <Button type="button" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={isBusy}>
            {isBusy ? 'Asking the provider' : isNew ? 'Add' : 'Save'}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
