import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { mailExamples, mailFields, type MailSetting, mailSettingOf } from './mail-settings.ts';
import { mailboxExamples, mailboxFields, type MailboxProviderSetting, mailboxProvidersOf } from './mailbox-settings.ts';
import { pushExamples, pushFields, type PushSetting, pushSettingOf } from './push-settings.ts';
import { brokerExamples, brokerFields, type BrokersSetting, brokersSettingOf } from './broker-settings.ts';

/**
 * The place of the master key: the environment, a file of the operator, or a service with the interface of Vault's transit
 * engine. Otherwise a file in the server's own data folder, which is made at the first start. That file protects a backup of the
 * database, but not a copy of the whole folder.
 */
export type MasterKeySetting =
  | { readonly in: 'environment'; readonly keys: string }
  | { readonly in: 'file'; readonly path: string }
  | { readonly in: 'service'; readonly url: string; readonly key: string; readonly token: string }
  | { readonly in: 'data-folder'; readonly folder: string };

/** 32 bytes in base64url; several: newest first. */
const masterKeys = /^[A-Za-z0-9_-]{43}(\s*,\s*[A-Za-z0-9_-]{43})*$/;

type SsoClient = { readonly clientId: string; readonly secret: string };

/** The server's parsed settings. `.env.example` explains each, with its default. */
export type ServerSettings = {
  /** The owner's connection: it migrates and creates the server's role. Null: the database is already migrated. */
  readonly databaseUrl: string | null;
  /** The app role's own connection. Null: derived from the owner's, which is then given. */
  readonly appDatabaseUrl: string | null;
  readonly port: number;
  readonly host: string;
  /** The server's address for devices. Null: the address that it listens on. Without a slash at its end. */
  readonly publicUrl: string | null;
  /** The address at which people get the program, named on the page of an invitation. Null: the page names none. */
  readonly downloadUrl: string | null;
  /** The number of our own proxies in front (http/guards/client-address.ts). */
  readonly proxies: number;
  /** The files of the certificate and its key. Null: the server uses plain HTTP, at a loopback address or behind a proxy only. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Whether the rates of the API are counted by each server for itself, or by all servers on the database together. */
  readonly apiRates: 'own' | 'shared';
  /** The origins whose pages may use the API. Empty: none. */
  readonly apiOrigins: readonly string[];
  /** The folder for data outside the database: keys. */
  readonly dataDir: string;
  /** The place of the key that encrypts the server's other secrets. */
  readonly masterKey: MasterKeySetting;
  /** The algorithm of access tokens. */
  readonly tokenAlgorithm: (typeof tokenAlgorithms)[number];
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** The data that devices consider durable (S-1c): every commit, or the content of a backup by `npm run -s durable`. */
  readonly durability: 'commit' | 'backup';
  /** Null: e-mails wait. */
  readonly mail: MailSetting | null;
  /** The account for text messages. Null: none are sent, and codes by text message are not offered. */
  readonly sms: {
    readonly account: string;
    readonly token: string;
    readonly from: string;
    readonly url: string | null;
    /** By the id of an organisation, the number or messaging service of its texts. Others send none. */
    readonly senders: Readonly<Record<string, string>>;
  } | null;
  /** The bucket for files' bytes. Null: the folder `files` in `dataDir`. */
  readonly s3: {
    readonly bucket: string;
    readonly region: string;
    /** Null: Amazon's own. */
    readonly endpoint: string | null;
    readonly keyId: string;
    readonly secret: string;
  } | null;
  /** The megabytes of files that each tenant may have. */
  readonly filesMbPerTenant: number;
  /** The people who get an account by themselves (`tenancy/registering/registration.ts`). */
  readonly registration: (typeof registrations)[number];
  /** The list of breached passwords (`identity/passwords/breach-list.ts`). Null: there is none. */
  readonly breached: { readonly at: string; readonly whenUnreachable: (typeof breachAnswers)[number] } | null;
  /** Addresses of services that adapters of packs reach, by "pack.service" (T-22). An adapter without its service is not made. */
  readonly services: Readonly<Record<string, string>>;
  /** The server's own clients at providers of identity that all tenants may use. */
  readonly ssoClients: { readonly google?: SsoClient; readonly microsoft?: SsoClient };
  /**
   * "host:port" of identity providers in the operator's own network, which the server may ask although their addresses
   * are private.
   */
  readonly trustedHosts: readonly string[];
  /** Name servers that are asked for the TXT records of domains; none: those of this machine. */
  readonly nameServers: readonly string[];
  /** The brokers that get the events of all organisations. */
  readonly brokers: BrokersSetting;
  readonly mailboxProviders: readonly MailboxProviderSetting[];
  readonly push: PushSetting;
};

