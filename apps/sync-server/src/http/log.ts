import { type DestinationStream, destination, type Logger, pino } from 'pino';

/** Levels that can be set, from the fewest lines to the most. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Deeper causes are cut: an error can be its own cause. */
const mostCauses = 5;

// Personal data and secrets that drivers and libraries quote in messages: e-mail addresses, our tokens, JWTs, passwords in URLs.
const personal =
  /[^\s"'<>()=:,;]+@[^\s"'<>()=:,;]+|\bo[prt]1\.[\w.-]+|\beyJ[\w-]+\.[\w-]*(?:\.[\w-]*)?|(?<=:\/\/)[^\s/@]+(?=@)/g;

/** Returns a text without the personal data and secrets that have a known form. */
export const withoutPersonalData = (text: string): string => text.replace(personal, '[left out]');

/**
 * Returns an error in its logged form: message, stack and causes. Other properties stay out unless named here: Postgres
 * puts the values of a row into `detail`, and HTTP clients their headers.
 */
export function loggedError(error: unknown, depth = 0): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: withoutPersonalData(String(error)) };
  const named = Object.fromEntries(
    ['code', 'severity', 'table', 'column', 'constraint', 'routine'].flatMap((key) =>
      key in error ? [[key, Reflect.get(error, key) as unknown]] : [],
    ),
  );
  return {
    type: error.name,
    message: withoutPersonalData(error.message),
    stack: withoutPersonalData(error.stack ?? ''),
    ...named,
    ...(error.cause === undefined || depth >= mostCauses ? {} : { cause: loggedError(error.cause, depth + 1) }),
  };
}

/**
 * Creates the server's log: one JSON object per line, on stderr unless `to` is given. It has ids, codes, times and
 * patterns of routes, and no personal data.
 */
export function createLog({
  level,
  to = destination(2),
}: {
  readonly level: LogLevel;
  readonly to?: DestinationStream;
}): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => loggedError(error) },
    },
    to,
  );
}
