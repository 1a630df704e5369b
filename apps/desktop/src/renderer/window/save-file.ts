/** Offers a text or bytes as a download; the browser or Electron asks for the place. */
export function saveFile(
  page: Document,
  { name, content }: { readonly name: string; readonly content: string | Blob },
): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: 'text/plain;charset=utf-8' }) : content;
  const url = URL.createObjectURL(blob);
  const link = page.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
