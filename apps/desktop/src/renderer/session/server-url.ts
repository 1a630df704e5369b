/** The address as people type it, completed: "outpost.example" means https; a bare port or local name stays http. Empty when it is no address. */
export function serverUrl(typed: string): string {
  const text = typed.trim().replace(/\/+$/, '');
  const whole = /^https?:\/\//i.test(text)
    ? text
    : `${/^(localhost|127\.|\[::1\])/i.test(text) ? 'http' : 'https'}://${text}`;
  return text !== '' && URL.canParse(whole) ? whole : '';
}
