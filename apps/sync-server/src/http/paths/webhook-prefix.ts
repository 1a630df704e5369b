/**
 * The prefix of webhook addresses. An address contains its key, so the sending program needs neither a token nor a
 * protocol number.
 */
export const webhookPrefix = '/hooks/';
