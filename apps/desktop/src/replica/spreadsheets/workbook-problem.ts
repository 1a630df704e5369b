import type { FileProblem } from '@outpost/domain/kernel/import/files/decode-text';

/** Thrown while a workbook is read: why it cannot be read, and a valid form, as sentences for a person. */
export class WorkbookProblem extends Error {
  readonly problem: FileProblem;
  readonly right: string;
  constructor(problem: FileProblem, message: string, right: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
    this.right = right;
  }
}

/** Returns the problem of a workbook that is protected by a password. */
export const locked = (): WorkbookProblem =>
  new WorkbookProblem(
    'locked-workbook',
    'The workbook is protected by a password.',
    'Open it in a spreadsheet program and save it without a password.',
  );

/** Returns the problem of a workbook that exceeds a limit. */
export const workbookTooLarge = (
  message: string,
  right = 'Divide it into several files, each with the header.',
): WorkbookProblem => new WorkbookProblem('too-large', message, right);

/** Returns a function that adds to a sum, and throws this problem where the sum exceeds `most`. */
export function sumUpTo(most: number, problem: () => WorkbookProblem): (more: number) => void {
  let sum = 0;
  return (more) => {
    sum += more;
    if (sum > most) throw problem();
  };
}

/** Returns the problem of a workbook whose bytes do not follow the file format. */
export const damaged = (why: string, cause?: unknown): WorkbookProblem =>
  new WorkbookProblem(
    'damaged-workbook',
    `The workbook is damaged or cut off: ${why}.`,
    'Open it in a spreadsheet program and save it again, or copy it once more.',
    { cause },
  );
