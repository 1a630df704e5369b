import { signedLinks } from './signed-links.ts';

/** The path under which receivers opt out. The link's last part is its token. */
export const optOutPages = '/opt-out/';

/** The message that a link names. `messageId`: its id in the log of messages. */
export type OptOutLink = { readonly orgId: string; readonly messageId: string };

/** MSG-37: makes and reads the links by which receivers of offers opt out. */
export type OptOutLinks = {
  readonly addressOf: (link: OptOutLink) => string;
  /** Undefined: this server has not made the token. */
  readonly read: (token: string) => OptOutLink | undefined;
  /** Mail programs opt out by themselves only at an https address (RFC 8058, section 3.1). */
  readonly isOneClick: boolean;
};

/** Opens the links of a server (16 CFR 316.5: a link works for 30 days at least). `mac`: of the server's key. `at`: this server's address. */
export function optOutLinks({ mac, at }: { readonly mac: (text: string) => Buffer; readonly at: string }): OptOutLinks {
  const links = signedLinks({ purpose: 'opt-out', pages: optOutPages, mac, at });
  return {
    isOneClick: at.startsWith('https://'),
    addressOf: ({ orgId, messageId }) => links.addressOf({ orgId, id: messageId }),
    read(token) {
      const ids = links.read(token);
      return ids && { orgId: ids.orgId, messageId: ids.id };
    },
  };
}
