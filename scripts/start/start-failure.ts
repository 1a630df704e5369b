/** A step of `npm start` that failed: which, why, and what to do about it. */
export class StartFailure extends Error {
  readonly step: string;
  readonly remedy: string;

  constructor(step: string, { why, remedy, cause }: { why: string; remedy: string; cause?: unknown }) {
    super(why, { cause });
    this.name = 'StartFailure';
    this.step = step;
    this.remedy = remedy;
  }
}
