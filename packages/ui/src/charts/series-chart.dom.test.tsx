import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { BarChart } from './bar-chart.tsx';
import { installDomLayout } from '../testing/dom-layout.tsx';
import { ThemeProvider } from '../theme/theme-provider.tsx';

installDomLayout();

/** Returns the height of a chart with `count` bars, or '' for the default height. */
function heightOf(count: number, more: { readonly orientation?: 'rows'; readonly height?: number }): string {
  const categories = Array.from({ length: count }, (_, place) => `Product ${place + 1}`);
  const { container, unmount } = render(
    <ThemeProvider colorScheme="light" locale="en-GB" timeZone="UTC" now={() => 0}>
      <BarChart
        question="Which products bring the revenue?"
        categories={categories}
        series={[{ name: 'Won', values: categories.map(() => 1) }]}
        format={String}
        {...more}
      />
    </ThemeProvider>,
  );
  const height = container.querySelector<HTMLElement>('[style*="height"]')?.style.height ?? '';
  unmount();
  return height;
}

describe('a chart of rows', () => {
  it('is high enough for the names of all its rows, and at least as high as requested', () => {
    expect(heightOf(9, { orientation: 'rows' })).toBe('230px');
    expect(heightOf(9, { orientation: 'rows', height: 200 })).toBe('230px');
    expect(heightOf(2, { orientation: 'rows', height: 200 })).toBe('200px');
    expect([heightOf(2, { orientation: 'rows' }), heightOf(9, {})]).toEqual(['', '']);
  });
});
