import type { FileProblem } from '@outpost/domain/kernel/import/files/decode-text';

/** Thrown while a vCard or iCalendar file is read: why it cannot be read, and a valid form, as sentences for a person. */
export class ContentProblem extends Error {
  readonly problem: FileProblem;
  readonly right: string;
  constructor(problem: FileProblem, message: string, right: string) {
    super(message);
    this.problem = problem;
    this.right = right;
  }
}

/** Returns the problem of a file whose lines do not follow the format. */
export const brokenFile = (message: string): ContentProblem =>
  new ContentProblem(
    'damaged-text',
    message,
    'Export it again from the program that it came from, or copy it once more.',
  );