/** A wrong setting with the error and a valid example. The value is included only if it contains no secret. */
export type SettingProblem = { readonly name: string; readonly problem: string; readonly example: string };
export type SettingsResult =
  | { readonly ok: true; readonly value: ServerSettings }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

type Environment = Readonly<Record<string, string | undefined>>;

const urlWith = (...protocols: readonly string[]) =>
  z.string('is missing').refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `is not an address that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`,
  });
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `is not between ${least} and ${most}` });
const readJson = (text: string, at: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    at.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
};
const serviceAddresses = z
  .string()
  .transform(readJson)
  .pipe(
    z.record(
      z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, 'names a service that is not written as "pack.service"'),
      urlWith('http:', 'https:'),
    ),
  );
/** Each number and each messaging service belongs to one organisation: what comes in to it must not reach another (MSG-16). */
const textSenders = z
  .string()
  .transform(readJson)
  .pipe(
    z.record(
      z.uuid('names an organisation by something else than its id'),
      z
        .string()
        .regex(/^(\+[1-9]\d{6,14}|MG[0-9a-f]{32})$/, 'has a sender that is neither a number nor a messaging service'),
    ),
  )
  .refine((senders) => new Set(Object.values(senders)).size === Object.keys(senders).length, {
    error: 'gives one sender to two organisations',
  });
const apiRates = ['own', 'shared'] as const;
const origins = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine((all) => all.every((one) => URL.canParse(one) && new URL(one).origin === one), {
    error: 'has an entry that is not an origin such as https://app.example.com, without a path',
  });
const durabilities = ['commit', 'backup'] as const;
/** As in `tenancy/registering/registration.ts`, which this file may not import; the compiler compares the two in `start.ts`. */
const registrations = ['open', 'invited', 'closed'] as const;
/** The decision on a new password while the list of breached ones can't be asked. */
const breachAnswers = ['accept', 'refuse'] as const;
const tokenAlgorithms = ['EdDSA', 'RS256'] as const;
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** "host:port", separated by commas. */
const trustedHosts = z
  .string()
  .transform((text) => text.split(',').map((host) => host.trim().toLowerCase()))
  .refine(
    (hosts) => hosts.every((host) => /^[a-z0-9.-]+:\d{1,5}$/.test(host)),
    'is not a list of hosts with their ports',
  );

/** IP addresses, with or without a port, separated by commas. */
const nameServers = z
  .string()
  .transform((text) => text.split(',').map((server) => server.trim()))
  .refine((servers) => servers.every((server) => isNameServer(server)), 'is not a list of IP addresses');
const isNameServer = (server: string): boolean => {
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(server)?.[1] ?? /^([\d.]+)(?::\d{1,5})?$/.exec(server)?.[1];
  return isIP(bare ?? server) !== 0;
};

