/** One step of a session: what Ctrl-Z takes back at once. A group of acts is one step. */
export type Step = { readonly label: string; readonly group: string | null; readonly acts: readonly string[] };

/** Chosen: nobody takes back more one by one; a script's hundred thousand acts would stay in memory for it (0.1 kB each). */
const mostSteps = 1_000;

/** What this session did, newest last, and what it took back. Lives as long as the session: older acts are undone from their history. */
export class UndoStack {
  #done: Step[] = [];
  #undone: Step[] = [];

  /** A new act: what was taken back before can't be redone any more. Acts of one group are one step. */
  did(act: { readonly label: string; readonly group: string | null; readonly act: string }): void {
    this.#undone = [];
    const last = this.#done.at(-1);
    if (act.group !== null && last?.group === act.group)
      this.#done[this.#done.length - 1] = { ...last, acts: [...last.acts, act.act] };
    else this.#done.push({ label: act.label, group: act.group, acts: [act.act] });
    if (this.#done.length > mostSteps) this.#done.shift();
  }

  get newest(): Step | undefined {
    return this.#done.at(-1);
  }
  get newestUndone(): Step | undefined {
    return this.#undone.at(-1);
  }

  /** The newest step was taken back by these acts. */
  tookBack(by: readonly string[]): void {
    const step = this.#done.pop();
    if (step && by.length > 0) this.#undone.push({ ...step, acts: by });
  }

  /** A group was taken back by these acts, whichever session made it: it is the next to be done again, and not to be taken back twice. */
  tookBackGroup(step: Step): void {
    this.#done = this.#done.filter(({ group }) => group === null || group !== step.group);
    this.#undone.push(step);
  }

  /** The newest step that was taken back was done again by these acts. */
  didAgain(by: readonly string[]): void {
    const step = this.#undone.pop();
    if (step && by.length > 0) this.#done.push({ ...step, acts: by });
  }
}
