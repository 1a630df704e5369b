// S-7, K-5: builds of the app and of the server. A build is named by its wire: 4, the build before; 5, the present build; 6, the next.
// A server serves its own wire and the wire before.

export const previousBuild = 4;
export const presentBuild = 5;
export const nextBuild = 6;

/** The kinds that builds before this number do not know. */
const knownSince = { visit: presentBuild };

/** Returns whether a build knows a kind. */
export const knows = (build, kind) => build >= (knownSince[kind] ?? 0);

/** Returns why a server's build serves no device of another build; undefined if it serves the device. */
export function whyUnserved(server, device) {
  if (device > server) return 'sync/client-too-new';
  return device < server - 1 ? 'sync/client-too-old' : undefined;
}
