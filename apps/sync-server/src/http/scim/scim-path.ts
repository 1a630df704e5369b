/** The address of the routes of directories. A customer enters it in Entra or Okta. */
export const scimPrefix = '/scim/v2';
/** Whether a path belongs to the routes of directories, or begins as they do. */
export const isScimPath = (path: string): boolean => path === scimPrefix || path.startsWith('/scim/');
