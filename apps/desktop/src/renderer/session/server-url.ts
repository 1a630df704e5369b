/**
 * Completes a typed address: "outpost.example" means https; a bare port or a local name stays http. Returns an empty text for an
 * invalid address.
 */
export function serverUrl(typed: string): string {
  const text = typed.trim().replace(/\/+$/, '');
  const whole = /^https?:\/\//i.test(text)
    ? text
    : `${/^(localhost|127\.|\[::1\])/i.test(text) ? 'http' : 'https'}://${text}`;
  return text !== '' && URL.canParse(whole) ? whole : '';
}
