/**
 * The prefix of webhook addresses. An address contains its key, so the sending program needs neither a token nor a
 * protocol number.
 */
export const webhookPrefix = '/hooks/';

/** Returns whether a path is the address of a source of webhooks (EVT-10). Its route reads the body, since the sender signs the bytes. */
export const isSourcePath = (path: string): boolean => /^\/hooks\/[^/]+\/in\/[^/]+$/.test(path);
