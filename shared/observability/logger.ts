import { Logger } from '@aws-lambda-powertools/logger';

/** What a log line may carry besides code and sentence: ids, counts and names of things, never values of people. */
export interface LogFields {
  readonly requestId?: string;
  readonly operation?: string;
  readonly userId?: string;
  readonly recordId?: string;
  readonly importId?: string;
  readonly errorCode?: string;
  readonly errorName?: string;
  readonly status?: number;
  readonly count?: number;
  readonly durationMs?: number;
  readonly attempt?: number;
  readonly queue?: string;
  readonly object?: string;
  readonly stack?: string;
}

/** Writes one JSON line per event: a stable code, a sentence, and allow-listed fields only. */
export interface Log {
  info(code: string, sentence: string, fields?: LogFields): void;
  warn(code: string, sentence: string, fields?: LogFields): void;
  error(code: string, sentence: string, fields?: LogFields): void;
}

const allowed = [
  'requestId',
  'operation',
  'userId',
  'recordId',
  'importId',
  'errorCode',
  'errorName',
  'status',
  'count',
  'durationMs',
  'attempt',
  'queue',
  'object',
  'stack',
] as const satisfies readonly (keyof LogFields)[];

/** A log for one function; whatever is not on the allow list is dropped, even if a caller casts it in. */
export function createLog(functionName: string): Log {
  const logger = new Logger({ serviceName: functionName });
  const only = (code: string, fields: LogFields = {}) => ({
    code,
    ...Object.fromEntries(
      allowed.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
    ),
  });
  return {
    info: (code, sentence, fields) => logger.info(sentence, only(code, fields)),
    warn: (code, sentence, fields) => logger.warn(sentence, only(code, fields)),
    error: (code, sentence, fields) => logger.error(sentence, only(code, fields)),
  };
}

/** Where an unexpected error was thrown, without its message: messages may quote what people typed. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return 'not an Error';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 8).map((line) => line.trim())].join(' | ');
}
