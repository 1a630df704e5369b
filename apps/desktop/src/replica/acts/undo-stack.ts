/** One step of a session, which one Ctrl-Z undoes. A group of acts is one step. */
export type UndoStep = { readonly label: string; readonly group: string | null; readonly acts: readonly string[] };

/**
 * Chosen: people do not undo more steps one by one. Without a bound, the acts of a large script would stay in memory (0.1 kB
 * each).
 */
const mostSteps = 1_000;

/**
 * The steps of this session, newest last, and the steps that it undid. It exists as long as the session: older acts are undone
 * from their history.
 */
export class UndoStack {
  #done: UndoStep[] = [];
  #undone: UndoStep[] = [];

  /** Adds a new act: steps that were undone before can't be redone any more. Acts of one group are one step. */
  did(act: { readonly label: string; readonly group: string | null; readonly act: string }): void {
    this.#undone = [];
    const last = this.#done.at(-1);
    if (act.group !== null && last?.group === act.group)
      this.#done[this.#done.length - 1] = { ...last, acts: [...last.acts, act.act] };
    else this.#done.push({ label: act.label, group: act.group, acts: [act.act] });
    if (this.#done.length > mostSteps) this.#done.shift();
  }

  get newest(): UndoStep | undefined {
    return this.#done.at(-1);
  }
  get newestUndone(): UndoStep | undefined {
    return this.#undone.at(-1);
  }

  /** Records that these acts undid the newest step. */
  tookBack(by: readonly string[]): void {
    const step = this.#done.pop();
    if (step && by.length > 0) this.#undone.push({ ...step, acts: by });
  }

  /** Records that these acts undid a group, made in any session: it is the next step to redo, and cannot be undone twice. */
  tookBackGroup(step: UndoStep): void {
    this.#done = this.#done.filter(({ group }) => group === null || group !== step.group);
    this.#undone.push(step);
  }

  /** Records that these acts redid the newest step that was undone. */
  didAgain(by: readonly string[]): void {
    const step = this.#undone.pop();
    if (step && by.length > 0) this.#done.push({ ...step, acts: by });
  }
}
