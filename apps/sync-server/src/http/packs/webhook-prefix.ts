/** Where programs of others send to: the address holds its key, so they have neither token nor protocol number. */
export const webhookPrefix = '/hooks/';
