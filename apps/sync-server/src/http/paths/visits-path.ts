/** The path to which websites report visits (MSG-82). They have no token of a session, and speak no protocol of devices. */
export const visitsPath = '/visits';
