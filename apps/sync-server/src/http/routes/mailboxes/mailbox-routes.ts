import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { isOneAddress } from '@outpost/domain/kernel/text/email-address';
import { mailboxKeepings, mailboxProblems } from '../../../gateway/mailboxes/mailbox.ts';
import { mailboxProviderKeys } from '../../../gateway/mailboxes/mailbox-sign-in.ts';
import { type MailboxOauthPorts, startMailSignIn } from '../../../integrations/mailboxes/mailbox-oauth.ts';
import { connectMailbox, disconnectMailbox, keepMails, type ManageMailboxPorts, showMailbox } from '../../../integrations/mailboxes/manage-mailbox.ts'; // prettier-ignore
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import type { authenticateSession } from '../../guards/authenticate.ts';

const path = '/me/mailbox';
const sendingSchema = z.strictObject({ host: z.string().min(1).max(253), port: z.int().min(1).max(65_535) });
const mailboxSchema = z.object({
  address: z.string(),
  host: z.string(),
  port: z.number().int(),
  userName: z.string(),
  provider: z
    .enum(mailboxProviderKeys)
    .nullable()
    .describe('The provider at which the caller signed in; null: by a password.'),
  sending: sendingSchema
    .nullable()
    .describe('The mail server that sends what the caller writes; null: the organisation sends it.'),
  keeps: z.enum(mailboxKeepings).describe('Whether new e-mails are shared at once, or belong to the caller until they share them.'), // prettier-ignore
  madeAt: z.string(),
  readAt: z.string().nullable(),
  kept: z.number().int().describe('The answers that it has brought.'),
  skipped: z.number().int().describe('The e-mails that the server could not read.'),
  problem: z.enum(mailboxProblems).nullable().describe('Why it was not read the last time.'),
});
const shownSchema = z.object({
  mailbox: mailboxSchema.nullable(),
  providers: z
    .array(z.enum(mailboxProviderKeys))
    .describe('The providers at which people can sign in here; empty: by a password alone.'),
});

/** Adds the routes by which a person connects their own mailbox. Nobody else sees or changes it. */
export function addMailboxRoutes(
  app: OpenAPIHono<HttpEnv>,
  ports: ManageMailboxPorts & {
    readonly signedIn: ReturnType<typeof authenticateSession>;
    /** Undefined: people sign in by a password alone. */
    readonly oauth: MailboxOauthPorts | undefined;
  },
): void {
  const { oauth } = ports;
  const providers = oauth?.providers.map(({ key }) => key) ?? [];
  const common = { tags: ['Mailbox'], path, middleware: ports.signedIn };
  const asked = { ...common, method: 'get', summary: "The caller's mailbox" } as const;
  app.openapi(createRoute({ ...asked, responses: responsesOf('The mailbox; null: none.', shownSchema) }), async (c) => {
    const mailbox = await showMailbox(ports, c.get('caller'));
    return answer(c, mailbox.ok ? accept({ mailbox: mailbox.value, providers }) : mailbox);
  });
  const connected = { ...common, method: 'put', summary: "Connects the caller's mailbox" } as const;
  app.openapi(
    createRoute({
      ...connected,
      request: {
        body: jsonBody(
          z.strictObject({
            address: z.string().max(320).refine(isOneAddress, 'must be one e-mail address'),
            host: z.string().min(1).max(253),
            port: z.int().min(1).max(65_535),
            userName: z.string().min(1).max(320),
            password: z.string().min(1).max(1_000),
            sending: sendingSchema.nullable().default(null),
          }),
        ),
      },
      responses: responsesOf('The mailbox. The server has signed in to it.', shownSchema),
    }),
    async (c) => {
      const mailbox = await connectMailbox(ports, c.get('caller'), c.req.valid('json'));
      return answer(c, mailbox.ok ? accept({ mailbox: mailbox.value, providers }) : mailbox);
    },
  );
  const started = { ...common, path: `${path}/sign-in`, method: 'post', summary: 'Begins a sign-in to the mailbox at a provider' } as const; // prettier-ignore
  app.openapi(
    createRoute({
      ...started,
      request: { body: jsonBody(z.strictObject({ provider: z.enum(mailboxProviderKeys) })) },
      responses: responsesOf("The provider's page for the browser. It is valid for ten minutes.", z.object({ address: z.string() })), // prettier-ignore
    }),
    async (c) => {
      const { provider } = c.req.valid('json');
      if (!oauth)
        return answer(c, refuse('request/invalid', 'body.provider: this server offers no sign-in to mailboxes. Its operator sets OUTPOST_MAILBOX_PROVIDERS and OUTPOST_PUBLIC_URL.', { path: 'body.provider' })); // prettier-ignore
      return answer(c, await startMailSignIn(oauth, c.get('caller'), provider));
    },
  );
  const kept = {
    ...common,
    path: `${path}/keeping`,
    method: 'put',
    summary: 'Sets whether new e-mails are private',
  } as const;
  app.openapi(
    createRoute({
      ...kept,
      request: { body: jsonBody(z.strictObject({ keeps: z.enum(mailboxKeepings) })) },
      responses: responsesOf('The mailbox. E-mails that it has brought before stay as they are.', shownSchema),
    }),
    async (c) => {
      const mailbox = await keepMails(ports, c.get('caller'), c.req.valid('json').keeps);
      return answer(c, mailbox.ok ? accept({ mailbox: mailbox.value, providers }) : mailbox);
    },
  ); // prettier-ignore
  const ended = { ...common, method: 'delete', summary: "Disconnects the caller's mailbox" } as const;
  app.openapi(
    createRoute({ ...ended, responses: responsesOf('Disconnected.', z.object({ done: z.literal(true) })) }),
    async (c) => {
      const done = await disconnectMailbox(ports, c.get('caller'));
      return answer(c, done.ok ? accept({ done: true as const }) : done);
    },
  );
}
