import { act, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import { useShortcuts } from './keyboard.ts';
import { ShortcutList } from './shortcut-list.tsx';

installDomLayout();

it('lists the keys of the page that is open now, each time it opens', () => {
  let show: (page: string, isOpen: boolean) => void = () => undefined;
  function Page({ label }: { readonly label: string }) {
    useShortcuts([{ keys: 'n', label, run: () => undefined }]);
    return null;
  }
  function Pages() {
    const [shown, setShown] = useState({ page: 'Write a note', isOpen: true });
    show = (page, isOpen) => act(() => setShown({ page, isOpen }));
    return (
      <>
        <Page key={shown.page} label={shown.page} />
        <ShortcutList isOpen={shown.isOpen} onClose={() => undefined} />
      </>
    );
  }
  renderInTheme(<Pages />);
  show('Write a note', false);
  show('Write a note', true);
  expect(screen.getByText('Write a note')).toBeTruthy();
  show('New deal', false);
  show('New deal', true);
  expect(screen.getByText('New deal')).toBeTruthy();
  expect(screen.queryByText('Write a note')).toBeNull();
});
