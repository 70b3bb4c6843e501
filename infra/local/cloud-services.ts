import { createCognito } from './cognito/service.ts';
import { createDynamoDb } from './dynamodb/service.ts';
import { createEvents } from './events/service.ts';
import { createHttpApi } from './http-api/service.ts';
import { createKms } from './kms/service.ts';
import { isTrouble } from './lambda/function-log.ts';
import type { PermissionCheck } from './lambda/permissions.ts';
import { createLambda, type LambdaNeeds } from './lambda/service.ts';
import { createS3 } from './s3/service.ts';
import type { CloudContext } from './service.ts';
import { createSes } from './ses/service.ts';
import { createSms } from './sms/service.ts';
import { createSqs } from './sqs/service.ts';

/** What services need of their surroundings beyond the context. */
export interface ServiceSurroundings
  extends Pick<LambdaNeeds, 'codePath' | 'credentialsFor' | 'compiledCode'> {
  /** Address of all AWS services. */
  readonly endpointUrl: string;
  /** Address of the HTTP API. */
  readonly apiUrl: string;
  /** Keeps the trouble that functions tell of out of stderr. */
  readonly quiet: boolean;
}

export type CloudServices = ReturnType<typeof createServices>;

/** Makes every emulated service and hands each the others it works with. */
export function createServices(context: CloudContext, surroundings: ServiceSurroundings) {
  const kms = createKms(context);
  // Functions come later: nothing is invoked before all services are there.
  const permits: PermissionCheck = (...who) => lambda.permits(...who);
  const cognito = createCognito(context, { kms: kms.keys, permits });
  const dynamodb = createDynamoDb(context);
  const s3 = createS3(context);
  const ses = createSes(context);
  const sms = createSms(context);
  const sqs = createSqs(context);
  const lambda = createLambda(context, {
    ...surroundings,
    endpointUrl: () => surroundings.endpointUrl,
    queues: sqs.queues,
    streams: dynamodb.streams,
    onLog(line) {
      if (!surroundings.quiet && isTrouble(line))
        process.stderr.write(`${line.functionName}: ${line.text}\n`);
    },
  });
  const events = createEvents(context, { queues: sqs.queues, permits: lambda.permits });

  const httpApi = createHttpApi(context, { functions: lambda, permits: lambda.permits });

  const all = [kms, cognito, dynamodb, s3, ses, sms, sqs, lambda, events];
  return {
    kms,
    cognito,
    dynamodb,
    s3,
    ses,
    sms,
    sqs,
    lambda,
    events,
    httpApi,
    all,
    /** By the name in a signature. */
    byName: {
      'cognito-idp': cognito,
      dynamodb,
      events,
      kms,
      lambda,
      s3,
      scheduler: events,
      ses,
      'sms-voice': sms,
      sqs,
    },
    resourceTypes: Object.fromEntries(
      [...all, httpApi].flatMap(({ resourceTypes }) => Object.entries(resourceTypes)),
    ),
    stop: lambda.stop,
  };
}
