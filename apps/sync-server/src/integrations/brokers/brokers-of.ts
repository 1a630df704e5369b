import type { Clock } from '@outpost/domain/kernel/ports';
import type { CloudEventMode } from '@outpost/domain/kernel/events/cloud-event';
import type { Broker } from '../../jobs/brokers/broker.ts';
import type { KafkaSettings } from './kafka-broker.ts';
import type { NatsSettings } from './nats-broker.ts';

export type BrokerSettings = {
  readonly nats: NatsSettings | null;
  readonly kafka: KafkaSettings | null;
  readonly mode: CloudEventMode;
};

/** Opens the brokers of the settings. Their clients are loaded only where there are some. Nothing is connected yet. */
export async function brokersOf({ nats, kafka, mode }: BrokerSettings, clock: Clock): Promise<readonly Broker[]> {
  return [
    ...(nats ? [(await import('./nats-broker.ts')).natsBroker(nats, { mode, clock })] : []),
    ...(kafka ? [(await import('./kafka-broker.ts')).kafkaBroker(kafka, mode)] : []),
  ];
}
