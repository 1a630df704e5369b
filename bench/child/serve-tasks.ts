/** Tasks by name; each is given one value and answers one, both as structured clones. */
export type TaskTable = Readonly<Record<string, (input: never) => Promise<unknown>>>;

/** Does what the parent of this process says, one task after another, and ends with it. `tableOf`: where the task of that name is. */
export function serveTasks(tableOf: (name: string) => Promise<TaskTable>): void {
  process.on('message', (message) => {
    const { name, input } = message as { readonly name: string; readonly input: never }; // our own parent's
    const run = async (): Promise<unknown> => (await tableOf(name))[name]?.(input);
    run().then(
      (value) => process.send?.({ ok: true, value }),
      (error: unknown) =>
        process.send?.({ ok: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  // An orderly end writes the CPU profile, if one was asked for.
  process.on('disconnect', () => process.exit(0));
}
