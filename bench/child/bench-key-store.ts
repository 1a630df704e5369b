/** Replaces the operating system's key store, so that a profile opens without a person: the measured part of a start. */
export const benchKeyStore = {
  wrap: async (key: Uint8Array) => Buffer.from(key).toString('base64'),
  unwrap: async (wrapped: string) => new Uint8Array(Buffer.from(wrapped, 'base64')),
};
