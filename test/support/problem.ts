import { expect } from 'vitest';
import * as z from 'zod';
import { type ErrorCode, errorCodes } from '#shared/errors/codes';
import { securityHeaders } from '#shared/http/problem';
import type { ApiAnswer } from './api-client.ts';

/** Written anew, not taken from the product: what clients rely on when something went wrong. */
const ProblemDocument = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string().min(1),
  status: z.int(),
  code: z.enum(Object.keys(errorCodes) as ErrorCode[]),
  requestId: z.string().min(8),
  detail: z.string().min(1).optional(),
  fields: z
    .array(z.strictObject({ field: z.string().min(1), message: z.string().min(1) }))
    .min(1)
    .optional(),
  conflictsWith: z.string().optional(),
  mergedInto: z.string().optional(),
});

/** What is wrong with the form of an answer, whatever it says; nothing for a good one. */
export function faultsOf(answer: ApiAnswer, isFile = false): string[] {
  const { status, headers } = answer;
  const faults: string[] = [];
  if (status >= 500) faults.push(`answers ${status}`);
  for (const [name, value] of Object.entries(securityHeaders)) {
    const own = isFile && (name === 'cache-control' || name === 'content-security-policy');
    if (headers.get(name) === null || (!own && headers.get(name) !== value))
      faults.push(`${name}: ${headers.get(name)}`);
  }
  if (headers.get('server') ?? headers.get('x-powered-by')) faults.push('names its software');
  if (status < 400) return faults;
  if (headers.get('content-type') !== 'application/problem+json; charset=utf-8')
    faults.push(`content-type: ${headers.get('content-type')}`);
  const problem = ProblemDocument.safeParse(answer.body);
  if (!problem.success) return [...faults, `problem document: ${problem.error.message}`];
  const { code, requestId } = problem.data;
  if (problem.data.status !== status || errorCodes[code].status !== status)
    faults.push(`status ${status} with ${answer.text}`);
  if (headers.get('x-request-id') !== requestId) faults.push('two request ids');
  if (status === 401 && headers.get('www-authenticate') !== 'Bearer')
    faults.push('no WWW-Authenticate');
  if (status === 429 && !/^[1-9]\d*$/.test(headers.get('retry-after') ?? ''))
    faults.push('no Retry-After');
  return faults;
}

/** Asserts a refusal: its code, the status that belongs to it, and the whole form of the answer. */
export function expectProblem(answer: ApiAnswer, code: ErrorCode): void {
  expect({ code: answer.body?.code, faults: faultsOf(answer) }).toEqual({ code, faults: [] });
}

/** The names of the fields at fault. */
export function fieldsOf(answer: ApiAnswer): string[] {
  return (answer.body?.fields ?? []).map(({ field }: { field: string }) => field);
}
