import { signInPages } from './sign-in-pages.ts';

/** The addresses of SAML are below it, by the id of the provider. */
export const samlPages = `${signInPages}saml/`;
const acs = /^\/sign-in\/saml\/[^/]+\/acs$/;

/** Whether a provider's form comes to this path: its body is no JSON, and its route bounds it. */
export const isSamlAnswer = (path: string): boolean => acs.test(path);
