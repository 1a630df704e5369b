import { act, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { installDomLayout, renderInTheme } from '@outpost/ui/testing/dom-layout';
import { Dialog } from './dialog.tsx';

installDomLayout();

const whileTheTrapActs = () => act(() => new Promise((done) => setTimeout(done, 50)));
const dialog = (content: React.ReactNode) => (
  <Dialog title="New deal" onClose={() => undefined}>
    {content}
  </Dialog>
);
const fields = (
  <>
    <input aria-label="Name" />
    <input aria-label="Value" />
  </>
);

describe('a dialog', () => {
  it('gives its first field the focus immediately, and leaves it where the person moves it', async () => {
    renderInTheme(dialog(fields));
    expect(document.activeElement).toBe(screen.getByLabelText('Name'));
    screen.getByLabelText('Value').focus();
    await whileTheTrapActs();
    expect(document.activeElement).toBe(screen.getByLabelText('Value'));
  });

  it('gives the focus to its first button that can be pressed where it has no field, and not to the cross', async () => {
    const ways = (
      <>
        <button type="button" aria-disabled="true">
          Share it
        </button>
        <button type="button">Give a role</button>
      </>
    );
    renderInTheme(dialog(ways));
    await whileTheTrapActs();
    expect(document.activeElement).toBe(screen.getByText('Give a role'));
  });

  it('gives the focus to content that is loaded later', async () => {
    const { rerender } = renderInTheme(dialog(null));
    await whileTheTrapActs();
    rerender(dialog(fields));
    expect(document.activeElement).toBe(screen.getByLabelText('Name'));
  });

  it('keeps the focus when the button that had it is gone', async () => {
    const { rerender } = renderInTheme(dialog(<button type="button">Restore</button>));
    await whileTheTrapActs();
    act(() => screen.getByText('Restore').focus());
    rerender(dialog(<p>as now</p>));
    await whileTheTrapActs();
    expect(document.activeElement).toBe(screen.getByRole('dialog'));
  });
});
