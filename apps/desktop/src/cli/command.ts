import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Bridge, BridgeResult, Session } from '../bridge/contract.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';

/**
 * The result of a command. `text` for people and `json` for programs have the same content; one of them is written to stdout,
 * `problem` to stderr.
 */
export type CliOutcome = {
  readonly exit: ExitCode;
  readonly json?: JsonValue;
  readonly text?: string;
  readonly problem?: string;
};

/** The arguments after the command's name, parsed by the command's own declaration. */
export type Invocation = {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
};

/** An open file: its size at the time of opening, and a function that reads a range of its bytes. */
export type OpenedFile = {
  readonly sizeBytes: number;
  readonly part: (from: number, to: number) => Promise<Uint8Array>;
  readonly close: () => void;
};

/** A new file that is discarded, or appears under its name when it is finished. */
export type CreatedFile = {
  readonly append: (bytes: Uint8Array) => void;
  /** Gives the file its name. Returns false where another file took the name meanwhile and may not be replaced. */
  readonly finish: () => boolean;
  readonly discard: () => void;
};

/** The context of a command. */
export type CommandContext = {
  readonly bridge: Bridge;
  readonly session: Session;
  /** With the tenant's own kinds of record and fields if a replica is open (K-3). */
  readonly catalogue: Catalogue;
  /** The build's catalogue without the tenant's kinds and fields. */
  readonly installed: Catalogue;
  readonly mayContact: boolean;
  /** The address of the server that `npm start` runs on this machine. */
  readonly serverHere: string | undefined;
  /** Prints progress for a person on stderr. */
  readonly note: (text: string) => void;
  /** Reads a file by a path relative to the working folder. A missing file is a usage error. */
  readonly readFile: (path: string) => Uint8Array | undefined;
  /** Opens a file by such a path, to be read in parts; `undefined` where there is none. */
  readonly openFile: (path: string) => OpenedFile | undefined;
  readonly writeFile: (path: string, text: string) => void;
  /** Creates a file by such a path; `undefined` where it exists and may not be replaced. Throws where nothing can be written. */
  readonly createFile: (path: string, mayReplace: boolean) => CreatedFile | undefined;
  readonly appendFile: (path: string, text: string) => void;
  /**
   * Calls back when the person stops the command (Ctrl-C). The command then ends by itself. Returns the function that removes the
   * listener.
   */
  readonly onStop: (listener: () => void) => () => void;
  readonly nowMs: () => number;
  readonly readStdin: () => Promise<string>;
  /** From OUTPOST_PASSWORD, otherwise from the person. */
  readonly password: () => Promise<string>;
  /** From OUTPOST_NEW_PASSWORD, otherwise from the person. */
  readonly newPassword: () => Promise<string>;
};

/** One option of a command: the name of its value in the help, or null for a flag. */
export type CommandOption = { readonly value: string | null; readonly help: string };

/** One command of the command line. */
export type Command = {
  /** "list", "journal verify". */
  readonly name: string;
  readonly summary: string;
  /** The arguments after the name, as the help shows them: "<entity>". Those in brackets are optional. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly details?: string;
  /**
   * Whether a person must be signed in. `needed`: yes. `welcome`: no, but the output then contains more. `made`: the command
   * itself signs in.
   */
  readonly session: 'needed' | 'welcome' | 'made';
  readonly run: (invocation: Invocation, context: CommandContext) => Promise<CliOutcome>;
};

/** Returns the outcome of a call that returned no value. */
export function unanswered(answer: Extract<BridgeResult<unknown>, { readonly ok: false }>): CliOutcome {
  const exit = exitCodeOf(answer);
  if ('fault' in answer)
    return {
      exit,
      problem: `An internal error occurred. Report it with this number: ${answer.fault}`,
      json: { ok: false, fault: answer.fault },
    };
  const { code, message, details, retry } = answer;
  return { exit, problem: message, json: { ok: false, code, message, details, retry } };
}

/** Codes of refusals for unknown names in a question: a usage error, not a missing right. */
const misusedCodes: ReadonlySet<string> = new Set(['records/unknown-field', 'records/unknown-entity', 'query/invalid']);

/**
 * Returns the outcome of a question without a value. Unknown fields and kinds are usage errors; other refusals are treated like
 * those of other calls.
 */
export function unansweredQuestion(answer: Parameters<typeof unanswered>[0]): CliOutcome {
  const outcome = unanswered(answer);
  return 'code' in answer && misusedCodes.has(answer.code) ? { ...outcome, exit: exitCode.usage } : outcome;
}

/** Returns the outcome of a usage error. */
export const misused = (problem: string): CliOutcome => ({
  exit: exitCode.usage,
  problem,
  json: { ok: false, code: 'usage', message: problem },
});

/** Returns the value of a flag or option as text; `undefined` where it was not given. */
export function textOption({ values }: Invocation, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** Parses typed JSON. `what` begins the sentence that reports an error: "The report". */
export function readJson(text: string, what: string): Result<JsonValue> {
  try {
    return accept(JSON.parse(text) as JsonValue); // JSON.parse returns JSON values only
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse('request/invalid', `${what} is not JSON: ${why}.`, { path: what });
  }
}
