import type { CloudContext } from '../service.ts';
import type { FunctionDefinition } from './function-definition.ts';

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What `process.env` holds in the function: the template's variables and those Lambda adds. */
export function environmentVariables(
  definition: FunctionDefinition,
  context: Pick<CloudContext, 'region' | 'accountId'>,
  options: {
    readonly taskRoot: string;
    readonly endpointUrl: string;
    readonly credentials: RoleCredentials;
    readonly stream: string;
  },
): Readonly<Record<string, string>> {
  const { region } = context;
  const queueOrigin = `https://sqs.${region}.amazonaws.com/`;
  // The SDK takes the host of a queue URL for its endpoint and passes AWS_ENDPOINT_URL over.
  const local = (value: string) =>
    value.startsWith(queueOrigin)
      ? `${options.endpointUrl}/${value.slice(queueOrigin.length)}`
      : value
          .replaceAll(signInOrigins(region), options.endpointUrl)
          .replaceAll(keyOrigins(region), options.endpointUrl);
  const { accessKeyId, secretAccessKey, sessionToken } = options.credentials;
  return {
    ...Object.fromEntries(
      Object.entries(definition.variables).map(([name, value]) => [name, local(value)]),
    ),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_ENDPOINT_URL: options.endpointUrl,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: options.stream,
    LAMBDA_TASK_ROOT: options.taskRoot,
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    _HANDLER: definition.handlerName,
  };
}

/** Where people and programs sign in: not the SDK’s matter, and the same address for all pools here. */
function signInOrigins(region: string): RegExp {
  return new RegExp(`https://[a-z0-9-]+\\.auth\\.${region}\\.amazoncognito\\.com`, 'g');
}

/** Where the keys of a pool’s tokens lie; as an issuer, which is only a name, the address stays. */
function keyOrigins(region: string): RegExp {
  const origin = `https://cognito-idp\\.${region}\\.amazonaws\\.com`;
  return new RegExp(`${origin}(?=/[^/"]+/\\.well-known/)`, 'g');
}
