import type { CDPSession, Page } from '@playwright/test';

type Credential = { readonly credentialId: string; readonly signCount: number };

/** Chromium's virtual authenticator (WebAuthn, section 11). It keeps its passkeys from one page to the next, as a computer does. */
export class VirtualAuthenticator {
  readonly #credentials = new Map<string, Credential>();
  #ids: readonly string[] = [];

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
    for (const credential of this.#credentials.values())
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: credential as never }); // as it was read
    return () => this.#take(cdp, authenticatorId);
  }

  async #take(cdp: CDPSession, authenticatorId: string): Promise<void> {
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
    for (const credential of credentials) this.#credentials.set(credential.credentialId, credential);
    this.#ids = credentials.map(({ credentialId }) => credentialId);
    await cdp.detach();
  }

  /** How many passkeys it has. */
  get count(): number {
    return this.#ids.length;
  }
}
