import { Select, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { currencyOptions } from '../../window/locale/currency-options.ts';
import { timeZoneOptions } from '../../window/locale/time-zone-options.ts';
import { type NewPassword, NewPasswordFields, newPasswordProblem, noNewPassword } from '../new-password-fields.tsx';
import { serverUrl } from '../server-url.ts';
import { CodeField, mailedCodeLooks, NameField, WorkEmailField } from '../session-fields.tsx';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { type SignInProblem, signInProblem } from '../sign-in-problem.ts';
import classes from '../session.module.css';

type RegisterOrganisationProps = {
  /** The address of the server as it was typed; the page before has checked it. */
  readonly server: string;
  readonly email: string;
  readonly onEmail: (email: string) => void;
  /** Called when the organisation is made: its owner signs in with this. */
  readonly onDone: (input: {
    readonly email: string;
    readonly password: string;
    readonly organisation: string;
  }) => void;
  readonly onBack: () => void;
};

/** The fields that each step asks for. A problem of an earlier step leads back to it. */
const personFields: readonly SignInProblem['field'][] = ['code', 'name', 'new', 'again'];

/**
 * Registers a person with an organisation of their own: the address, then the code with a name and a password, then the organisation.
 * The typed values stay while the person goes back and forth.
 */
export function RegisterOrganisation({ server, email, onEmail, onDone, onBack }: RegisterOrganisationProps) {
  const bridge = useBridge();
  const [asked, setAsked] = useState<CallOutput<'session.askToRegister'>>();
  const [step, setStep] = useState<'person' | 'organisation'>('person');
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [own, setOwn] = useState<NewPassword>(noNewPassword);
  const [organisation, setOrganisation] = useState('');
  const [currency, setCurrency] = useState('USD');
  const [timeZone, setTimeZone] = useState(() => new Intl.DateTimeFormat().resolvedOptions().timeZone);
  const { setProblem, isBusy, errorAt, send } = useFormRequests(signInProblem);
  const options = useMemo(() => ({ currency: [...currencyOptions('en')], timeZone: [...timeZoneOptions()] }), []);
  const url = serverUrl(server);

  const ask = async () => {
    if (email.trim() === '') return setProblem({ field: 'email', text: 'Type your work e-mail.' });
    const result = await send(bridge.call('session.askToRegister', { server: url, email: email.trim() }));
    if (result.ok) {
      setAsked(result.value);
      setStep('person');
      setCode('');
    }
    return undefined;
  };
  const goOn = () => {
    const unchosen = newPasswordProblem(own);
    if (code.trim() === '') return setProblem({ field: 'code', text: 'Type the code from the e-mail.' });
    if (name.trim() === '') return setProblem({ field: 'name', text: 'Type your name.' });
    setProblem(unchosen);
    if (!unchosen) setStep('organisation');
    return undefined;
  };
  const register = async (ticket: string) => {
    if (organisation.trim() === '')
      return setProblem({ field: 'organisation', text: 'Type the name of your organisation.' });
    const input = {
      server: url,
      ticket,
      email: email.trim(),
      code: code.trim(),
      name: name.trim(),
      password: own.chosen,
      organisation: { name: organisation.trim(), currency, timeZone },
    };
    const result = await send(bridge.call('session.register', input));
    if (result.ok)
      return onDone({ email: result.value.email, password: own.chosen, organisation: result.value.organisation.id });
    if (personFields.includes(signInProblem(result).field)) setStep('person');
    return undefined;
  };
  const back = <SessionLink onClick={onBack}>Back to sign in</SessionLink>;

  if (asked === undefined)
    return (
      <SessionForm
        title="Register your organisation"
        about="A code is sent to your work e-mail, to check that it is yours. People whose organisation is here already ask an administrator for an invitation."
        problem={errorAt(null)}
        submit="Send the code"
        isBusy={isBusy}
        onSubmit={() => void ask()}
        below={back}
      >
        <WorkEmailField value={email} onChange={onEmail} error={errorAt('email')} autoFocus />
      </SessionForm>
    );
  if (step === 'person')
    return (
      <SessionForm
        key="person" // so that its first field gets the focus
        title="You"
        about={`A code is on its way to ${email.trim()}. It is valid for ${asked.minutes} minutes.`}
        isNews
        problem={errorAt(null)}
        submit="Continue"
        isBusy={isBusy}
        onSubmit={goOn}
        below={
          <>
            <SessionLink disabled={isBusy} onClick={() => void ask()}>
              Send another code
            </SessionLink>
            {back}
            <p className={classes.small}>An address that has an account gets an e-mail that says so, and no code.</p>
          </>
        }
      >
        <CodeField description={mailedCodeLooks} value={code} error={errorAt('code')} autoFocus onChange={setCode} />
        <NameField value={name} error={errorAt('name')} onChange={setName} />
        <NewPasswordFields value={own} onChange={setOwn} errorAt={errorAt} isFirst={false} />
      </SessionForm>
    );
  return (
    <SessionForm
      key="organisation" // as above
      title="Your organisation"
      about="You own it: you invite people and set their rights. Everything can be changed later."
      problem={errorAt(null)}
      submit={isBusy ? 'Making it' : 'Make the organisation'}
      isBusy={isBusy}
      onSubmit={() => void register(asked.ticket)}
      below={
        <SessionLink disabled={isBusy} onClick={() => setStep('person')}>
          Back
        </SessionLink>
      }
    >
      <TextInput
        label="Name of the organisation"
        name="organization"
        value={organisation}
        error={errorAt('organisation')}
        autoFocus
        autoComplete="organization"
        maxLength={200}
        onChange={(event) => setOrganisation(event.currentTarget.value)}
      />
      <Select
        label="Currency"
        description="The currency of amounts that are entered without one."
        data={options.currency}
        value={currency}
        searchable
        allowDeselect={false}
        onChange={(value) => setCurrency(value ?? currency)}
      />
      <Select
        label="Time zone"
        description="The days of tasks and reports are days of this zone."
        data={options.timeZone}
        value={timeZone}
        searchable
        allowDeselect={false}
        onChange={(value) => setTimeZone(value ?? timeZone)}
      />
    </SessionForm>
  );
}
