import type { Clock, IdSource, RandomBytes } from '@outpost/domain/kernel/ports';

/** Timers as a port, so that a simulation can run hours in a moment. `after` returns how to call it off. */
export type Timers = { readonly after: (delayMs: number, run: () => void) => () => void };

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};
/** A whole answer. One that was cut off half-way is a rejection, never a short body. */
export type HttpReply = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** What its `retry-after` asks for, where it says something that can be read. */
  readonly retryAfterSeconds?: number;
};

/** What the server's event stream tells. `ended` comes once, whatever the reason. */
export type EventListener = {
  readonly opened: () => void;
  readonly event: (data: string) => void;
  /** `waitMs`: how long the server asked to wait before the next one is opened. */
  readonly ended: (reason: string, waitMs?: number) => void;
};

/** The way to one server. `request` rejects when nothing, or not all, came back; it follows no redirects. */
export type Transport = {
  readonly request: (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply>;
  /** Opens a stream of server-sent events; returns how to close it. */
  readonly openEvents: (path: string, headers: Readonly<Record<string, string>>, listener: EventListener) => () => void;
};

/** D-4: the operating system's key store, given by the shell. What it wraps only this account on this machine unwraps. */
export type KeyStore = {
  readonly wrap: (key: Uint8Array) => Promise<string>;
  readonly unwrap: (wrapped: string) => Promise<Uint8Array>;
};

/** Where faults go, with their cause. Nothing of a record's content may be in `what`. */
export type FaultLog = {
  readonly fault: (what: { readonly id: string; readonly doing: string; readonly cause: unknown }) => void;
};

/** Everything that the replica would otherwise reach for. Each process makes the real ones in its `start.ts`. */
export type ReplicaPorts = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: IdSource;
  readonly random: RandomBytes;
  /** The way to the server at this address. */
  readonly transportTo: (server: string) => Transport;
  /**
   * Resolves when a request that was just made has left the process: before work that holds the thread, so that the server works
   * meanwhile. Absent where nothing leaves a process.
   */
  readonly requestsLeft?: () => Promise<void>;
  /** Collects all garbage and gives the memory back, holding the thread. Absent where the process was not started for that (`--expose-gc`). */
  readonly collectGarbage?: () => void;
  /** From how many edits an act that waits leaves them on disk. Absent: `largeActEdits`. A simulation sets it low, so that all its acts cross it. */
  readonly largeActEdits?: number;
  /** Null where the machine has no real key store: then the sign-in password wraps the file's key. */
  readonly keyStore: KeyStore | null;
  readonly log: FaultLog;
};
