/** A message as a consumer receives it. */
export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** System attributes, as strings: `ApproximateReceiveCount`, `SentTimestamp` … */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, MessageAttribute>>;
}

/** A message attribute as the JSON protocol carries it; binary values in base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Queues by ARN for other services of the same process. Throws `QueueDoesNotExist` where there is none. */
export interface QueueAccess {
  exists(arn: string): boolean;
  /** Puts a message and returns its id. */
  send(
    arn: string,
    body: string,
    options?: {
      readonly delaySeconds?: number;
      readonly attributes?: Readonly<Record<string, MessageAttribute>>;
    },
  ): string;
  /** Takes up to `max` visible messages; seconds of invisibility default to the queue's own. */
  receive(arn: string, max: number, visibilityTimeout?: number): readonly QueueMessage[];
  delete(arn: string, receiptHandle: string): void;
  changeVisibility(arn: string, receiptHandle: string, seconds: number): void;
  /** Called when messages may have become visible; the returned function unsubscribes. */
  onAvailable(arn: string, listener: () => void): () => void;
  counts(arn: string): QueueCounts;
}
