import { type CliOutcome, type CommandContext, type CreatedFile, misused } from './command.ts';
import { exitCode } from './exit-code.ts';

/** The file that a command writes. `mayReplace`: an existing file of that name is replaced. */
export type FileToWrite = { readonly path: string; readonly mayReplace: boolean };

/** The end of writing: the outcome of the command, and whether the file is whole and gets its name. */
export type FilledFile = { readonly isWhole: boolean; readonly outcome: CliOutcome };

const unwritable = (path: string, error: unknown): CliOutcome => {
  const problem = `${path} can't be written: ${error instanceof Error ? error.message : String(error)}. Name another place with --to.`;
  return { exit: exitCode.fault, problem, json: { ok: false, code: 'file', message: problem } };
};

const existsAlready = (path: string): string => `${path} exists already. --force replaces it.`;

/**
 * Writes a file that appears under its name when it is whole, and otherwise leaves nothing. `fill` appends its bytes. Returns the
 * outcome of `fill`, a usage error where a file of that name exists and may not be replaced, or a fault where nothing can be
 * written there.
 */
export async function writeNewFile(
  { createFile }: Pick<CommandContext, 'createFile'>,
  { path, mayReplace }: FileToWrite,
  fill: (append: CreatedFile['append']) => Promise<FilledFile>,
): Promise<CliOutcome> {
  let file: CreatedFile | undefined;
  let isWritten = false;
  try {
    file = createFile(path, mayReplace);
    if (!file) return misused(existsAlready(path));
    const { isWhole, outcome } = await fill(file.append);
    if (!isWhole) return outcome;
    isWritten = file.finish();
    return isWritten ? outcome : misused(existsAlready(path));
  } catch (error) {
    if (!file || (error instanceof Error && 'syscall' in error)) return unwritable(path, error);
    throw error;
  } finally {
    if (!isWritten) file?.discard();
  }
}
