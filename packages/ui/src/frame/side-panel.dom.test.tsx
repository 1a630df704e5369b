import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import { SidePanel, SidePanelPart } from './side-panel.tsx';

const panel = (
  <SidePanel title="Edit view" closeLabel="Close the view" onClose={() => undefined}>
    <SidePanelPart title="Columns">Name</SidePanelPart>
  </SidePanel>
);
const levels = () => screen.getAllByRole('heading').map(({ tagName, textContent }) => `${tagName} ${textContent}`);

describe('the headings of a side panel', () => {
  describe('beside the list', () => {
    installDomLayout();
    it('are below the heading of the page', () => {
      renderInTheme(panel);
      expect(levels()).toEqual(['H2 Edit view', 'H3 Columns']);
    });
  });

  describe('in a narrow window, which shows the panel alone', () => {
    installDomLayout(420, 800, true);
    it('begin with the heading of the page', () => {
      renderInTheme(panel);
      expect(levels()).toEqual(['H1 Edit view', 'H2 Columns']);
    });
  });
});
