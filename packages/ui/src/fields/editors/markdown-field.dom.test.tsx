import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { PeopleContext } from '../../markdown/people-context.ts';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';
import { markdownIn, writeMarkdown } from '../../testing/write-markdown.ts';
import type { FieldSpec } from '../field-spec.ts';
import { FieldRow } from '../field-row.tsx';
import { FieldEditor } from './field-editor.tsx';

installDomLayout();
const spec: FieldSpec = { id: 'about', label: 'About', kind: 'long-text', isMarkdown: true, maxChars: 200 };
const box = () => screen.findByRole('textbox', { name: 'About' });

describe('a field of Markdown', () => {
  it('[S-4] stores the text with the lines that were not changed byte for byte', async () => {
    const text = '*  one  \n\n***two***\n1) three\t\n<b>raw</b> | a | b |\n\n  * * *\nsetext\n---';
    const onChange = vi.fn();
    renderInTheme(<FieldEditor spec={spec} value={text} onChange={onChange} />);
    const editor = await box();
    expect(markdownIn(editor)).toBe(text);
    writeMarkdown(editor, text.replace('three', 'THREE'));
    fireEvent.blur(editor);
    expect(onChange).toHaveBeenCalledExactlyOnceWith(text.replace('three', 'THREE'));
  });

  it('[S-5] keeps each keystroke as a draft, opens with a draft, and Esc leaves the old text', async () => {
    const onDraft = vi.fn();
    const [onChange, onDone] = [vi.fn(), vi.fn()];
    renderInTheme(
      <FieldEditor spec={spec} value="Old" variant="inline" initialText="Half a" {...{ onChange, onDone, onDraft }} />,
    );
    const editor = await box();
    expect(markdownIn(editor)).toBe('Half a');
    writeMarkdown(editor, 'Half a no');
    expect(onDraft).toHaveBeenLastCalledWith('Half a no');
    fireEvent.keyDown(editor, { key: 'Escape', keyCode: 27 });
    expect(onDone).toHaveBeenCalledExactlyOnceWith('escape');
    expect([onChange.mock.calls.length, onDraft.mock.lastCall]).toEqual([0, [undefined]]);
  });

  it('is not left by a press on its toolbar, whose buttons name their keys and are one stop of Tab', async () => {
    const onChange = vi.fn();
    renderInTheme(<FieldEditor spec={spec} value="South wall" onChange={onChange} />);
    const editor = await box();
    writeMarkdown(editor, 'South');
    const bold = screen.getByRole('button', { name: 'Bold' });
    fireEvent.blur(editor, { relatedTarget: bold });
    expect(onChange).not.toHaveBeenCalled();
    fireEvent.click(bold);
    expect(markdownIn(editor)).toBe('**South**');
    const stops = () => screen.getAllByRole('button').filter(({ tabIndex }) => tabIndex === 0);
    expect(stops()).toEqual([bold]);
    fireEvent.keyDown(bold, { key: 'ArrowRight' });
    expect(stops()).toEqual([screen.getByRole('button', { name: 'Italic' })]);
    fireEvent.keyDown(editor, { key: 'b', keyCode: 66, ctrlKey: true });
    expect(markdownIn(editor)).toBe('South');
  });

  it('refuses a pasted text without room whole, and says how much room there is', async () => {
    renderInTheme(<FieldEditor spec={spec} value="Short" onChange={vi.fn()} />);
    const editor = await box();
    const data: Readonly<Record<string, string>> = { 'text/plain': 'x'.repeat(300) };
    const clipboardData = { getData: (type: string) => data[type] ?? '', types: ['text/plain'] };
    fireEvent.paste(editor, { clipboardData });
    expect(screen.getByRole('alert').textContent).toBe(
      'This text has 300 characters, and there is room for 195 here. Nothing was pasted. Keep a long text as a file.',
    );
    expect(markdownIn(editor)).toBe('Short');
  });

  it('offers the people of the app after an @, and writes the whole name', async () => {
    const people = vi.fn(() => Promise.resolve([{ id: '1', name: 'Tobin Brecklin', detail: 'North' }]));
    renderInTheme(
      <PeopleContext value={people}>
        <FieldEditor spec={spec} value="" onChange={vi.fn()} />
      </PeopleContext>,
    );
    const editor = await box();
    writeMarkdown(editor, 'Ask @to');
    const option = await screen.findByRole('option', { name: /@Tobin Brecklin/ });
    expect(people).toHaveBeenLastCalledWith('to');
    fireEvent.mouseDown(option);
    await waitFor(() => expect(markdownIn(editor)).toBe('Ask @Tobin Brecklin '));
  });

  it('is shown with its format in a row: no HTML, and only links that the app may open', async () => {
    const value = '**South** <img src=x onerror=alert(1)> [good](https://example.com/a) [bad](javascript:alert(1)) [file](file:///etc/passwd) @Ilse'; // prettier-ignore
    const { container } = renderInTheme(<FieldRow spec={spec} value={value} onChange={vi.fn()} />);
    expect(container.querySelector('strong')?.textContent).toBe('South');
    expect(container.querySelector('img')).toBeNull();
    expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(['https://example.com/a']);
    expect(container.textContent).toContain('<img src=x onerror=alert(1)>');
    expect(container.textContent).toContain('bad');
    fireEvent.click(screen.getByRole('button', { name: 'Change About' }));
    expect(markdownIn(await box())).toBe(value);
  });
});
