import { NativeSelect, PasswordInput, Switch, Textarea, TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { SsoProviderShown } from '../../../bridge/calls/sso-calls.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { keyOfRole, labelOfRole } from '../memberships.ts';
import { useRolesAndTeams } from '../use-people.ts';
import { groupLines, readGroupLines } from './group-lines.ts';
import { type SsoSettings, useSsoRequest } from './use-sso.ts';

type Preset = SsoSettings['presets'][number];
const presetNames: Readonly<Record<Preset, string>> = { google: 'Google', microsoft: 'Microsoft' };
const presetIssuers: Readonly<Record<Preset, string>> = {
  google: 'https://accounts.google.com',
  microsoft: 'https://login.microsoftonline.com/<your directory id>/v2.0',
};

/** Adds an identity provider of OpenID Connect, or changes one. The server reads the provider's document before it keeps anything. */
export function ProviderDialog({
  provider,
  presets,
  onClose,
  onSaved,
}: {
  readonly provider: SsoProviderShown | undefined;
  readonly presets: readonly Preset[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const bridge = useBridge();
  const roles = useRolesAndTeams()?.roles ?? [];
  const [preset, setPreset] = useState<Preset | ''>(provider?.preset ?? '');
  const [name, setName] = useState(provider?.name ?? '');
  const [issuer, setIssuer] = useState(provider?.issuer ?? '');
  const [clientId, setClientId] = useState(provider?.clientId ?? '');
  const [secret, setSecret] = useState('');
  const [usual, setUsual] = useState(provider?.roles.usual ?? '');
  const [claim, setClaim] = useState(provider?.roles.claim ?? '');
  const [groups, setGroups] = useState(provider ? groupLines(provider.roles.byGroup) : '');
  const [provisions, setProvisions] = useState(provider?.provisions ?? true);
  const [trustsEmail, setTrustsEmail] = useState(provider?.trustsEmail ?? false);
  const [tested, setTested] = useState<string>();
  const { problem, setProblem, isBusy, send } = useSsoRequest();

  const choose = (chosen: string) => {
    const known = presets.find((each) => each === chosen);
    setPreset(known ?? '');
    if (!known) return;
    setName((before) => (before === '' ? presetNames[known] : before));
    setIssuer(presetIssuers[known]);
  };
  const test = async () => {
    setTested(undefined);
    const answer = await send(bridge.call('sso.test', { issuer: issuer.trim() }));
    if (answer) setTested(`The provider answers as ${answer.issuer}.`);
  };
  const save = async () => {
    if (name.trim() === '' || issuer.trim() === '' || (preset === '' && clientId.trim() === ''))
      return setProblem('Fill in the name, the address and the client ID.');
    const byGroup = readGroupLines(groups);
    if (!byGroup) return setProblem('Write one group a line, such as "sales = member".');
    const saved = await send(
      bridge.call('sso.saveProvider', {
        ...(provider ? { id: provider.id } : {}),
        provider: {
          kind: 'oidc',
          name: name.trim(),
          issuer: issuer.trim(),
          clientId: preset === '' ? clientId.trim() : preset,
          ...(secret === '' ? {} : { secret }),
          ...(preset === '' ? {} : { preset }),
          roles: { claim: claim.trim() === '' ? null : claim.trim(), byGroup, usual: usual === '' ? null : usual },
          provisions,
          trustsEmail,
        },
      }),
    );
    if (saved) onSaved();
  };
  const choices = roles.map((role) => ({ value: keyOfRole(role), label: labelOfRole(role) }));
  return (
    <Dialog onClose={onClose} title={provider ? `Change ${provider.name}` : 'Add an identity provider'} size="md">
      <SubmitForm className={dialog.dialog} onSubmit={save}>
        {presets.length === 0 ? null : (
          <NativeSelect
            label="Provider"
            data={[
              { value: '', label: 'Another one, with a client of your own' },
              ...presets.map((each) => ({ value: each, label: presetNames[each] })),
            ]}
            value={preset}
            disabled={provider !== undefined}
            onChange={(event) => choose(event.currentTarget.value)}
          />
        )}
        <TextInput
          label="Name"
          description="People read it on the button: “Continue with …”."
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Address (issuer)"
          description="OpenID Connect: the address under which the provider has its discovery document."
          value={issuer}
          maxLength={300}
          inputMode="url"
          placeholder="https://login.example.com"
          disabled={provider !== undefined}
          onChange={(event) => {
            setIssuer(event.currentTarget.value);
            setTested(undefined);
          }}
        />
        {preset === '' ? (
          <>
            <TextInput
              label="Client ID"
              value={clientId}
              maxLength={300}
              spellCheck={false}
              onChange={(event) => setClientId(event.currentTarget.value)}
            />
            <PasswordInput
              label="Client secret"
              description={
                provider?.hasSecret === true
                  ? 'Leave it empty to keep the present one.'
                  : 'Kept encrypted. Nobody sees it again.'
              }
              value={secret}
              maxLength={500}
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': 'Show the secret' }}
              onChange={(event) => setSecret(event.currentTarget.value)}
            />
          </>
        ) : null}
        <Switch
          label="Add people when they sign in for the first time"
          description="Without it only people whom you have added or invited come in."
          checked={provisions}
          onChange={(event) => setProvisions(event.currentTarget.checked)}
        />
        <NativeSelect
          label="Role of new people"
          data={[{ value: '', label: 'None: only groups below' }, ...choices]}
          value={usual}
          onChange={(event) => setUsual(event.currentTarget.value)}
        />
        <TextInput
          label="Claim with groups"
          description="If the provider tells a person's groups, such as “groups”. Empty: it is not read."
          value={claim}
          maxLength={100}
          spellCheck={false}
          onChange={(event) => setClaim(event.currentTarget.value)}
        />
        {claim.trim() === '' ? null : (
          <Textarea
            label="Roles by group"
            description={`One a line: group = role. Roles: ${choices.map(({ value }) => value).join(', ')}.`}
            value={groups}
            autosize
            minRows={2}
            spellCheck={false}
            onChange={(event) => setGroups(event.currentTarget.value)}
          />
        )}
        <Switch
          label="The provider’s addresses count without a mark that they are verified"
          description="Only where you alone give people addresses there. Some providers, such as Microsoft Entra, send no mark."
          checked={trustsEmail}
          onChange={(event) => setTrustsEmail(event.currentTarget.checked)}
        />
        {tested === undefined ? null : <p role="status">{tested}</p>}
        {problem === undefined ? null : <p role="alert">{problem}</p>}
        <div className={dialog.acts}>
          <Button type="button" disabled={isBusy || issuer.trim() === ''} onClick={() => void test()}>
            Test the connection
          </Button>
          <Button type="button" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={isBusy}>
            {isBusy ? 'Asking the provider' : provider ? 'Save' : 'Add'}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
