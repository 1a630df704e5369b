/** Logs an event of Electron's main process. The details contain no content of records, no names, no addresses. */
export type MainLog = (event: string, details: Readonly<Record<string, string | number | boolean>>) => void;

/** Returns the log of the main process: one JSON object per line, like the log of the replica. */
export const mainLog =
  ({ now, write }: { readonly now: () => Date; readonly write: (line: string) => void }): MainLog =>
  (event, details) =>
    write(`${JSON.stringify({ at: now().toISOString(), level: 'info', process: 'main', event, ...details })}\n`);
