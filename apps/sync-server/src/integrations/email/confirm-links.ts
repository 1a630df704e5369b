import { type SignedLinks, signedLinks } from './signed-links.ts';

/** The path under which people confirm a consent. The link's last part is its token. */
export const confirmPages = '/confirm/';

/** MSG-50: opens the links by which people confirm consents. Each names the organisation and the record of the consent. */
export const confirmLinks = (given: { readonly mac: (text: string) => Buffer; readonly at: string }): SignedLinks =>
  signedLinks({ purpose: 'confirm', pages: confirmPages, ...given });
