/** The page that a link of a mail into the app opens. */
export const openPagePath = '/sign-in/open';

/** Returns the link that opens the devices of a person in the app. Its target follows after "#", which a browser sends to no server. */
export const devicesLink = (
  serverUrl: string,
  { orgId, personId }: { readonly orgId: string; readonly personId: string },
): string => `${serverUrl}${openPagePath}#${orgId}/devices/${personId}`;
