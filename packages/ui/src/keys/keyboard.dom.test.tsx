import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { keyWords } from '../parts/kbd.tsx';
import { useShortcuts } from './keyboard.ts';
import type { Shortcut } from './shortcuts-context.ts';
import { renderInTheme, installDomLayout } from '../testing/dom-layout.tsx';

installDomLayout();

function Bound({ shortcuts }: { readonly shortcuts: readonly Shortcut[] }) {
  useShortcuts(shortcuts);
  return <input aria-label="field" />;
}
const bind = (keys: string, more: Partial<Shortcut> = {}) => ({ keys, label: keys, run: vi.fn(), ...more });

describe('single keys', () => {
  it('act outside of fields only', () => {
    const create = bind('c');
    renderInTheme(<Bound shortcuts={[create]} />);
    fireEvent.keyDown(screen.getByLabelText('field'), { key: 'c' });
    expect(create.run).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { key: 'c' });
    expect(create.run).toHaveBeenCalledOnce();
  });

  it('can be turned off, except keys with Ctrl (WCAG 2.1.4)', () => {
    const create = bind('c');
    const palette = bind('mod+k', { inFields: true });
    renderInTheme(<Bound shortcuts={[create, palette]} />, { shortcuts: false });
    fireEvent.keyDown(document.body, { key: 'c' });
    fireEvent.keyDown(screen.getByLabelText('field'), { key: 'k', ctrlKey: true });
    expect(create.run).not.toHaveBeenCalled();
    expect(palette.run).toHaveBeenCalledOnce();
  });

  it('accept two keys in sequence, and prefer the inner screen', () => {
    const home = bind('g h');
    const outer = bind('n');
    const inner = bind('n');
    renderInTheme(<Bound shortcuts={[home, outer, inner]} />);
    fireEvent.keyDown(document.body, { key: 'g' });
    fireEvent.keyDown(document.body, { key: 'h' });
    expect(home.run).toHaveBeenCalledOnce();
    fireEvent.keyDown(document.body, { key: 'n' });
    expect(outer.run).not.toHaveBeenCalled();
    expect(inner.run).toHaveBeenCalledOnce();
  });

  it('leave Escape to an open dialog or menu', () => {
    const close = bind('escape');
    renderInTheme(
      <>
        <Bound shortcuts={[close]} />
        <div role="dialog" aria-label="Keys">
          <button type="button">Inside</button>
        </div>
      </>,
    );
    fireEvent.keyDown(screen.getByText('Inside'), { key: 'Escape' });
    expect(close.run).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(close.run).toHaveBeenCalledOnce();
  });

  it('do nothing on a page that a dialog covers, wherever the focus is', () => {
    const run = vi.fn();
    renderInTheme(
      <>
        <Bound shortcuts={[bind('escape', { run }), bind('mod+z', { run })]} />
        <div role="dialog" aria-modal="true" aria-label="Earlier values" />
      </>,
    );
    fireEvent.keyDown(document.body, { key: 'Escape' });
    fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
    expect(run).not.toHaveBeenCalled();
  });

  it('leave typing to a grid cell and act with Ctrl there, but leave all keys to its editor', () => {
    const [undo, create] = [vi.fn(), vi.fn()];
    renderInTheme(
      <>
        <Bound shortcuts={[bind('mod+z', { run: undo }), bind('c', { run: create })]} />
        <div role="grid" tabIndex={0} data-takes-keys="plain">
          <input aria-label="editor" />
        </div>
      </>,
    );
    const press = (on: HTMLElement) => {
      fireEvent.keyDown(on, { key: 'c' });
      fireEvent.keyDown(on, { key: 'z', ctrlKey: true });
      return [create, undo].map(({ mock }) => mock.calls.length);
    };
    expect(press(screen.getByLabelText('editor'))).toEqual([0, 0]);
    expect(press(screen.getByRole('grid'))).toEqual([0, 1]);
  });

  it('act in a list that takes its own keys only, apart from those', () => {
    const [next, area] = [vi.fn(), vi.fn()];
    renderInTheme(
      <>
        <Bound shortcuts={[bind('j', { run: next }), bind('a', { run: area })]} />
        <div
          role="listbox"
          tabIndex={0}
          aria-label="Places"
          data-takes-keys="own"
          onKeyDown={(event) => {
            if (event.key === 'j') event.stopPropagation();
          }}
        />
      </>,
    );
    for (const key of ['j', 'a']) fireEvent.keyDown(screen.getByRole('listbox'), { key });
    expect([next, area].map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
  });

  it('are formatted for reading', () => {
    expect([
      keyWords('mod+k', false),
      keyWords('mod+k', true),
      keyWords('g h', false),
      keyWords('shift+x', false),
      keyWords('/', false),
    ]).toEqual(['Ctrl K', '⌘ K', 'G then H', 'Shift X', '/']);
  });
});
