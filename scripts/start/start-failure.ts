/** A failed step of `npm start`: the step, the reason and the remedy. */
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
