import { createContext, useContext } from 'react';

/** Shows the sign-in page in place of the app, for another organisation. The open one stays signed in. */
export const SignInElsewhere = createContext<() => void>(() => undefined);

/** Returns the function that shows the sign-in page for another organisation. */
export const useSignInElsewhere = (): (() => void) => useContext(SignInElsewhere);
