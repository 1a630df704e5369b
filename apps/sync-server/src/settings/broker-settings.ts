import { z } from 'zod';

const switches = ['on', 'off'] as const;
const modes = ['structured', 'binary'] as const;
/** Several hosts, which no parser of addresses takes. The password may have escapes (%40). */
const kafkaUrl =
  /^(kafkas?):\/\/(?:([^:@/\s]+):([^@/\s]+)@)?([a-z0-9.[\]:-]+:\d{1,5}(?:,[a-z0-9.[\]:-]+:\d{1,5})*)\/?(?:\?sasl=(plain|scram-sha-256|scram-sha-512))?$/i;

const isNatsUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && ['nats:', 'tls:'].includes(url.protocol) && url.hostname !== '' && /^\/?$/.test(url.pathname);
};

/** The settings of brokers that get the events of all organisations (ADR 149), and of the server's own consumer of events. */
export const brokerFields = {
  OUTPOST_NATS_URL: z
    .string()
    .refine(isNatsUrl, 'is not an address that begins with nats:// or tls:// and names one server')
    .optional(),
  OUTPOST_NATS_STREAM: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'is not a name of letters, digits, _ and -')
    .default('OUTPOST'),
  OUTPOST_KAFKA_URL: z
    .string()
    .regex(kafkaUrl, 'is not kafka:// or kafkas://, a user with a password where needed, and hosts with their ports')
    .optional(),
  OUTPOST_WELCOME_MAILS: z.enum(switches, `is none of ${switches.join(', ')}`).default('off'),
  OUTPOST_EVENTS_MODE: z.enum(modes, `is none of ${modes.join(', ')}`).default('structured'),
};

/** A valid example of each of them. */
export const brokerExamples = {
  OUTPOST_NATS_URL: 'nats://outpost:secret@nats.internal.example.com:4222',
  OUTPOST_NATS_STREAM: 'OUTPOST',
  OUTPOST_KAFKA_URL: 'kafkas://outpost:secret@kafka-1.example.com:9093,kafka-2.example.com:9093?sasl=scram-sha-512',
  OUTPOST_EVENTS_MODE: 'binary',
  OUTPOST_WELCOME_MAILS: 'on',
} as const satisfies Record<keyof typeof brokerFields, string>;

type Given = z.output<z.ZodObject<typeof brokerFields>>;

const mechanisms = { plain: 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' } as const;

/** The brokers of the settings; null: the server does not publish there. */
export type BrokersSetting = {
  readonly nats: { readonly url: string; readonly stream: string } | null;
  readonly kafka: {
    readonly brokers: readonly string[];
    readonly isTls: boolean;
    readonly login: { readonly mechanism: (typeof mechanisms)[keyof typeof mechanisms]; readonly username: string; readonly password: string } | null; // prettier-ignore
  } | null;
  readonly mode: (typeof modes)[number];
  /** Whether the server greets new people by mail: a consumer of its own events. */
  readonly welcomes: boolean;
};

/** Returns the brokers of the settings. A user without a mechanism signs in by SCRAM-SHA-512, which sends no password. */
export function brokersSettingOf(given: Given): BrokersSetting {
  const { OUTPOST_NATS_URL: url, OUTPOST_NATS_STREAM: stream, OUTPOST_KAFKA_URL: kafka, OUTPOST_EVENTS_MODE: mode } = given; // prettier-ignore
  const [, scheme, username, password, hosts = '', sasl] = kafkaUrl.exec(kafka ?? '') ?? [];
  const asked = sasl?.toLowerCase();
  const mechanism = asked === 'plain' || asked === 'scram-sha-256' ? mechanisms[asked] : mechanisms['scram-sha-512'];
  const login =
    username === undefined || password === undefined
      ? null
      : { mechanism, username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return {
    nats: url === undefined ? null : { url, stream },
    kafka: scheme === undefined ? null : { brokers: hosts.split(','), isTls: scheme.toLowerCase() === 'kafkas', login },
    mode,
    welcomes: given.OUTPOST_WELCOME_MAILS === 'on',
  };
}
