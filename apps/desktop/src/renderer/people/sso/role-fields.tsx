import { NativeSelect, Switch } from '@mantine/core';
import { keyOfRole, labelOfRole } from '../memberships.ts';
import { useRolesAndTeams } from '../use-people.ts';
import { EntryText } from './entry-text.tsx';
import type { EntryFields } from './provider-entry.ts';

/** The effect of a sign-in by a provider of any kind: whether people are added, and their roles. */
export function RoleFields({ entry, change }: EntryFields) {
  const roles = useRolesAndTeams()?.roles ?? [];
  const choices = roles.map((role) => ({ value: keyOfRole(role), label: labelOfRole(role) }));
  return (
    <>
      <Switch
        label="Add people when they sign in for the first time"
        description="Without it only people whom you have added or invited can sign in."
        checked={entry.provisions}
        onChange={(event) => change({ provisions: event.currentTarget.checked })}
      />
      <NativeSelect
        label="Role of people without a group below"
        data={[{ value: '', label: 'None' }, ...choices]}
        value={entry.usual}
        onChange={(event) => change({ usual: event.currentTarget.value })}
      />
      <EntryText
        {...{ entry, change }}
        field="claim"
        label={entry.kind === 'saml' ? 'Attribute with groups' : 'Claim with groups'}
        description="If the provider tells a person's groups, such as “groups”. Roles follow them at every sign-in; those given by hand stay. Empty: it is not read."
        maxLength={100}
      />
      {entry.claim.trim() === '' ? null : (
        <EntryText
          {...{ entry, change }}
          field="groups"
          label="Roles by group"
          description={`One a line: group = role. Roles: ${choices.map(({ value }) => value).join(', ')}.`}
          lines={2}
        />
      )}
    </>
  );
}
