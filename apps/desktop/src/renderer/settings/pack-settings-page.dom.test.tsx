import { entity } from '@outpost/domain/kernel/entities/entity';
import { number, text } from '@outpost/domain/kernel/entities/fields';
import { idOf } from '@outpost/domain/kernel/ids';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { ThemeProvider } from '@outpost/ui/theme/theme-provider';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { specOfField } from '../records/field-spec-of.ts';
import { renderApp } from '../testing/render-app.tsx';
import { SettingsForm } from './pack-settings-page.tsx';

installDomLayout();
afterEach(cleanup);
const kind = entity(idOf('fleet/settings'), {
  label: { one: 'Fleet settings', many: 'Fleet settings' },
  title: 'depot',
  audience: 'tenant',
  governed: true,
  fields: { depot: text(), seats: number({ required: true }) },
});
const sources = { ownField: () => undefined, search: () => Promise.resolve([]), nameOf: () => undefined, onOpen: () => undefined, currency: 'USD', me: '' }; // prettier-ignore
const specs = new Map(Object.entries(kind.fields).map(([name, field]) => [name, specOfField(name, field, sources)]));

type Given = Partial<Pick<Parameters<typeof SettingsForm>[0], 'record' | 'refusal'>>;
function draw(given: Given): readonly unknown[] {
  const changed: unknown[] = [];
  render(
    <ThemeProvider colorScheme="light" locale="en-GB" timeZone="UTC" now={() => 0}>
      <SettingsForm
        title="Fleet: for everybody"
        entity={kind}
        specs={specs}
        defaults={{ seats: 5 }}
        record={undefined}
        refusal={undefined}
        {...given}
        onChange={(...change) => void changed.push(change)}
      />
    </ThemeProvider>,
  );
  return changed;
}
const record = { id: '0190b1f2-7c00-7000-8000-000000000001', fields: { seats: 8, depot: 'North' } };

describe('[T-24] the settings of a pack', () => {
  it('are a form whose values are stored as each field is left', () => {
    const changed = draw({ record });
    const seats = screen.getByLabelText(/^Seats/);
    fireEvent.change(seats, { target: { value: '9' } });
    fireEvent.blur(seats);
    expect(changed).toEqual([['seats', 9]]);
  });
  it('are shown to a person who may not change them, with the reason', () => {
    draw({ record, refusal: 'Only administrators change this.' });
    expect(screen.getByRole('note').textContent).toBe('Only administrators change this.');
    expect([screen.queryByRole('textbox'), screen.getByText('North')]).toMatchObject([null, {}]);
  });
  it('show the default values until the server has made them', () => {
    draw({});
    expect(screen.getByRole('note').textContent).toContain('within a minute');
    expect(screen.getByText('5')).toBeDefined();
  });
  it('have a page, which shows that there are none if no pack has settings', async () => {
    await renderApp({ at: '/settings/of-packs' });
    expect(await screen.findByText('The packs of your organisation have no settings.')).toBeDefined();
  });
});
