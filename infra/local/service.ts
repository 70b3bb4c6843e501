import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';

/** Who sent a request: the local operator, a function's role (the ARN), or nobody. */
export type Caller =
  | { readonly kind: 'operator' }
  | { readonly kind: 'role'; readonly roleArn: string }
  | { readonly kind: 'anonymous' };

/** An AWS API request after its signature was checked. Header names are in lower case. */
export interface ServiceRequest {
  readonly method: string;
  /** As sent: still percent-encoded, without the query. */
  readonly path: string;
  /** As sent: still percent-encoded, without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly caller: Caller;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One IAM question: may the caller do this action on this resource (an ARN, or `*`)? */
export interface AccessNeed {
  readonly action: string;
  readonly resource: string;
  /** Request context for condition keys, for example `{ 'dynamodb:LeadingKeys': ['a'] }`. */
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
}

/** An emulated AWS service behind the one local endpoint. */
export interface CloudService {
  /** Requests outside the API, which carry credentials of their own or none instead of a signature. */
  isUnsigned?(request: Pick<ServiceRequest, 'path'>): boolean;
  /** Every question IAM would ask before this request runs; empty for operations AWS leaves open. */
  needs(request: ServiceRequest): readonly AccessNeed[];
  handle(request: ServiceRequest): Promise<ServiceResponse>;
  /** The AWS error document this service sends, in its own protocol. */
  refuse(request: ServiceRequest, error: ServiceError): ServiceResponse;
  /** Forgets all data; resources stay. */
  reset(): void;
}

/** An error as AWS names it; `refuse` turns it into the service's own wire format. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.status = options.status ?? 400;
    this.details = options.details ?? {};
  }
}

/** A template resource with every intrinsic function already resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly stack: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What `Ref` and `Fn::GetAtt` of a resource give; a pure function of where it stands. */
export interface ResourceIdentity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** How one CloudFormation resource type comes to life in the local cloud. */
export interface ResourceType {
  /** May read literal properties (a given name), never another resource. */
  identify(resource: Omit<Resource, 'properties'> & { name: string | undefined }): ResourceIdentity;
  /** The property that names the resource, where the type has one (`TableName`). */
  readonly nameProperty?: string;
  /** Makes or updates the resource; called again at every start, so it must be repeatable. */
  create(resource: Resource, identity: ResourceIdentity): void;
}

export interface InvokeResult {
  readonly payload: unknown;
  /** Set when the function threw, timed out, ran out of memory or exited. */
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
}

/** Runs functions by ARN or name. Throws `ResourceNotFoundException` or `TooManyRequestsException`. */
export interface FunctionInvoker {
  /** As Lambda's Invoke with RequestResponse. */
  invoke(functionName: string, payload: unknown): Promise<InvokeResult>;
  /** As Lambda's Invoke with Event: stored, run soon, retried twice, then to its failure queue. */
  enqueue(functionName: string, payload: unknown): void;
}

/** An EventBridge event without the fields the bus fills in. */
export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly resources?: readonly string[];
}

/** Where services put what happened; delivery is asynchronous and at least once. */
export interface EventSink {
  put(busName: string, event: BusEvent): void;
}

export interface StreamRecord {
  readonly sequence: number;
  /** The record as Lambda receives it in `Records[]` (`eventName`, `dynamodb`, `eventSourceARN` …). */
  readonly record: Readonly<Record<string, unknown>>;
}

/** DynamoDB Streams as the event source mapping reads them. */
export interface StreamSource {
  /** Whether a table has this stream now. */
  exists(streamArn: string): boolean;
  /** Records after the sequence number, oldest first. */
  read(streamArn: string, after: number, limit: number): readonly StreamRecord[];
  /** Called after each commit that added records; the returned function unsubscribes. */
  onAppend(streamArn: string, listener: () => void): () => void;
}

/** A mail or text message as the inbox page and tests see it. */
export interface OutboxMessage {
  readonly id: string;
  readonly kind: 'email' | 'sms';
  readonly at: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string;
}

/** Decides whether a role may do something; throws `AccessDenied` with the reason where not. */
export interface AccessControl {
  check(caller: Caller, needs: readonly AccessNeed[]): void;
}

/** The secret behind an access key id, for signatures that a service checks itself (S3 POST). */
export interface Credentials {
  find(accessKeyId: string): { readonly secret: string; readonly caller: Caller } | undefined;
}

/** What every emulated service is given. State goes into `database`, in tables it names after itself. */
export interface CloudContext {
  readonly clock: Clock;
  readonly database: DatabaseSync;
  /** Folder for object bodies; made and removed by `boot`. */
  readonly objectDirectory: string;
  readonly region: string;
  readonly accountId: string;
  readonly faults: Faults;
  readonly access: AccessControl;
  readonly credentials: Credentials;
  readonly events: EventSink;
  readonly functions: FunctionInvoker;
  readonly outbox: { add(message: Omit<OutboxMessage, 'id' | 'at'>): string };
  /** Says something the operator should see, once per text. */
  readonly warn: (text: string) => void;
  /** Whether tables can be brought back to an earlier moment; costs a row for every write. */
  readonly keepsHistory?: boolean;
  /** Whether schedules run; true where nothing is said. */
  readonly runsSchedules?: boolean;
}
