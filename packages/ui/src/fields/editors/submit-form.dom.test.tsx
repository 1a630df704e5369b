import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { Button } from '../../parts/button.tsx';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';
import type { FieldValue } from '../field-spec.ts';
import { Form } from './form.tsx';
import { SubmitForm } from './submit-form.tsx';

installDomLayout();

function given() {
  const onSubmit = vi.fn();
  const draw = (names: readonly string[]) => (
    <SubmitForm onSubmit={onSubmit}>
      <Form specs={names.map((id) => ({ id, label: id, kind: 'number' }))} values={{}} onChange={() => undefined} />
      <Button type="submit">Add</Button>
      <Button type="submit" value="anyway">
        Add anyway
      </Button>
    </SubmitForm>
  );
  const { rerender } = renderInTheme(draw(['Weight', 'Length']));
  const type = (name: string, value: string) => {
    const input = screen.getByLabelText(name);
    fireEvent.change(input, { target: { value } });
    return input;
  };
  return { onSubmit, type, show: (names: readonly string[]) => rerender(draw(names)) };
}

describe('a form that is submitted as a whole', () => {
  it('is not submitted over a text that could not be read, by no button and no key, and shows its field', () => {
    const { onSubmit, type } = given();
    const weight = type('Weight', 'heavy');
    fireEvent.blur(weight);
    fireEvent.click(screen.getByText('Add'));
    fireEvent.click(screen.getByText('Add anyway'));
    expect(document.activeElement).toBe(weight);
    fireEvent.keyDown(weight, { key: 'Enter', ctrlKey: true });
    expect(onSubmit).not.toHaveBeenCalled();
    type('Weight', '12');
    fireEvent.blur(weight);
    fireEvent.click(screen.getByText('Add'));
    expect(onSubmit.mock.calls).toEqual([['']]);
  });

  it('names the pressed button, and ignores a field that is no longer shown', () => {
    const { onSubmit, type, show } = given();
    fireEvent.blur(type('Weight', 'heavy'));
    show(['Length']);
    fireEvent.click(screen.getByText('Add anyway'));
    expect(onSubmit.mock.calls).toEqual([['anyway']]);
  });

  it('is submitted once, however often it is pressed until the submission has ended', async () => {
    let end = () => {};
    const onSubmit = vi.fn(() => new Promise<void>((resolve) => (end = resolve)));
    renderInTheme(
      <SubmitForm onSubmit={onSubmit}>
        <Button type="submit">Add</Button>
      </SubmitForm>,
    );
    const button = screen.getByText('Add');
    fireEvent.click(button);
    fireEvent.click(button);
    fireEvent.keyDown(button, { key: 'Enter', ctrlKey: true });
    expect(onSubmit).toHaveBeenCalledOnce();
    await act(async () => end());
    fireEvent.click(button);
    expect(onSubmit).toHaveBeenCalledTimes(2);
  });

  it('is submitted by the keys wherever the focus is in its dialog, but not from another form', () => {
    const onSubmit = vi.fn();
    renderInTheme(
      <div role="dialog">
        <button type="button">Close</button>
        <SubmitForm onSubmit={onSubmit}>
          <Button type="submit">Delete</Button>
        </SubmitForm>
        <form>
          <button type="button">Other</button>
        </form>
      </div>,
    );
    fireEvent.keyDown(screen.getByText('Other'), { key: 'Enter', ctrlKey: true });
    expect(onSubmit).not.toHaveBeenCalled();
    fireEvent.keyDown(screen.getByText('Close'), { key: 'Enter', ctrlKey: true });
    expect(onSubmit).toHaveBeenCalledOnce();
  });

  it('is submitted by the keys with the value that was just typed', () => {
    const sent: unknown[] = [];
    function Weighed() {
      const [values, setValues] = useState<Readonly<Record<string, FieldValue>>>({ Weight: 1 });
      return (
        <SubmitForm onSubmit={() => void sent.push(values['Weight'])}>
          <Form
            specs={[{ id: 'Weight', label: 'Weight', kind: 'number' }]}
            values={values}
            onChange={(id, value) => setValues({ [id]: value })}
          />
        </SubmitForm>
      );
    }
    renderInTheme(<Weighed />);
    const weight = screen.getByLabelText('Weight');
    act(() => weight.focus());
    fireEvent.change(weight, { target: { value: '12' } });
    fireEvent.keyDown(weight, { key: 'Enter', ctrlKey: true });
    expect(sent).toEqual([12]);
  });

  it('gives the focus back to the first field with an error, or to the same field, when keys have submitted it', async () => {
    function Refusing({ errors }: { readonly errors: Readonly<Record<string, string>> }) {
      const [shown, setShown] = useState<Readonly<Record<string, string>>>({});
      return (
        <div role="dialog" tabIndex={-1}>
          <SubmitForm onSubmit={() => Promise.resolve().then(() => setShown(errors))}>
            <Form
              specs={['Weight', 'Length'].map((id) => ({ id, label: id, kind: 'number' }))}
              values={{}}
              errors={shown}
              onChange={() => undefined}
            />
          </SubmitForm>
        </div>
      );
    }
    for (const [errors, reached] of [
      [{ Length: 'Length must be filled in.' }, 'Length'],
      [{}, 'Weight'],
    ] as const) {
      const { unmount } = renderInTheme(<Refusing errors={errors} />);
      const weight = screen.getByLabelText('Weight');
      act(() => weight.focus());
      fireEvent.keyDown(weight, { key: 'Enter', ctrlKey: true });
      await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(reached)));
      unmount();
    }
  });

  it('brings the focus to a disabled button, which says why and keeps the focus when it can be pressed', async () => {
    const draw = (reason: string | undefined) => (
      <div role="dialog">
        <SubmitForm onSubmit={() => undefined}>
          <Form specs={[{ id: 'Weight', label: 'Weight', kind: 'number' }]} values={{}} onChange={() => undefined} />
          <Button type="submit" disabledReason={reason}>
            Add
          </Button>
        </SubmitForm>
      </div>
    );
    const { rerender } = renderInTheme(draw('The price is being computed.'));
    const weight = screen.getByLabelText('Weight');
    act(() => weight.focus());
    fireEvent.keyDown(weight, { key: 'Enter', ctrlKey: true });
    const button = screen.getByRole('button', { name: 'Add' });
    await waitFor(() => expect(document.activeElement).toBe(button));
    expect((await screen.findByRole('tooltip')).textContent).toBe('The price is being computed.');
    rerender(draw(undefined));
    expect(document.activeElement).toBe(button);
    await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull());
  });
});