const schema = z.object({
  DATABASE_URL: urlWith('postgres:', 'postgresql:').optional(),
  APP_DATABASE_URL: urlWith('postgres:', 'postgresql:').optional(),
  OUTPOST_PORT: wholeNumber(0, 65_535).default(8_420),
  OUTPOST_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'is neither a host name nor an address')
    .default('127.0.0.1'),
  OUTPOST_PUBLIC_URL: urlWith('http:', 'https:').optional(),
  OUTPOST_DOWNLOAD_URL: urlWith('https:').optional(),
  OUTPOST_PROXIES: wholeNumber(0, 10).default(0),
  OUTPOST_TLS_CERT: z.string().optional(),
  OUTPOST_TLS_KEY: z.string().optional(),
  OUTPOST_API_RATES: z.enum(apiRates, `is none of ${apiRates.join(', ')}`).default('own'),
  OUTPOST_API_ORIGINS: origins.default([]),
  OUTPOST_DATA_DIR: z.string().optional(),
  OUTPOST_MASTER_KEY: z
    .string()
    .regex(masterKeys, 'is not 32 bytes in base64url (several: newest first, separated by commas)')
    .optional(),
  OUTPOST_MASTER_KEY_FILE: z.string().optional(),
  OUTPOST_KMS_URL: urlWith('https:', 'http:').optional(),
  OUTPOST_KMS_KEY: z.string().default('outpost'),
  OUTPOST_KMS_TOKEN: z.string().optional(),
  OUTPOST_TOKEN_ALGORITHM: z.enum(tokenAlgorithms, `is none of ${tokenAlgorithms.join(', ')}`).default('EdDSA'),
  OUTPOST_LOG_LEVEL: z.enum(levels, `is none of ${levels.join(', ')}`).default('info'),
  OUTPOST_DURABILITY: z.enum(durabilities, `is none of ${durabilities.join(', ')}`).default('commit'),
  OUTPOST_REGISTRATION: z.enum(registrations, `is none of ${registrations.join(', ')}`).default('invited'),
  OUTPOST_BREACHED_PASSWORDS: z
    .string()
    .refine(
      (text) => (/^[a-z][a-z0-9+.-]+:\/\//i.test(text) ? URL.parse(text)?.protocol === 'https:' : isAbsolute(text)),
      {
        error: 'is neither an address that begins with https:// nor a whole path',
      },
    )
    .optional(),
  OUTPOST_BREACHED_PASSWORDS_UNREACHABLE: z
    .enum(breachAnswers, `is none of ${breachAnswers.join(', ')}`)
    .default('accept'),
  ...mailFields,
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/, 'is not the id of a Twilio account')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'is not a telephone number with its country code')
    .optional(),
  TWILIO_URL: urlWith('http:', 'https:').optional(),
  TWILIO_TEXT_SENDERS: textSenders.default({}),
  OUTPOST_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not the name of a bucket')
    .optional(),
  OUTPOST_S3_ENDPOINT: urlWith('http:', 'https:').optional(),
  OUTPOST_S3_REGION: z.string().default('us-east-1'),
  OUTPOST_S3_KEY_ID: z.string().optional(),
  OUTPOST_S3_SECRET: z.string().optional(),
  OUTPOST_FILES_MB_PER_TENANT: wholeNumber(1, 100_000_000).default(20_000),
  OUTPOST_SERVICES: serviceAddresses.default({}),
  OUTPOST_GOOGLE_CLIENT_ID: z.string().optional(),
  OUTPOST_GOOGLE_CLIENT_SECRET: z.string().optional(),
  OUTPOST_MICROSOFT_CLIENT_ID: z.string().optional(),
  OUTPOST_MICROSOFT_CLIENT_SECRET: z.string().optional(),
  OUTPOST_TRUSTED_HOSTS: trustedHosts.default([]),
  OUTPOST_NAME_SERVERS: nameServers.default([]),
  ...brokerFields,
  ...mailboxFields,
  ...pushFields,
});
/** The name of a setting. */
export type SettingName = keyof z.input<typeof schema>;

