import type { Clock, IdSource, RandomBytes } from '@outpost/domain/kernel/ports';

/** Timers as a port, so that a simulation can run hours in a moment. `after` returns the function that cancels the timer. */
export type Timers = { readonly after: (delayMs: number, run: () => void) => () => void };

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};
/** A complete answer. An answer that was cut off is a rejection, never a short body. */
export type HttpReply = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The value of its `retry-after` header, if that can be parsed. */
  readonly retryAfterSeconds?: number;
};

/** The events of the server's stream. `ended` is called once, for any reason. */
export type EventListener = {
  readonly opened: () => void;
  readonly event: (data: string) => void;
  /** `waitMs`: how long the server asks to wait before the next stream is opened. */
  readonly ended: (reason: string, waitMs?: number) => void;
};

/** A request or an answer whose body is bytes: a piece of a file. */
export type BytesRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
};
export type BytesReply = {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly bytes: Uint8Array;
};

/** An answer whose body is read while it arrives. `chunks` rejects where the body was cut off. */
export type StreamReply = Omit<BytesReply, 'bytes'> & { readonly chunks: AsyncIterable<Uint8Array> };

/** The connection to one server. `request` rejects when the answer is missing or incomplete. It follows no redirects. */
export type Transport = {
  readonly request: (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply>;
  /** Sends a request of a file's bytes. Rejects like `request`. Absent where no files are moved. */
  readonly transfer?: (request: BytesRequest, signal: AbortSignal) => Promise<BytesReply>;
  /**
   * Sends a request whose answer is too large to hold in memory. `signal` also ends the reading of the body. Rejects like `request`.
   * Absent where no such answers are read.
   */
  readonly download?: (request: BytesRequest, signal: AbortSignal) => Promise<StreamReply>;
  /** Opens a stream of server-sent events; returns the function that closes it. */
  readonly openEvents: (path: string, headers: Readonly<Record<string, string>>, listener: EventListener) => () => void;
};

/** D-4: the operating system's key store, provided by the shell. Only this account on this machine can unwrap its keys. */
export type KeyStore = {
  readonly wrap: (key: Uint8Array) => Promise<string>;
  readonly unwrap: (wrapped: string) => Promise<Uint8Array>;
};

/** PLT-41: the system's question for the person's finger or face. True: the system has recognised them. */
export type Biometrics = { readonly confirm: (reason: string) => Promise<boolean> };

/** The log for faults with their causes. `what` must contain no content of records. */
export type FaultLog = {
  readonly fault: (what: { readonly id: string; readonly doing: string; readonly cause: unknown }) => void;
};

/** The replica's only access to the outside. Each process creates the real ports in its `start.ts`. */
export type ReplicaPorts = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: IdSource;
  readonly random: RandomBytes;
  /** Returns the transport to the server at this address. */
  readonly transportTo: (server: string) => Transport;
  /**
   * Resolves when the latest request has left the process. Called before work that blocks the thread, so that the server works
   * meanwhile. Absent where requests stay in the process.
   */
  readonly requestsLeft?: () => Promise<void>;
  /**
   * Collects all garbage and returns memory to the system; blocks the thread. Absent where the process was started without
   * `--expose-gc`.
   */
  readonly collectGarbage?: () => void;
  /**
   * The number of edits from which a waiting act keeps them on disk. Absent: `largeActEdits`. A simulation sets it low, so
   * that all its acts exceed it.
   */
  readonly largeActEdits?: number;
  /** Null where the machine has no real key store. Then the sign-in password wraps the file's key. */
  readonly keyStore: KeyStore | null;
  /** Null or absent where the shell offers no biometrics. */
  readonly biometrics?: Biometrics | null;
  readonly log: FaultLog;
};
