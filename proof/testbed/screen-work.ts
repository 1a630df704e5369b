import { clockNoteKey } from '@outpost/desktop/bridge/clock-note';
import type { Page } from '@playwright/test';
import { z } from 'zod';

type Counts = Readonly<Record<string, number>>;
/**
 * The work of a page since the last measurement, by name: the calls to the replica, the number of different calls, and the
 * components that React drew. A call is repeated when its records change. `changes`: how often the replica told it of changed
 * records.
 */
export type ScreenWork = {
  readonly calls: Counts;
  readonly different: Counts;
  readonly drawn: Counts;
  readonly changes: number;
};

/** Returns how many things were counted. */
export const totalOfCounts = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Waits where the next full minute is near: words that depend on the time are drawn then, whatever else is measured. */
export async function awayFromFullMinute(page: Page): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 12_000) await page.waitForTimeout(left + 500);
}

/** Returns the counts by name. */
function counted(names: readonly string[]): Counts {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** A notice asks by the clock, once a minute, whatever the page shows. */
const isByTheClock = (call: { readonly name: string; readonly input?: unknown }): boolean =>
  call.name === 'local.get' && JSON.stringify(call.input) === JSON.stringify({ key: clockNoteKey });
const callSchema = z.object({ kind: z.literal('call'), id: z.number(), name: z.string(), input: z.unknown() });
const answerSchema = z.object({ kind: z.literal('answer'), id: z.number() });
/** The event by which the replica tells of changed records. */
const changeSchema = z.object({ kind: z.literal('event'), event: z.object({ entities: z.unknown() }) });
/** The time after which a page counts as quiet: every call has its answer, no new call is made, and no component is drawn. */
const quietMs = 400;

/**
 * Counts the calls of a page to its replica and the components that React draws in it. The page is loaded again for
 * that, because React looks for the counter only when it is loaded. Returns a function that waits until the page is quiet and
 * gives its work since then.
 */
export async function watchWork(page: Page): Promise<() => Promise<ScreenWork>> {
  const calls: { readonly name: string; readonly input: string }[] = [];
  const unanswered = new Set<number>();
  let changes = 0;
  page.on('websocket', (socket) => {
    unanswered.clear(); // the calls of the page before it was loaded again
    socket.on('framesent', ({ payload }) => {
      const frame = callSchema.safeParse(JSON.parse(String(payload)));
      if (!frame.success || isByTheClock(frame.data)) return;
      unanswered.add(frame.data.id);
      calls.push({ name: frame.data.name, input: JSON.stringify(frame.data.input) });
    });
    socket.on('framereceived', ({ payload }) => {
      const sent: unknown = JSON.parse(String(payload));
      const frame = answerSchema.safeParse(sent);
      if (frame.success) unanswered.delete(frame.data.id);
      if (changeSchema.safeParse(sent).success) changes += 1;
    });
  });
  await page.addInitScript(countDrawn);
  await page.reload();
  const drawnCount = () => page.evaluate(() => (globalThis as DrawnPage).drawnComponents?.length ?? 0);
  return async () => {
    let [seenCalls, seenDrawn] = [-1, -1];
    for (;;) {
      const now = await drawnCount();
      if (unanswered.size === 0 && now === seenDrawn && calls.length === seenCalls) break;
      [seenCalls, seenDrawn] = [calls.length, now];
      await page.waitForTimeout(quietMs);
    }
    const drawn = await page.evaluate(() => (globalThis as DrawnPage).drawnComponents?.splice(0) ?? []);
    const made = calls.splice(0);
    const told = changes;
    changes = 0;
    const different = new Map(made.map(({ name, input }) => [`${name} ${input}`, name]));
    return {
      calls: counted(made.map(({ name }) => name)),
      different: counted([...different.values()]),
      drawn: counted(drawn),
      changes: told,
    };
  };
}

type DrawnPage = { drawnComponents?: string[]; __REACT_DEVTOOLS_GLOBAL_HOOK__?: object };

/** Runs in the page before its own scripts: takes React's place for developer tools, and counts the components of each commit. */
function countDrawn(): void {
  type Fiber = {
    readonly tag: number;
    readonly flags: number;
    /** A function, or a wrapper of one. */
    readonly type: { readonly name?: string; readonly type?: { readonly name?: string } } | null;
    readonly child: Fiber | null;
    readonly sibling: Fiber | null;
    readonly alternate: Fiber | null;
  };
  const page = globalThis as DrawnPage;
  const names: string[] = [];
  page.drawnComponents = names;
  // React's work tags: functions, classes, with a ref, memoised. The function of one with a comparison of its own (14) is its child.
  const components = new Set([0, 1, 11, 15]);
  const performedWork = 1; // React's flag of a component that ran
  const note = (next: Fiber, before: Fiber | null): void => {
    const isDrawn = components.has(next.tag) && (before === null || (next.flags & performedWork) > 0);
    if (isDrawn) names.push(next.type?.name ?? next.type?.type?.name ?? '');
    if (before !== null && next.child === before.child) return; // nothing below it was visited
    for (let child = next.child; child !== null; child = child.sibling) note(child, child.alternate);
  };
  page.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    renderers: new Map(),
    inject: () => 1,
    checkDCE() {},
    onCommitFiberUnmount() {},
    onPostCommitFiberRoot() {},
    onCommitFiberRoot(_id: number, { current }: { readonly current: Fiber }) {
      note(current, current.alternate);
    },
  };
}

type TraceEvent = { readonly name: string; readonly args?: { readonly elementCount?: number } };

/**
 * Does something in a page of Chromium. Returns for each time that the browser computed styles meanwhile, for how many elements it
 * did so.
 */
export async function styledElements(page: Page, act: () => Promise<void>): Promise<readonly number[]> {
  const devtools = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  devtools.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise<void>((resolve) => devtools.once('Tracing.tracingComplete', () => resolve()));
  const includedCategories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await devtools.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories } });
  await act();
  await devtools.send('Tracing.end');
  await complete;
  await devtools.detach();
  return events.flatMap(({ name, args }) =>
    name === 'UpdateLayoutTree' && args?.elementCount !== undefined ? [args.elementCount] : [],
  );
}
