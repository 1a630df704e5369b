import type { CDPSession, Page } from '@playwright/test';

type Credential = { readonly credentialId: string; readonly signCount: number };

/** Chromium's virtual authenticator (WebAuthn, section 11). It keeps its passkeys from one page to the next, as a computer does. */
export class VirtualAuthenticator {
  #credentials: readonly Credential[] = [];

  /** Puts the authenticator into a page, and returns the function that removes it again and returns its passkeys. */
  async put(page: Page): Promise<() => Promise<void>> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    for (const credential of this.#credentials)
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: credential as never }); // as it was read
    return () => this.#take(cdp, authenticatorId);
  }

  async #take(cdp: CDPSession, authenticatorId: string): Promise<void> {
    // A new passkey of a person replaces the one that the authenticator had for them on the same server.
    this.#credentials = (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
    await cdp.detach();
  }

  /** How many passkeys it has. */
  get count(): number {
    return this.#credentials.length;
  }
}
