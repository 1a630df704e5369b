/** The key of the role that owns the organisation. */
export const ownerRole = 'owner';
