const apiPrefix = '/api/v1';

/** Returns the address in the API of a route of the app. An address of version 1 keeps one version. */
export const apiPath = (path: string): string => `${apiPrefix}${path.replace(/^\/v1\//u, '/')}`;

/** Returns the address that a route of the API has in the app, where the app has it, too. Any other address stays as it is. */
export const appPath = (path: string): string =>
  path.startsWith(`${apiPrefix}/`) ? path.slice(apiPrefix.length) : path;
