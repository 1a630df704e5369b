/** The page that the link of an invitation opens. */
export const invitedPagePath = '/sign-in/invited';

/** Returns the link of an invitation. Its code follows after "#": a browser sends that part neither to a server nor as a referrer. */
export const invitedLink = (serverUrl: string, code: string): string => `${serverUrl}${invitedPagePath}#${code}`;
