/** The link by which the page of an invitation opens the app. */
export type InviteLink = {
  /** The address of the server, with protocol. */
  readonly server: string;
  /** The code of the invitation, as it is in the e-mail. */
  readonly code: string;
};

const word = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const host = `${word}(?:\\.${word}){0,20}|\\[::1\\]`;
const group = '[A-HJ-NP-Z2-9]{4}';
const form = new RegExp(`^outpost://invited/(https?)/(${host})(?::(\\d{1,5}))?/(${group}(?:-${group}){4})/?$`, 'i');
const ofThisMachine: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
/** Chosen: longer than every such link. */
const mostChars = 400;
const mostPort = 65_535;

/**
 * Reads the link of an invitation. Undefined for every other text, also for a server without https that is not on this
 * machine. The link fills in a form and does nothing by itself: the person sees the server and decides.
 */
export function readInviteLink(text: string): InviteLink | undefined {
  if (text.length > mostChars) return undefined;
  const [, protocol = '', name = '', port, code] = form.exec(text) ?? [];
  if (code === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > mostPort) return undefined;
  if (protocol.toLowerCase() === 'http' && !ofThisMachine.includes(name.toLowerCase())) return undefined;
  const server = `${protocol}://${name}${port === undefined ? '' : `:${port}`}`.toLowerCase();
  return { server, code: code.toUpperCase() };
}
