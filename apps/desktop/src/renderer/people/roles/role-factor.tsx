import { NativeSelect } from '@mantine/core';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { WhyNoPasskeys } from '../../session/passkeys/why-no-passkeys.tsx';
import { labelOfRole } from '../memberships.ts';
import classes from '../people.module.css';

const rules = [
  { value: '', label: 'Not asked for' },
  { value: 'any', label: 'Any second factor' },
  { value: 'app', label: 'An authenticator app or a passkey' },
  { value: 'passkey', label: 'A passkey' },
];

/** Whether people with a role sign in with a second factor, and their days to set it up (PLT-18). Each change is an act. */
export function RoleFactor({ role, isReadOnly }: { readonly role: ShownRecord; readonly isReadOnly: boolean }) {
  const { perform } = useActs();
  const { secondFactor, secondFactorDays } = role.fields;
  const rule = typeof secondFactor === 'string' ? secondFactor : '';
  const days = typeof secondFactorDays === 'number' ? secondFactorDays : 0;
  const change = (fields: Readonly<Record<string, JsonValue>>) =>
    void perform({
      label: cutLabel(`Changed the second factor of ${labelOfRole(role)}`),
      edits: [{ entity: role.entity, id: role.id, fields }],
    });
  return (
    <>
      <div className={classes.factor}>
        <NativeSelect
          label="Second factor at sign-in"
          description="If a person has several roles, the strictest one counts."
          data={rules}
          value={rule}
          disabled={isReadOnly}
          onChange={({ currentTarget: { value } }) => change({ secondFactor: value === '' ? null : value })}
        />
        {rule === '' ? null : (
          <NativeSelect
            label="Time to set it up"
            description="From a person’s first sign-in under this rule."
            data={[...new Set([0, 3, 7, 14, 30, days])]
              .sort((a, b) => a - b)
              .map((each) => ({ value: String(each), label: each === 0 ? 'At once' : `${each} days` }))}
            value={String(days)}
            disabled={isReadOnly}
            onChange={({ currentTarget: { value } }) => change({ secondFactorDays: Number(value) })}
          />
        )}
      </div>
      {rule === 'passkey' ? <PasskeyRule /> : null}
    </>
  );
}

/** Explains what the rule for a passkey excludes, and who can sign in without one. */
function PasskeyRule() {
  return (
    <>
      <p className={classes.quiet}>
        A person with a passkey signs in with it alone; codes and backup codes are refused, because a false page can ask
        for them. Owners, and people who keep their password beside the identity provider, can also use an authenticator
        app. Each such sign-in has an entry in the journal.
      </p>
      <WhyNoPasskeys className={classes.quiet}>Until then this rule accepts an authenticator app.</WhyNoPasskeys>
    </>
  );
}
