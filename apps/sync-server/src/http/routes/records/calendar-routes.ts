import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { isId } from '@outpost/domain/kernel/ids';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import {
  calendarFeedOf,
  endCalendarFeed,
  makeCalendarFeed,
  ownerOfCalendar,
  writeCalendar,
} from '../../../insights/calendar-feeds.ts';
import type { InsightPorts } from '../../../insights/questions.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import type { authenticateSession } from '../../guards/authenticate.ts';
import type { Budgets } from '../../guards/budgets.ts';

export type CalendarRoutePorts = InsightPorts & {
  readonly random: RandomBytes;
  readonly budgets: Budgets;
  readonly signedIn: ReturnType<typeof authenticateSession>;
};

/** The addresses of calendars, which programs of others read without the protocol's header. */
export const calendarPrefix = '/calendars/';

const fileForm = /^([A-Za-z0-9_-]{43})\.ics$/;
const path = '/me/calendar-feed';
const tags = ['Calendar'];
const feedSchema = z.object({ madeAt: z.string().nullable(), readOn: z.string().nullable() });

/**
 * Adds the routes of subscribed calendars: a person makes and ends the address of their own, and calendar programs read
 * it. Everybody with the address sees the calendar as its person may see it. Keep it as secret as a password. It can be
 * replaced.
 */
export function addCalendarRoutes(app: OpenAPIHono<HttpEnv>, ports: CalendarRoutePorts): void {
  const common = { tags, path, middleware: ports.signedIn };
  const asked = { ...common, method: 'get', summary: "Whether the caller's calendar has an address" } as const;
  app.openapi(
    createRoute({ ...asked, responses: responsesOf('When it was made, and last read.', feedSchema) }),
    async (c) => answer(c, accept(await calendarFeedOf(ports, c.get('caller')))),
  );
  const made = { ...common, method: 'post', summary: "Makes the address of the caller's calendar" } as const;
  app.openapi(
    createRoute({
      ...made,
      request: { body: jsonBody(z.strictObject({})) },
      responses: responsesOf('The address. The earlier one no longer works.', z.object({ path: z.string() })),
    }),
    async (c) => answer(c, await makeCalendarFeed(ports, c.get('caller'))),
  );
  const ended = { ...common, method: 'delete', summary: "Ends the address of the caller's calendar" } as const;
  app.openapi(
    createRoute({ ...ended, responses: responsesOf('Ended.', z.object({ done: z.literal(true) })) }),
    async (c) => {
      await endCalendarFeed(ports, c.get('caller'));
      return answer(c, accept({ done: true as const }));
    },
  );

  const nothingHere = refuse('request/not-found', 'There is no calendar at this address.', { path: calendarPrefix });
  app.get(`${calendarPrefix}:org/:file`, async (c) => {
    const { org, file } = c.req.param();
    const key = fileForm.exec(file)?.[1];
    const owner = key !== undefined && isId(org) ? await ownerOfCalendar(ports, { orgId: org, key }) : undefined;
    if (!owner) return answer(c, nothingHere);
    const spent = ports.budgets.judge(owner, ['questionMs']);
    if (spent) return answer(c, spent);
    const worked = (ms: number): void => ports.budgets.spend(owner, 'questionMs', ms);
    const calendar = await writeCalendar({ ...ports, worked }, owner);
    if (!calendar.ok) return answer(c, calendar);
    return c.body(calendar.value, 200, {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'attachment; filename="outpost.ics"',
    });
  });
}
