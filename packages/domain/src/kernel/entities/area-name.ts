/** T-30: whether a text can name an area: an id, or the value of a choice. It becomes a part of a token. */
export const isAreaName = (value: string): boolean => /^[a-z0-9][a-z0-9-]{0,59}$/.test(value);

/** The rule of `isAreaName` in words. */
export const areaWords = 'lower-case letters, digits and hyphens';
