import { randomUUID } from 'node:crypto';
import {
  type CloudContext,
  type CloudService,
  type ResourceType,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../service.ts';
import { type KmsKeys, openKeys } from './keys.ts';
import { operations, type Prepared } from './operations.ts';
import { kmsResourceTypes } from './resources.ts';

/** KMS with symmetric keys: data keys, encryption under a context, grants that are only kept. */
export function createKms(context: CloudContext): CloudService & {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  readonly keys: KmsKeys;
} {
  const keys = openKeys(context);

  const prepare = (request: ServiceRequest): Prepared => {
    const name = operationName(request);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation)
      throw new ServiceError('UnknownOperationException', `KMS operation '${name}' is not known`);
    return operation(keys, parseBody(request.body));
  };

  return {
    keys,
    resourceTypes: kmsResourceTypes(context, keys),

    needs(request) {
      const { keyArn, context: encryptionContext } = prepare(request);
      // With no key behind it there is nothing to allow: the operation fails by itself.
      if (keyArn === undefined) return [];
      const pairs = Object.entries(encryptionContext);
      const conditions = Object.fromEntries<string | readonly string[]>(
        pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
      );
      if (pairs.length > 0) conditions['kms:EncryptionContextKeys'] = pairs.map(([name]) => name);
      return [{ action: `kms:${operationName(request)}`, resource: keyArn, conditions }];
    },

    async handle(request) {
      if (context.faults.strikes('throttle', `kms:${operationName(request)}`))
        throw new ServiceError('ThrottlingException', 'Rate exceeded');
      return respond(200, prepare(request).run());
    },

    refuse(_request, { code, status, message, details }) {
      const type = code === 'AccessDenied' ? 'AccessDeniedException' : code;
      return respond(status, { __type: type, message, ...details });
    },

    // Keys are resources and stay; grants are made at run time.
    reset() {
      context.database.exec('DELETE FROM kms_grants');
    },
  };
}

function operationName(request: ServiceRequest): string {
  return (request.headers['x-amz-target'] ?? '').replace(/^TrentService\./, '');
}

function parseBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new ServiceError('SerializationException', 'The request is not valid JSON.');
  }
}

function respond(status: number, document: Readonly<Record<string, unknown>>): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(document),
  };
}
