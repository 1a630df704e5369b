/** Codes of failures before a connection stands: its name is not known, or nobody takes it. */
const codes: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_SOCKET_CONNECTION_TIMEOUT']); // prettier-ignore
/** The system calls that come before anything is sent. ETIMEDOUT alone does not say whether the connection stood. */
const calls: ReadonlySet<unknown> = new Set(['getaddrinfo', 'connect']);

/** Returns whether a request failed before anything of it left this server. Then trying again sends nothing twice. False: nobody knows. */
export function wasUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown }; // of Node's own errors
  if (codes.has(code) || calls.has(syscall)) return true;
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(wasUnsent); // of a name with several addresses
  return error.cause !== undefined && wasUnsent(error.cause); // `fetch` wraps it
}
