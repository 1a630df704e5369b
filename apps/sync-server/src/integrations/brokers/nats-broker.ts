import {
  jetstream,
  jetstreamManager,
  JetStreamApiError,
  type JetStreamClient,
  JetStreamError,
} from '@nats-io/jetstream';
import { connect, headers as natsHeaders, type NatsConnection, nanos } from '@nats-io/transport-node';
import type { CloudEventMode } from '@outpost/domain/kernel/events/cloud-event';
import type { Clock } from '@outpost/domain/kernel/ports';
import type { Broker, BrokerFault, OutMessage, PublishOutcome } from '../../jobs/brokers/broker.ts';

/** The settings of a NATS server with JetStream. `url`: nats:// or tls://, with user and password where it asks for them. */
export type NatsSettings = { readonly url: string; readonly stream: string };

/** The subjects of the stream: all topics of events. */
const subjects = ['*.events', '*.*.events'];
/** Chosen: a broker that does not answer within it counts as away. */
const answerMs = 5_000;
/** Chosen: what a server repeats after a crash comes within it. JetStream keeps an id for so long. */
const duplicatesMs = 3_600_000;
/** As Kafka's default: a consumer that is off for a week loses nothing. */
const keptMs = 7 * 86_400_000;

type Open = { readonly connection: NatsConnection; readonly client: JetStreamClient };

/** EVT-18: returns the adapter for NATS JetStream. It connects when something is published, and again after a loss. */
export function natsBroker(settings: NatsSettings, { mode, clock }: { readonly mode: CloudEventMode; readonly clock: Clock }): Broker {
  const state: { open: Open | undefined } = { open: undefined };
  const opened = async (): Promise<Open> => {
    if (state.open && !state.open.connection.isClosed()) return state.open;
    const connection = await connectTo(settings.url);
    try {
      await ensureStream(connection, settings.stream);
    } catch (error) {
      await connection.close();
      throw error;
    }
    state.open = { connection, client: jetstream(connection, { timeout: answerMs }) };
    return state.open;
  };
  return {
    name: 'nats',
    mode,
    prefix: 'ce-',
    async publish(messages, untilMs): Promise<PublishOutcome> {
      let confirmed = 0;
      try {
        const { client } = await opened();
        for (const message of messages) {
          if (clock.nowMs() >= untilMs) break;
          await publishOne(client, message, settings.stream); // one after the other: a later one is never stored before an earlier one
          confirmed += 1;
        }
        return { confirmed };
      } catch (error) {
        return { confirmed, fault: faultOf(error) };
      }
    },
    async close() {
      await state.open?.connection.close();
    },
  };
} // prettier-ignore

/** Opens a connection that does not reconnect by itself: what it would hold back comes again from the journal. */
export function connectTo(url: string): Promise<NatsConnection> {
  const { protocol, username, password, host } = new URL(url);
  const user = decodeURIComponent(username);
  const login = user === '' ? {} : password === '' ? { token: user } : { user, pass: decodeURIComponent(password) };
  return connect({
    servers: host,
    ...login,
    ...(protocol === 'tls:' ? { tls: {} } : {}),
    name: 'outpost',
    reconnect: false,
    timeout: answerMs,
    pingInterval: 20_000,
  });
}

/** Makes the stream where there is none. One that exists is the operator's, and stays as it is. */
async function ensureStream(connection: NatsConnection, name: string): Promise<void> {
  const manager = await jetstreamManager(connection, { timeout: answerMs, checkAPI: false });
  try {
    await manager.streams.info(name);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.status !== 404) throw error;
    await manager.streams.add({ name, subjects, duplicate_window: nanos(duplicatesMs), max_age: nanos(keptMs) });
  }
}

async function publishOne(client: JetStreamClient, { id, topic, headers, body }: OutMessage, stream: string): Promise<void> {
  const sent = natsHeaders();
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  await client.publish(topic, body, { msgID: id, headers: sent, expect: { streamName: stream }, timeout: answerMs });
} // prettier-ignore

/** The server answered, and not with a confirmation. Anything else is a connection that failed, or silence. */
function faultOf(error: unknown): BrokerFault {
  const message = error instanceof Error ? error.message : 'unknown';
  const isAnswer = error instanceof JetStreamApiError || error instanceof JetStreamError;
  return { kind: isAnswer ? 'refused' : 'unreachable', message };
}
