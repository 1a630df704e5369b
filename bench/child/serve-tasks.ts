/** Tasks by name. Each takes one value and returns one, both as structured clones. */
export type TaskTable = Readonly<Record<string, (input: never) => Promise<unknown>>>;

/**
 * Runs the tasks that this process' parent requests, one after another, and ends with the parent. `tableOf` finds the table of a
 * task's name.
 */
export function serveTasks(tableOf: (name: string) => Promise<TaskTable>): void {
  process.on('message', (message) => {
    const { name, input } = message as { readonly name: string; readonly input: never }; // our own parent sent it
    const run = async (): Promise<unknown> => (await tableOf(name))[name]?.(input);
    run().then(
      (value) => process.send?.({ ok: true, value }),
      (error: unknown) =>
        process.send?.({ ok: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  // An orderly exit writes the CPU profile, if one was requested.
  process.on('disconnect', () => process.exit(0));
}
