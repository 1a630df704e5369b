import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import { PlacesBeside, PlacesMenu } from './places-beside.tsx';

const groups = [
  { title: 'You', items: [{ id: '/profile', label: 'Profile', icon: 'user', href: '#/profile' }] },
  { title: 'People', items: [{ id: '/teams', label: 'Teams', icon: 'team', href: '#/teams' }] },
];

function renderPage() {
  const gone: string[] = [];
  const shared = { label: 'Settings', groups, current: '/profile', onGo: (id: string) => void gone.push(id) };
  renderInTheme(
    <PlacesBeside {...shared}>
      <h1>
        <PlacesMenu {...shared} name="Profile" />
      </h1>
    </PlacesBeside>,
  );
  return gone;
}

describe('pages that belong together', () => {
  describe('in a wide window', () => {
    installDomLayout();
    it('are listed by their groups beside the page, which is marked, and each opens by its link', () => {
      const gone = renderPage();
      const places = within(screen.getByRole('navigation', { name: 'Settings' }));
      expect(places.getAllByRole('group').map(({ ariaLabel }) => ariaLabel)).toEqual(['You', 'People']);
      expect(places.getByRole('link', { name: 'Profile' }).getAttribute('aria-current')).toBe('page');
      fireEvent.click(places.getByRole('link', { name: 'Teams' }));
      fireEvent.click(places.getByRole('link', { name: 'Teams' }), { ctrlKey: true }); // the browser opens it elsewhere
      expect(gone).toEqual(['/teams']);
      expect(screen.queryByRole('button')).toBeNull();
    });
  });

  describe('in a window without room for the list', () => {
    installDomLayout(420, 800, true);
    it('are a menu in the title of the page', async () => {
      const gone = renderPage();
      expect(screen.queryByRole('navigation')).toBeNull();
      fireEvent.click(screen.getByRole('button', { name: 'Profile' }));
      const teams = await screen.findByRole('menuitem', { name: 'Teams' });
      expect(within(screen.getByRole('menuitem', { name: /^Profile/ })).getByLabelText('this page')).toBeDefined();
      fireEvent.click(teams);
      expect(gone).toEqual(['/teams']);
    });
  });
});
