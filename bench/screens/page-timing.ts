/** The timing functions that `addTiming` puts into a page. All times are in ms. */
export type PageTiming = {
  /**
   * Runs `act` at the beginning of a frame. Returns the time until the first row of the table is another one and painted. Throws
   * after ten seconds.
   */
  readonly untilOtherRows: (act: () => void) => Promise<number>;
  /** Waits for the next input, to be read by `lastChange`. */
  readonly awaitInput: (selector: string, withinMs: number) => void;
  /** The time from that input until the last change of `selector` within `withinMs` is painted; 0 where nothing changed. */
  readonly lastChange: () => Promise<number>;
  /** Scrolls a part of the page: `steps` frames, by some rows and at times by a fifth of its length. */
  readonly scroll: (steps: number, part: ScrolledPart) => Promise<ScrollTimes>;
};

/** A part of the page that scrolls. `blank`: the selector of its rows or cards that are not loaded yet. */
export type ScrolledPart = { readonly selector: string; readonly blank: string };

export type ScrollTimes = {
  readonly frames: readonly number[];
  /** Frames with a row or card that is not loaded yet. */
  readonly blank: number;
  /** The lengths of the tasks of more than 50 ms. */
  readonly longTasks: readonly number[];
};

export type TimedPage = { readonly timing: PageTiming };

/** Runs in a page, before its own scripts: makes `globalThis.timing`. The table is the element with the role grid. */
export function addTiming(): void {
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  /**
   * Resolves when the frame that is being made is painted: its message is the next task. Only for callbacks of animation
   * frames, because a frame that is requested in one of them is the one after.
   */
  const madeFrame = () =>
    new Promise<void>((resolve) => {
      const channel = new MessageChannel();
      channel.port1.addEventListener('message', () => resolve(), { once: true });
      channel.port1.start();
      channel.port2.postMessage(null);
    });
  /** Resolves when the next frame is painted. */
  const nextFrame = () => frame().then(madeFrame);
  const table = () => document.querySelector('[role=grid],[role=treegrid]');
  const firstRow = () => {
    const row = table()?.querySelector('[role=row][data-line="0"]:not([aria-busy])');
    return row?.textContent ?? '';
  };
  let lastChange = Promise.resolve(0);
  const timing: PageTiming = {
    async untilOtherRows(act) {
      const before = firstRow();
      await frame();
      const began = performance.now();
      act();
      while (firstRow() === before || firstRow() === '') {
        if (performance.now() - began > 10_000) throw new Error(`No other rows after ten seconds: ${before}`);
        await frame();
      }
      await madeFrame();
      return performance.now() - began;
    },
    awaitInput(selector, withinMs) {
      lastChange = new Promise((resolve) => {
        let began = 0;
        let last = 0;
        const changes = new MutationObserver(() => void nextFrame().then(() => (last = performance.now())));
        addEventListener(
          'input',
          () => {
            began = performance.now();
            changes.observe(document.querySelector(selector) ?? document.body, {
              childList: true,
              subtree: true,
              characterData: true,
            });
            setTimeout(() => {
              changes.disconnect();
              resolve(last === 0 ? 0 : last - began);
            }, withinMs);
          },
          { once: true, capture: true },
        );
      });
    },
    lastChange: () => lastChange,
    async scroll(steps, { selector, blank: blankRow }) {
      const part = document.querySelector(selector);
      if (!part) throw new Error(`The page has no ${selector}`);
      const longTasks: number[] = [];
      const tasks = new PerformanceObserver((list) =>
        longTasks.push(...list.getEntries().map(({ duration }) => duration)),
      );
      tasks.observe({ type: 'longtask' });
      const frames: number[] = [];
      let blank = 0;
      let last = await frame();
      for (let step = 1; step <= steps; step += 1) {
        part.scrollTop += step % 60 === 0 ? part.scrollHeight / 5 : 160;
        const at = await frame();
        frames.push(at - last);
        last = at;
        if (part.querySelector(blankRow)) blank += 1;
      }
      await frame();
      tasks.disconnect();
      return { frames, blank, longTasks };
    },
  };
  (globalThis as unknown as { timing: PageTiming }).timing = timing;
}
