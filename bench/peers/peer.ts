/** The same generated records for all peers: from `seed`, owned by these people in turn. */
export type PeerData = { readonly seed: number; readonly count: number; readonly owners: readonly string[] };

/**
 * The contacts that were changed at the server: their number, the last one, and the time of the commit (ns of the machine's
 * clock).
 */
export type PeerChange = { readonly count: number; readonly lastId: string; readonly at: bigint };

/**
 * The tasks of a peer's server process or client process. They are the same for all peers, so that one row measures each.
 * `bytes`: of the client's file, null where it has none. Times are in ms.
 */
export type PeerTasks = {
  /** Fills the peer's server with the records and serves them. `databaseUrl`: an empty database, for peers on Postgres. */
  readonly serve: (
    input: PeerData & { readonly folder: string; readonly databaseUrl: string },
  ) => Promise<{ readonly url: string }>;
  /** Changes the job title of that many contacts, or of all, as another person would. */
  readonly change: (input: { readonly count: number }) => Promise<PeerChange>;
  /** Ends everything that the server's process has started. */
  readonly stop: (input: undefined) => Promise<void>;
  /** Syncs an empty client until all records are in its store. */
  readonly firstSync: (input: {
    readonly url: string;
    readonly folder: string;
    readonly count: number;
  }) => Promise<{ readonly ms: number; readonly bytes: number | null }>;
  /** Waits until the client has seen a change. */
  readonly catchUp: (change: PeerChange) => Promise<{ readonly ms: number }>;
  /** Edits that many contacts, or all, and sends them. Ends when the server has answered the last. */
  readonly push: (input: { readonly count: number }) => Promise<{ readonly ms: number; readonly count: number }>;
};

/** A peer: the name of its measurement, and the description in its lines. */
export type Peer = {
  readonly name: 'zero' | 'rxdb' | 'pouchdb';
  /** With its version, as pinned in package.json. */
  readonly title: string;
  readonly licence: string;
};
export const peers: readonly Peer[] = [
  { name: 'zero', title: 'Zero 1.9.0, persisted', licence: 'Apache-2.0' },
  { name: 'rxdb', title: "RxDB 17.6.0's own replication, in memory", licence: 'Apache-2.0' },
  { name: 'pouchdb', title: 'PouchDB 9.0.0 with express-pouchdb 4.2.0', licence: 'Apache-2.0' },
];
