import { useState } from 'react';
import type { CallInput } from '../../../bridge/contract.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { isSecondStepOpen, secondStepIn, type AskedSecondStep } from '../factors/second-step.ts';
import { newPasswordProblem, noNewPassword } from '../new-password-fields.tsx';
import { choicesIn, type SignInOrganisation } from '../organisations/choices-in.ts';
import { type RefusedSignIn, refusedSignInProblem, wantsOwnPassword } from './refused-sign-in.ts';
import type { SignInFields } from './use-sign-in-fields.ts';

const noServer = {
  field: 'server',
  text: 'This is not a server address. A server address looks like outpost.example.com.',
} as const;

type SecondAnswer = CallInput<'session.signIn'>['second'];
/** The account that is opened, if it differs from the typed one. `resetTicket`: the right to a new password. */
type Account = {
  readonly email: string;
  readonly organisation: string | undefined;
  readonly resetTicket?: string;
};

/** Returns the request of a sign-in. Fields that were not requested are left out. */
function requestOf(
  { url, former, own }: SignInFields,
  password: string,
  { account, second }: { readonly account: Account; readonly second: SecondAnswer },
): CallInput<'session.signIn'> {
  return {
    server: url,
    email: account.email,
    password,
    ...(account.organisation === undefined ? {} : { organisation: account.organisation }),
    ...(account.resetTicket === undefined ? {} : { resetTicket: account.resetTicket }),
    ...(former === undefined || former === '' ? {} : { formerPassword: former }),
    ...(own === undefined ? {} : { newPassword: own.chosen }),
    ...(second === undefined ? {} : { second }),
  };
}

/**
 * Returns the sign-in with its steps: the password, a choice of the organisation, a password of the person's own, and the second
 * factor. `onDone` is called once the person is signed in.
 */
export function useSignIn(fields: SignInFields, onDone: (() => void) | undefined) {
  const bridge = useBridge();
  const { url, address: email, organisation, own, former } = fields;
  /** The step after the password, once it is requested. */
  const [second, setSecond] = useState<AskedSecondStep>();
  /** The organisations to choose from, once the server asks for one. */
  const [choices, setChoices] = useState<readonly SignInOrganisation[]>();
  const { problem, setProblem, isBusy, errorAt, send } = useFormRequests((result) =>
    refusedSignInProblem(result, second ? 'second' : 'password'),
  );

  /** Goes to the step that a refusal asks for, or back to the one that can be answered again. */
  const goOn = (result: RefusedSignIn, answer: SecondAnswer) => {
    const several = choicesIn(result);
    if (several) return setChoices(several);
    if (wantsOwnPassword(result)) return fields.setOwn(noNewPassword);
    const asked = secondStepIn(result);
    if (asked) {
      if (own) fields.setPassword(own.chosen); // the server has accepted it
      fields.setOwn(undefined);
      return setSecond(asked);
    }
    if (answer && !('code' in result && isSecondStepOpen(result))) setSecond(undefined); // back to the password
    if (own && 'code' in result && result.code !== 'request/invalid' && result.code !== 'sync/offline') {
      // The server has accepted the new password, or no longer accepts the given one: from here on there is only one password.
      if (result.code === 'replica/wrong-key') fields.setPassword(own.chosen);
      fields.setOwn(undefined);
    }
    if ('code' in result && result.code === 'replica/wrong-key') {
      fields.setFormer((before) => before ?? '');
      setProblem({ field: 'former', text: former ? 'That is not the password from before.' : result.message });
    }
  };

  const submit = async (
    password: string,
    account: Account = { email, organisation },
    answer?: SecondAnswer,
  ): Promise<void> => {
    if (url === '') {
      fields.openServer();
      return setProblem(noServer);
    }
    if (account.email === '') return setProblem({ field: 'email', text: 'Type your work e-mail.' });
    if (password === '') return setProblem({ field: 'password', text: 'Type your password.' });
    const unchosen = own && newPasswordProblem(own);
    if (unchosen) return setProblem(unchosen);
    const result = await send(bridge.call('session.signIn', requestOf(fields, password, { account, second: answer })));
    if (result.ok) return onDone?.(); // the session's subscription shows the next page
    goOn(result, answer);
  };

  return {
    problem,
    errorAt,
    isBusy,
    submit,
    /** Clears the problem and returns true if the address of the server can be read; otherwise shows the problem. */
    hasServer: () => {
      setProblem(url === '' ? noServer : undefined);
      return url !== '';
    },
    clearProblem: () => setProblem(undefined),
    choices,
    endChoices: () => setChoices(undefined),
    second,
    endSecond: () => {
      setSecond(undefined);
      fields.setOrganisation(undefined); // the next try may choose another one
      setProblem(undefined);
    },
  };
}
export type SignInRequests = ReturnType<typeof useSignIn>;
