import { mostAreas } from '@outpost/domain/kernel/access/areas';
import { offer, visit } from '@outpost/domain/testing/packs/dispatch-pack';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { ThemeProvider } from '@outpost/ui/theme/theme-provider';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { AreaChoices, AreaList } from './area-choices.tsx';

installDomLayout();
afterEach(cleanup);
const [north, south] = ['0190b1f2-7c00-7000-8000-000000000001', '0190b1f2-7c00-7000-8000-000000000002'] as const;
const areas = [
  { id: north, name: 'North' },
  { id: south, name: 'South' },
];

function draw(given: Partial<Parameters<typeof AreaList>[0]> = {}): readonly (readonly string[])[] {
  const changed: (readonly string[])[] = [];
  render(
    <ThemeProvider colorScheme="dark" locale="en-GB" timeZone="UTC" now={() => 0}>
      <AreaList
        kind={visit}
        areas={areas}
        chosen={[]}
        refusal={undefined}
        word="districts"
        {...given}
        onChange={(next) => void changed.push(next)}
      />
    </ThemeProvider>,
  );
  return changed;
}
const box = (name: string): HTMLInputElement => screen.getByRole('checkbox', { name });

describe('[T-30] the areas on a person’s computers', () => {
  it('are a checklist, which explains that without a check the computers hold all records', () => {
    const changed = draw();
    expect(screen.getByRole('group', { name: 'Visits on your computers' })).toBeDefined();
    expect(screen.getByRole('status').textContent).toBe('Your computers hold all visits.');
    fireEvent.click(box('South'));
    expect(changed).toEqual([[south]]);
  });
  it('explain which records are left out, and each check adds or removes one area', () => {
    const changed = draw({ chosen: [north] });
    expect(screen.getByRole('status').textContent).toBe(
      'Your computers hold the visits of 1 area, and those that are yours. Lists, searches and sums leave out all others.',
    );
    expect([box('North').checked, box('South').checked]).toEqual([true, false]);
    fireEvent.click(box('South'));
    fireEvent.click(box('North'));
    expect(changed).toEqual([[north, south], []]);
  });
  it('can be used with the keyboard', () => {
    draw();
    box('North').focus();
    expect(document.activeElement).toBe(box('North'));
    expect([box('North'), box('South')].map(({ type, tabIndex }) => [type, tabIndex])).toEqual([['checkbox', 0], ['checkbox', 0]]); // prettier-ignore
  });
  it('show that there are none, and keep a chosen area that no longer exists until it is removed', () => {
    const changed = draw({ areas: [], chosen: [south] });
    fireEvent.click(box('An area that is gone'));
    expect(changed).toEqual([[]]);
    cleanup();
    draw({ areas: [] });
    expect(screen.getByText('There are no districts yet. Somebody who manages them can add some.')).toBeDefined();
  });
  it('are shown to a person who may not choose, with the reason', () => {
    const changed = draw({ chosen: [north], refusal: 'Somebody else’s settings.' });
    expect(screen.getByRole('note').textContent).toBe('Somebody else’s settings.');
    box('South').click();
    expect([changed, box('North').disabled]).toEqual([[], true]);
  });
  it('are limited in number', () => {
    draw({ chosen: Array.from({ length: mostAreas }, (_, at) => (at === 0 ? north : `area-${at}`)) });
    expect([box('North').disabled, box('South').disabled]).toEqual([false, true]);
    expect(screen.getByText('100 areas are the most that one can choose.')).toBeDefined();
  });
  it('of a choice are its options', () => {
    render(
      <ThemeProvider colorScheme="light" locale="en-GB" timeZone="UTC" now={() => 0}>
        <AreaChoices kind={offer} chosen={['winter']} refusal={undefined} onChange={() => undefined} />
      </ThemeProvider>,
    );
    expect([box('Summer').checked, box('Winter').checked]).toEqual([false, true]);
  });
});
