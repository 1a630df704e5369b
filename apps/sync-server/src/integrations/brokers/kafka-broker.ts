import { ProduceAcks, Producer, SASLMechanisms, stringSerializers } from '@platformatic/kafka';
import type { CloudEventMode } from '@outpost/domain/kernel/events/cloud-event';
import type { Broker, BrokerFault, PublishOutcome } from '../../jobs/brokers/broker.ts';

/** The settings of a Kafka cluster. */
export type KafkaSettings = {
  /** "host:port" of some of its brokers. */
  readonly brokers: readonly string[];
  readonly isTls: boolean;
  readonly login: { readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'; readonly username: string; readonly password: string } | null;
}; // prettier-ignore

/** Chosen: a broker that does not answer within it counts as away. */
const answerMs = 5_000;

/**
 * EVT-19: returns the adapter for Kafka. A batch is one send that all replicas in sync confirm. Its messages have the tenant as key, so
 * each tenant's keep their order in a topic. Where a send fails, the whole batch comes again: Kafka drops no repetition, a consumer does.
 */
export function kafkaBroker(settings: KafkaSettings, mode: CloudEventMode): Broker {
  const { brokers, isTls, login } = settings;
  const producer = new Producer({
    clientId: 'outpost',
    bootstrapBrokers: [...brokers],
    serializers: stringSerializers,
    autocreateTopics: true, // where the cluster allows it
    acks: ProduceAcks.ALL,
    retries: 0, // the worker tries again
    timeout: answerMs,
    connectTimeout: answerMs,
    requestTimeout: answerMs,
    ...(isTls ? { tls: {} } : {}),
    ...(login === null ? {} : { sasl: { ...login, mechanism: saslOf[login.mechanism] } }),
  });
  return {
    name: 'kafka',
    mode,
    prefix: 'ce_',
    async publish(messages): Promise<PublishOutcome> {
      if (messages.length === 0) return { confirmed: 0 };
      try {
        await producer.send({
          messages: messages.map(({ topic, key, headers, body }) => ({ topic, key, headers, value: body })),
        });
        return { confirmed: messages.length };
      } catch (error) {
        return { confirmed: 0, fault: faultOf(error) };
      }
    },
    close: () => producer.close(true),
  };
}

const saslOf = {
  PLAIN: SASLMechanisms.PLAIN,
  'SCRAM-SHA-256': SASLMechanisms.SCRAM_SHA_256,
  'SCRAM-SHA-512': SASLMechanisms.SCRAM_SHA_512,
} as const;

/** The codes of the client for a connection that failed, or silence. Anything else is an answer. */
const silent = new Set(['PLT_KFK_NETWORK', 'PLT_KFK_TIMEOUT']);

function faultOf(error: unknown): BrokerFault {
  const causes = error instanceof AggregateError ? error.errors : [error];
  const first: unknown = causes[0] ?? error;
  const code = first instanceof Error && 'code' in first ? first.code : undefined;
  const message = first instanceof Error ? first.message : 'unknown';
  return { kind: typeof code === 'string' && silent.has(code) ? 'unreachable' : 'refused', message };
}