/** A valid example of each setting. */
export const settingExamples: Readonly<Record<SettingName, string>> = {
  DATABASE_URL: 'postgres://outpost_owner:secret@127.0.0.1:5432/outpost',
  APP_DATABASE_URL: 'postgres://outpost_app:secret@127.0.0.1:5432/outpost',
  OUTPOST_PORT: '8420',
  OUTPOST_HOST: '127.0.0.1',
  OUTPOST_PUBLIC_URL: 'https://outpost.example.com',
  OUTPOST_DOWNLOAD_URL: 'https://example.com/get-outpost',
  OUTPOST_PROXIES: '1',
  OUTPOST_TLS_CERT: '/etc/outpost/certificate.pem',
  OUTPOST_TLS_KEY: '/etc/outpost/key.pem',
  OUTPOST_API_RATES: 'shared',
  OUTPOST_API_ORIGINS: 'https://app.example.com',
  OUTPOST_DATA_DIR: '/var/opt/outpost',
  OUTPOST_MASTER_KEY: 'the result of: openssl rand 32 | basenc --base64url | tr -d =',
  OUTPOST_MASTER_KEY_FILE: '/run/secrets/outpost-master-key',
  OUTPOST_KMS_URL: 'https://vault.example.com',
  OUTPOST_KMS_KEY: 'outpost',
  OUTPOST_KMS_TOKEN: 'a token that may encrypt and decrypt with that key',
  OUTPOST_TOKEN_ALGORITHM: 'RS256',
  OUTPOST_LOG_LEVEL: 'info',
  OUTPOST_DURABILITY: 'backup',
  OUTPOST_REGISTRATION: 'open',
  OUTPOST_BREACHED_PASSWORDS: 'https://api.pwnedpasswords.com/range',
  OUTPOST_BREACHED_PASSWORDS_UNREACHABLE: 'accept',
  ...mailExamples,
  TWILIO_ACCOUNT_SID: 'AC0123456789abcdef0123456789abcdef',
  TWILIO_AUTH_TOKEN: 'the token of that account',
  TWILIO_FROM: '+14155550100',
  TWILIO_URL: 'https://api.twilio.com',
  TWILIO_TEXT_SENDERS: '{"0190b1f2-7c00-7000-8000-000000000001":"+14155550101"}',
  OUTPOST_S3_BUCKET: 'outpost-files',
  OUTPOST_S3_ENDPOINT: 'https://s3.example.com',
  OUTPOST_S3_REGION: 'eu-central-1',
  OUTPOST_S3_KEY_ID: 'the id of an access key',
  OUTPOST_S3_SECRET: 'the secret of that key',
  OUTPOST_FILES_MB_PER_TENANT: '20000',
  OUTPOST_GOOGLE_CLIENT_ID: '1234567890-abc.apps.googleusercontent.com',
  OUTPOST_GOOGLE_CLIENT_SECRET: 'the secret of that client',
  OUTPOST_MICROSOFT_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
  OUTPOST_MICROSOFT_CLIENT_SECRET: 'the secret of that client',
  OUTPOST_TRUSTED_HOSTS: 'login.internal.example.com:443',
  OUTPOST_NAME_SERVERS: '9.9.9.9,149.112.112.112',
  OUTPOST_SERVICES: '{"pack.service":"https://service.example.com"}',
  ...brokerExamples,
  ...mailboxExamples,
  ...pushExamples,
};
const isName = (name: unknown): name is SettingName => typeof name === 'string' && Object.hasOwn(settingExamples, name);

