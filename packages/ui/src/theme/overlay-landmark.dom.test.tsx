import { act, render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { OverlayLandmark } from './overlay-landmark.tsx';

/** Draws into the shared node as Mantine does, and waits until the observer has seen it. */
const drawInto = (node: Element, html: string) =>
  act(async () => {
    node.innerHTML = html;
    await Promise.resolve();
  });

it('the node of menus is a landmark while it holds a menu, and not for a dialog alone', async () => {
  render(<OverlayLandmark />);
  const node = document.querySelector('[data-mantine-shared-portal-node]');
  if (!node) throw new Error('Mantine finds a node to share');
  expect(screen.queryByRole('region')).toBeNull();
  await drawInto(node, '<div role="menu"><button role="menuitem">Edit</button></div>');
  expect(screen.getByRole('region', { name: 'Open menu' })).toBe(node);
  await drawInto(node, '<div><section role="dialog" aria-label="New deal"></section></div>');
  expect(screen.queryByRole('region')).toBeNull();
  await drawInto(node, '<div><section role="dialog" aria-label="New deal"></section></div><div><div role="listbox"></div></div>'); // prettier-ignore
  expect(screen.getByRole('region')).toBe(node);
  await drawInto(node, '<div></div>'); // in which the editor of Markdown draws its lists
  expect(screen.queryByRole('region')).toBeNull();
  await drawInto(node, '<div><ul role="listbox"></ul></div>');
  expect(screen.getByRole('region')).toBe(node);
  await drawInto(node, '');
  expect(screen.queryByRole('region')).toBeNull();
});
