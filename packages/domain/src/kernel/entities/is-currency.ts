/** Returns whether a code is a currency of ISO 4217 that this machine knows. */
export const isCurrency = (code: string): boolean => Intl.supportedValuesOf('currency').includes(code);