/** Reads the settings once, at the start. An empty one counts as absent. */
export function readSettings(environment: Environment): SettingsResult {
  const given = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      isName(name) && value !== undefined && value.trim() !== '' ? [[name, value.trim()]] : [],
    ),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.flatMap(({ path: [name], message }) =>
        isName(name) ? [{ name, problem: message, example: settingExamples[name] }] : [],
      ),
    };
  }
  const rest = parsed.data;
  if (rest.DATABASE_URL === undefined && rest.APP_DATABASE_URL === undefined)
    return { ok: false, problems: [{ name: 'DATABASE_URL', problem: 'is missing', example: settingExamples.DATABASE_URL }] }; // prettier-ignore
  const mail = mailSettingOf(rest);
  if (mail && 'problem' in mail) return { ok: false, problems: [mail] };
  const ssoClients = ssoClientsOf(rest);
  if ('problem' in ssoClients) return { ok: false, problems: [ssoClients] };
  const sms = smsOf(rest);
  if (sms && 'problem' in sms) return { ok: false, problems: [sms] };
  const push = pushSettingOf(rest);
  if (push && 'missing' in push)
    return { ok: false, problems: [{ name: push.missing, problem: 'is missing, and Web Push needs it', example: settingExamples[push.missing] }] }; // prettier-ignore
  const { OUTPOST_S3_BUCKET: bucket, OUTPOST_S3_KEY_ID: keyId, OUTPOST_S3_SECRET: secret } = rest;
  const keyless = keyId === undefined ? 'OUTPOST_S3_KEY_ID' : secret === undefined ? 'OUTPOST_S3_SECRET' : undefined;
  if (bucket !== undefined && keyless !== undefined)
    return {
      ok: false,
      problems: [
        { name: keyless, problem: 'is missing, and OUTPOST_S3_BUCKET needs it', example: settingExamples[keyless] },
      ],
    };
  const s3 =
    bucket === undefined || keyId === undefined || secret === undefined
      ? null
      : { bucket, keyId, secret, region: rest.OUTPOST_S3_REGION, endpoint: rest.OUTPOST_S3_ENDPOINT ?? null };
  const dataDir = rest.OUTPOST_DATA_DIR ?? join(platformFolder(environment), 'outpost', 'server');
  const tls = tlsOf(rest);
  if (tls && 'problem' in tls) return { ok: false, problems: [tls] };
  const masterKey = masterKeyOf(rest, dataDir);
  if ('problem' in masterKey) return { ok: false, problems: [masterKey] };
  return {
    ok: true,
    value: {
      databaseUrl: rest.DATABASE_URL ?? null,
      appDatabaseUrl: rest.APP_DATABASE_URL ?? null,
      port: rest.OUTPOST_PORT,
      host: rest.OUTPOST_HOST,
      publicUrl: rest.OUTPOST_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
      downloadUrl: rest.OUTPOST_DOWNLOAD_URL ?? null,
      proxies: rest.OUTPOST_PROXIES,
      tls,
      apiRates: rest.OUTPOST_API_RATES,
      apiOrigins: rest.OUTPOST_API_ORIGINS,
      dataDir,
      masterKey,
      tokenAlgorithm: rest.OUTPOST_TOKEN_ALGORITHM,
      logLevel: rest.OUTPOST_LOG_LEVEL,
      durability: rest.OUTPOST_DURABILITY,
      mail,
      sms,
      s3,
      filesMbPerTenant: rest.OUTPOST_FILES_MB_PER_TENANT,
      registration: rest.OUTPOST_REGISTRATION,
      breached:
        rest.OUTPOST_BREACHED_PASSWORDS === undefined
          ? null
          : { at: rest.OUTPOST_BREACHED_PASSWORDS, whenUnreachable: rest.OUTPOST_BREACHED_PASSWORDS_UNREACHABLE },
      services: rest.OUTPOST_SERVICES,
      ssoClients,
      trustedHosts: rest.OUTPOST_TRUSTED_HOSTS,
      nameServers: rest.OUTPOST_NAME_SERVERS,
      brokers: brokersSettingOf(rest),
      mailboxProviders: mailboxProvidersOf(rest),
      push,
    },
  };
}

/** Returns the account for text messages: three settings together, or null for none of them. */
function smsOf(given: z.output<typeof schema>): ServerSettings['sms'] | SettingProblem {
  const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token, TWILIO_FROM: from, TWILIO_URL: url = null, TWILIO_TEXT_SENDERS: senders } = given; // prettier-ignore
  if (account === undefined && Object.keys(senders).length === 0) return null;
  if (account === undefined)
    return { name: 'TWILIO_ACCOUNT_SID', problem: 'is missing, and TWILIO_TEXT_SENDERS needs it', example: settingExamples.TWILIO_ACCOUNT_SID }; // prettier-ignore
  if (token !== undefined && from !== undefined) return { account, token, from, url, senders };
  const name = token === undefined ? 'TWILIO_AUTH_TOKEN' : 'TWILIO_FROM';
  return { name, problem: 'is missing, and TWILIO_ACCOUNT_SID needs it', example: settingExamples[name] };
}

/** Returns the clients at Google and Microsoft: each has two settings together, or none. */
function ssoClientsOf(given: z.output<typeof schema>): ServerSettings['ssoClients'] | SettingProblem {
  const missing = (name: SettingName, other: SettingName): SettingProblem => ({ name, problem: `is missing, and ${other} needs it`, example: settingExamples[name] }); // prettier-ignore
  const { OUTPOST_GOOGLE_CLIENT_ID: google, OUTPOST_GOOGLE_CLIENT_SECRET: googleSecret, OUTPOST_MICROSOFT_CLIENT_ID: microsoft, OUTPOST_MICROSOFT_CLIENT_SECRET: microsoftSecret } = given; // prettier-ignore
  if (google !== undefined && googleSecret === undefined)
    return missing('OUTPOST_GOOGLE_CLIENT_SECRET', 'OUTPOST_GOOGLE_CLIENT_ID');
  if (microsoft !== undefined && microsoftSecret === undefined)
    return missing('OUTPOST_MICROSOFT_CLIENT_SECRET', 'OUTPOST_MICROSOFT_CLIENT_ID');
  return {
    ...(google !== undefined && googleSecret !== undefined
      ? { google: { clientId: google, secret: googleSecret } }
      : {}),
    ...(microsoft !== undefined && microsoftSecret !== undefined ? { microsoft: { clientId: microsoft, secret: microsoftSecret } } : {}), // prettier-ignore
  };
}

