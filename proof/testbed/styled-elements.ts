import type { Page } from '@playwright/test';

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
