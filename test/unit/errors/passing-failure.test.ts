import { describe, expect, it } from 'vitest';
import { isPassing } from '#shared/errors/passing-failure';

const failure = (facts: object) => Object.assign(new Error('x'), facts);

describe('API-21: a dependency that is down or slow', () => {
  it.each([
    ['DynamoDB throttles', { name: 'ProvisionedThroughputExceededException' }],
    ['DynamoDB fails', { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } }],
    ['SQS throttles', { name: 'RequestThrottled', $metadata: { httpStatusCode: 403 } }],
    ['S3 asks to slow down', { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }],
    ['KMS throttles', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }],
    ['Cognito or SES has too much', { name: 'TooManyRequestsException' }],
    ['an answer does not come in time', { name: 'TimeoutError', code: 'ETIMEDOUT' }],
    ['nothing listens', { code: 'ECONNREFUSED' }],
    ['a connection breaks', { code: 'ECONNRESET' }],
  ])('is one to try again: %s', (_, facts) => {
    expect(isPassing(failure(facts))).toBe(true);
  });

  it.each([
    ['a missing right', { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }],
    [
      'a request that is wrong',
      { name: 'ValidationException', $metadata: { httpStatusCode: 400 } },
    ],
    ['a defect of our own', { name: 'TypeError' }],
  ])('is not %s', (_, facts) => {
    expect(isPassing(failure(facts))).toBe(false);
  });

  it('is no text and no nothing', () => {
    expect([isPassing('TimeoutError'), isPassing(undefined)]).toEqual([false, false]);
  });
});
