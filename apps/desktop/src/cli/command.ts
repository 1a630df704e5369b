import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Bridge, BridgeResult, Session } from '../bridge/contract.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';

/** What a command came to. `text` for people and `json` for programs say the same; one of them goes to stdout, `problem` to stderr. */
export type Outcome = {
  readonly exit: ExitCode;
  readonly json?: JsonValue;
  readonly text?: string;
  readonly problem?: string;
};

/** What was typed behind the command's name, parsed by the command's own declaration. */
export type Invocation = {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
};

/** A file that was opened: its size at that moment, and its bytes from one place to another. */
export type OpenedFile = {
  readonly sizeBytes: number;
  readonly part: (from: number, to: number) => Promise<Uint8Array>;
  readonly close: () => void;
};

/** What a command works with. */
export type CommandContext = {
  readonly bridge: Bridge;
  readonly session: Session;
  /** With the tenant's own kinds of record and fields where a replica is open (K-3). */
  readonly catalogue: Catalogue;
  /** What the build has without them. */
  readonly installed: Catalogue;
  readonly mayContact: boolean;
  /** The address of the server that `npm start` runs on this machine. */
  readonly serverHere: string | undefined;
  /** Tells a person something on the way, on stderr. */
  readonly note: (text: string) => void;
  /** The bytes of a file, by a path relative to where the command was called. A missing one is usage. */
  readonly readFile: (path: string) => Uint8Array | undefined;
  /** A file to be read in parts, by such a path; undefined where there is none. */
  readonly openFile: (path: string) => OpenedFile | undefined;
  readonly writeFile: (path: string, text: string) => void;
  readonly appendFile: (path: string, text: string) => void;
  /** Calls back when the person stops the command (Ctrl-C), which then ends by itself. Returns how to stop listening. */
  readonly onStop: (listener: () => void) => () => void;
  readonly readStdin: () => Promise<string>;
  /** From OUTPOST_PASSWORD, else from the person. */
  readonly password: () => Promise<string>;
  /** From OUTPOST_NEW_PASSWORD, else from the person. */
  readonly newPassword: () => Promise<string>;
};

/** One option of a command: its value's name in the help, or null for a flag. */
export type CommandOption = { readonly value: string | null; readonly help: string };

/** One command of the command line. */
export type Command = {
  /** "list", "journal verify". */
  readonly name: string;
  readonly summary: string;
  /** The words behind the name, as the help shows them: "<entity>". Bracketed ones may be left out. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly details?: string;
  /** Whether someone has to be signed in: `needed`; not, but it says more then: `welcome`; or it is what signs in: `made`. */
  readonly session: 'needed' | 'welcome' | 'made';
  readonly run: (invocation: Invocation, context: CommandContext) => Promise<Outcome>;
};

/** The outcome of a call that was not answered with a value. */
export function unanswered(answer: Extract<BridgeResult<unknown>, { readonly ok: false }>): Outcome {
  const exit = exitCodeOf(answer);
  if ('fault' in answer)
    return {
      exit,
      problem: `Something of ours failed. Report it with this number: ${answer.fault}`,
      json: { ok: false, fault: answer.fault },
    };
  const { code, message, details, retry } = answer;
  return { exit, problem: message, json: { ok: false, code, message, details, retry } };
}

/** Refusals of a question that names what there is not: the caller's words are wrong, and no right is missing. */
const misusedCodes: ReadonlySet<string> = new Set(['records/unknown-field', 'records/unknown-entity', 'query/invalid']);

/** The outcome of a question that was not answered with a value: unknown fields and kinds are usage, all else is as of other calls. */
export function unansweredQuestion(answer: Parameters<typeof unanswered>[0]): Outcome {
  const outcome = unanswered(answer);
  return 'code' in answer && misusedCodes.has(answer.code) ? { ...outcome, exit: exitCode.usage } : outcome;
}

/** That the command was not called as it has to be. */
export const misused = (problem: string): Outcome => ({
  exit: exitCode.usage,
  problem,
  json: { ok: false, code: 'usage', message: problem },
});

/** A value of a flag or option, as a text; undefined where it was not given. */
export function textOption({ values }: Invocation, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** Parses JSON that a person typed; `what` begins the sentence that says why it is none: "The report". */
export function readJson(text: string, what: string): Result<JsonValue> {
  try {
    return accept(JSON.parse(text) as JsonValue); // JSON.parse gives JSON
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse('request/invalid', `${what} is no JSON: ${why}.`, { path: what });
  }
}
