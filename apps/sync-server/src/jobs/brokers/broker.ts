import type { CloudEventMode } from '@outpost/domain/kernel/events/cloud-event';

/** The kinds of brokers that the server knows. */
export const brokerNames = ['nats', 'kafka'] as const;
export type BrokerName = (typeof brokerNames)[number];

/** One event for one topic. */
export type OutMessage = {
  /** Tenant, number and topic: a broker that knows it already drops the message. */
  readonly id: string;
  readonly topic: string;
  /** The tenant. Messages of one key keep their order in a topic. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** `unreachable`: no connection, or no answer in time. `refused`: the broker answered no: no stream, no rights, too large. */
export type BrokerFault = { readonly kind: 'unreachable' | 'refused'; readonly message: string };
/** `confirmed`: how many messages from the first one on the broker has stored for good. Fewer than all: with a fault, or out of time. */
export type PublishOutcome = { readonly confirmed: number; readonly fault?: BrokerFault };

/** A broker, by its adapter. It never throws, and its messages have no secrets. */
export type Broker = {
  readonly name: BrokerName;
  /** The way in which CloudEvents travel, and the prefix of their headers in the binary one. */
  readonly mode: CloudEventMode;
  readonly prefix: 'ce-' | 'ce_';
  /** Publishes messages in their order. It begins no message after `untilMs`, and stops at the first that is not confirmed. */
  readonly publish: (messages: readonly OutMessage[], untilMs: number) => Promise<PublishOutcome>;
  readonly close: () => Promise<void>;
};