/** Whether only programs of this machine reach an address. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * Returns the files of the certificate. At an address that others reach, a certificate or a proxy of ours is needed: passwords and records
 * would travel unencrypted.
 */
function tlsOf({
  OUTPOST_TLS_CERT: certFile,
  OUTPOST_TLS_KEY: keyFile,
  OUTPOST_HOST: host,
  OUTPOST_PROXIES: proxies,
}: z.output<typeof schema>): ServerSettings['tls'] | SettingProblem {
  const missing = (name: 'OUTPOST_TLS_CERT' | 'OUTPOST_TLS_KEY', why: string): SettingProblem => ({
    name,
    problem: `is missing, and ${why}`,
    example: settingExamples[name],
  });
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  if (certFile !== undefined) return missing('OUTPOST_TLS_KEY', 'OUTPOST_TLS_CERT needs it');
  if (keyFile !== undefined) return missing('OUTPOST_TLS_CERT', 'OUTPOST_TLS_KEY needs it');
  if (isLoopback(host) || proxies > 0) return null;
  return missing('OUTPOST_TLS_CERT', `others reach the address ${host}: give a certificate, or say in OUTPOST_PROXIES that a proxy of yours has one`); // prettier-ignore
}

/** Returns the place of the master key: one of three settings, or none of them. */
function masterKeyOf(given: z.output<typeof schema>, dataDir: string): MasterKeySetting | SettingProblem {
  const {
    OUTPOST_MASTER_KEY: text,
    OUTPOST_MASTER_KEY_FILE: path,
    OUTPOST_KMS_URL: url,
    OUTPOST_KMS_TOKEN: token,
  } = given;
  const problem = (name: SettingName, what: string): SettingProblem => ({
    name,
    problem: what,
    example: settingExamples[name],
  });
  const places = [text, path, url].filter((one) => one !== undefined);
  if (places.length > 1)
    return problem(url === undefined ? 'OUTPOST_MASTER_KEY_FILE' : 'OUTPOST_KMS_URL', 'is one master key too many: give one of OUTPOST_MASTER_KEY, OUTPOST_MASTER_KEY_FILE and OUTPOST_KMS_URL'); // prettier-ignore
  if (url !== undefined && token === undefined)
    return problem('OUTPOST_KMS_TOKEN', 'is missing, and OUTPOST_KMS_URL needs it');
  if (url !== undefined && token !== undefined) return { in: 'service', url, key: given.OUTPOST_KMS_KEY, token };
  if (path !== undefined) return { in: 'file', path };
  return text === undefined ? { in: 'data-folder', folder: dataDir } : { in: 'environment', keys: text };
}

/** The settings of operators' commands, which need the owner's connection. */
export type OperatorSettings = ServerSettings & { readonly databaseUrl: string };

/** Reads the settings for a command of operators. */
export function readOperatorSettings(
  environment: Environment,
): { readonly ok: true; readonly value: OperatorSettings } | Extract<SettingsResult, { readonly ok: false }> {
  const settings = readSettings(environment);
  if (!settings.ok) return settings;
  const { databaseUrl } = settings.value;
  if (databaseUrl !== null) return { ok: true, value: { ...settings.value, databaseUrl } };
  const problem = "is missing: this command needs the owner's connection";
  return { ok: false, problems: [{ name: 'DATABASE_URL', problem, example: settingExamples.DATABASE_URL }] };
}

/** Returns the errors that prevent a start, a line for each setting: its name, the error, a valid example. */
export const settingsMessage = (problems: readonly SettingProblem[]): string =>
  [
    'The settings are wrong:',
    ...problems.map(({ name, problem, example }) => `  ${name} ${problem}. Example: ${name}=${example}`),
    'All settings are explained in .env.example.',
  ].join('\n');

/** Returns this platform's folder for a person's data. `npm start` uses the same folder. */
function platformFolder(environment: Environment): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (process.platform === 'win32') return environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  return environment['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
}
