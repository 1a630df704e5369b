import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';
import type { FieldSpec } from '../field-spec.ts';
import { PlacePickerContext, type PlacePickerProps } from '../place-picking.ts';
import type { EditorProps } from './editor-props.ts';
import { FieldEditor } from './field-editor.tsx';

installDomLayout();
const spec: FieldSpec = { id: 'place', label: 'Location', kind: 'geo' };
const vienna = { latitude: 48.2082, longitude: 16.3738 };

/** Replaces the dialog with a map, which a DOM cannot draw. */
const Picker = ({ label, value, onPick, onClose }: PlacePickerProps) => (
  <div role="dialog" aria-label={`${label} from ${value?.latitude ?? 'nowhere'}`}>
    <button type="button" onClick={() => onPick(vienna)}>
      Take
    </button>
    <button type="button" onClick={onClose}>
      Cancel
    </button>
  </div>
);

function given(more: Partial<EditorProps> = {}, hasMap = true) {
  const seen = { onChange: vi.fn(), onDone: vi.fn(), onDraft: vi.fn(), onKeyDown: vi.fn() };
  renderInTheme(
    <PlacePickerContext value={hasMap ? Picker : undefined}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- a list around the field with keys of its own */}
      <div onKeyDown={seen.onKeyDown}>
        <FieldEditor spec={spec} value={null} variant="inline" {...seen} {...more} />
      </div>
    </PlacePickerContext>,
  );
  return seen;
}
const pick = () => fireEvent.click(screen.getByRole('button', { name: 'Pick Location on the map' }));

describe('the editor of a place', () => {
  it('[K-2] takes a place from the map, in place of a typed text, and is done', () => {
    const { onChange, onDone, onDraft } = given();
    const input = screen.getByLabelText<HTMLInputElement>('Location');
    fireEvent.change(input, { target: { value: 'near the station' } });
    pick();
    fireEvent.blur(input); // the dialog takes the focus
    expect([onDone.mock.calls, screen.queryByRole('alert')]).toEqual([[], null]);
    fireEvent.click(screen.getByRole('button', { name: 'Take' }));
    expect(onChange.mock.calls).toEqual([[vienna]]);
    expect([onDone.mock.calls, onDraft.mock.lastCall]).toEqual([[['enter']], [undefined]]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('begins at the present place, keeps a typed text where nothing is picked, and its keys stay in the dialog', () => {
    const { onChange, onDone, onKeyDown } = given({ value: vienna });
    const input = screen.getByLabelText<HTMLInputElement>('Location');
    fireEvent.change(input, { target: { value: '47.07, 15.44' } });
    pick();
    expect(screen.getByRole('dialog', { name: 'Location from 48.2082' })).toBeDefined();
    fireEvent.keyDown(screen.getByRole('button', { name: 'Cancel' }), { key: 'Escape' });
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect([input.value, onChange.mock.calls, onDone.mock.calls, onKeyDown.mock.calls]).toEqual([
      '47.07, 15.44',
      [],
      [],
      [],
    ]);
    fireEvent.blur(input);
    expect(onChange.mock.calls).toEqual([[{ latitude: 47.07, longitude: 15.44 }]]);
  });

  it('is a field to type in where there is no map or no room', () => {
    given({}, false);
    given({ variant: 'cell' });
    expect(screen.getAllByLabelText('Location')).toHaveLength(2);
    expect(screen.queryByRole('button')).toBeNull();
  });
});
