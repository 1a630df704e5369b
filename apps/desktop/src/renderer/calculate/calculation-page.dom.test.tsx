import { pricedLine, wrongLine } from '@outpost/domain/testing/line-price-sample';
import { createFormats } from '@outpost/ui/formats/formats';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const type = (label: string | RegExp, value: string) => {
  const field = screen.getByLabelText(label);
  fireEvent.change(field, { target: { value } });
  fireEvent.blur(field);
};

describe('[T-18] the form of a calculation', () => {
  it('shows the same answer as all interfaces as soon as possible, and reports errors', async () => {
    await renderApp({ at: '/calculate/crm/line-price' });
    expect(await screen.findByText('Quantity must be filled in.')).toBeDefined();
    type(/^Quantity/, String(pricedLine.given.quantity));
    type(/^List price/, String(pricedLine.given.listPrice.amount / 100));
    type(/^Discount/, String(pricedLine.given.discount));
    const answer = within(await screen.findByLabelText('Answer'));
    const { money } = createFormats({ locale: 'en', timeZone: 'UTC' });
    for (const amount of Object.values(pricedLine.answer))
      expect(answer.getByText(money(amount, { decimals: 'always' }))).toBeDefined();
    type(/^Quantity/, String(wrongLine.given.quantity));
    expect(await screen.findByText(wrongLine.refusal.message)).toBeDefined();
    expect(screen.queryByLabelText('Answer')).toBeNull();
  });

  it('is opened from the palette', async () => {
    await renderApp({ at: '/' });
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    const search = await screen.findByRole('combobox');
    fireEvent.change(search, { target: { value: 'price a line' } });
    const offered = () => screen.getAllByRole('option').find(({ textContent }) => textContent === 'Price a line');
    await waitFor(() => expect(offered()).toBeDefined());
    fireEvent.click(offered() ?? search);
    expect(await screen.findByLabelText(/^List price/)).toBeDefined();
  });
});
