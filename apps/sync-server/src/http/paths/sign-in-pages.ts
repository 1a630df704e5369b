/** The pages of signing in that the person's own browser opens. */
export const signInPages = '/sign-in/';
