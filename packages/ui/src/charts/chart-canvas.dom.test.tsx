import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ChartCanvas, type LoadChart } from './chart-canvas.tsx';
import { ThemeProvider } from '../theme/theme-provider.tsx';
import { installDomLayout } from '../testing/dom-layout.tsx';

installDomLayout();
const Drawn = ({ label }: { readonly label: string }) => <p>{label} is drawn</p>;
const option = () => ({});

describe('a chart whose library is loaded on first use', () => {
  it('shows a failed load in its own place, and draws after a successful retry', async () => {
    const tries: string[] = [];
    const load: LoadChart = () => {
      tries.push('try');
      return tries.length < 3 ? Promise.reject(new TypeError('404')) : Promise.resolve(Drawn);
    };
    render(
      <ThemeProvider colorScheme="light" locale="en-GB" timeZone="UTC" now={() => 0}>
        <ChartCanvas label="Won" option={option} load={load} />
      </ThemeProvider>,
    );
    await screen.findByText('This chart could not be loaded');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('This chart could not be loaded');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('Won is drawn');
    expect(tries.length).toBe(3);
  });
});
