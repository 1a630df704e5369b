import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { SessionForm, SessionLink } from '../session-form.tsx';
import type { SignInOrganisation } from './choices-in.ts';

type ChooseOrganisationProps = {
  readonly email: string;
  readonly choices: readonly SignInOrganisation[];
  readonly isBusy: boolean;
  readonly onChoose: (id: string) => void;
  readonly onBack: () => void;
};

/** The step of a sign-in in which a person of several organisations chooses one. */
export function ChooseOrganisation({ email, choices, isBusy, onChoose, onBack }: ChooseOrganisationProps) {
  const [chosen, setChosen] = useState(choices[0]?.id ?? '');
  return (
    <SessionForm
      title="Choose an organisation"
      about={`${email} belongs to several. The others can be added later, from the name of the organisation in the app.`}
      isNews
      submit={isBusy ? 'Signing in' : 'Sign in'}
      isBusy={isBusy}
      onSubmit={() => onChoose(chosen)}
      below={<SessionLink onClick={onBack}>Back</SessionLink>}
    >
      <Radio.Group label="Organisation" value={chosen} onChange={setChosen}>
        <Stack gap="xs" mt="xs">
          {choices.map(({ id, name }, place) => (
            <Radio key={id} value={id} label={name} autoFocus={place === 0} />
          ))}
        </Stack>
      </Radio.Group>
    </SessionForm>
  );
}
