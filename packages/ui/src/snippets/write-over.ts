/**
 * Replaces a part of a text field, as if the person had typed it: the field reports a change, and Ctrl+Z takes it back in one step.
 * Returns whether the browser keeps that step. `execCommand` is the only browser call that keeps it. Where it is missing, the caller
 * takes the text back itself.
 */
export function writeOver(
  area: HTMLTextAreaElement,
  { from, to, text }: { readonly from: number; readonly to: number; readonly text: string },
): boolean {
  area.focus();
  area.setSelectionRange(from, to);
  if (typeof document.execCommand === 'function' && document.execCommand('insertText', false, text)) return true;
  area.setRangeText(text, from, to, 'end');
  area.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }));
  return false;
}
