import { signingService } from '../signature.ts';

/** The emulated services, by the names that signatures carry. */
export type ServiceName =
  | 'cognito-idp'
  | 'dynamodb'
  | 'events'
  | 'kms'
  | 'lambda'
  | 's3'
  | 'scheduler'
  | 'ses'
  | 'sms-voice'
  | 'sqs';

const names: Readonly<Record<string, ServiceName>> = {
  'cognito-idp': 'cognito-idp',
  dynamodb: 'dynamodb',
  events: 'events',
  kms: 'kms',
  lambda: 'lambda',
  s3: 's3',
  scheduler: 'scheduler',
  ses: 'ses',
  'sms-voice': 'sms-voice',
  sqs: 'sqs',
};

/** Prefix of `X-Amz-Target`, for the operations that may be called without a signature. */
const targets: Readonly<Record<string, ServiceName>> = {
  AWSCognitoIdentityProviderService: 'cognito-idp',
  AWSEvents: 'events',
  AmazonSQS: 'sqs',
  DynamoDBStreams_20120810: 'dynamodb',
  DynamoDB_20120810: 'dynamodb',
  TrentService: 'kms',
};

const cognitoPath = /^\/(oauth2\/|saml2\/|(login|logout)$|([^/]+\/)?\.well-known\/)/;

/**
 * The service a request is for: as signed, else by its target, else by its path; what remains is S3,
 * whose public objects and form uploads carry nothing. Undefined for a service that is not emulated.
 */
export function serviceOf(request: {
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
}): ServiceName | undefined {
  const signed = signingService(request);
  if (signed !== undefined) return Object.hasOwn(names, signed) ? names[signed] : undefined;
  const target = request.headers['x-amz-target']?.split('.')[0];
  if (target !== undefined) return Object.hasOwn(targets, target) ? targets[target] : undefined;
  return cognitoPath.test(request.path) ? 'cognito-idp' : 's3';
}
