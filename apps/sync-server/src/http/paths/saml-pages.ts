import { signInPages } from './sign-in-pages.ts';

/** The prefix of the addresses of SAML. The id of the provider follows. */
export const samlPages = `${signInPages}saml/`;
const acs = /^\/sign-in\/saml\/[^/]+\/acs$/;

/** Whether a provider's form comes to this path: its body is not JSON, and its route limits its size. */
export const isSamlAnswer = (path: string): boolean => acs.test(path);
