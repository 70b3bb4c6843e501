import { ServiceError } from '../service.ts';

/** The answer to a request that breaks a rule of the API. */
export function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** As `invalid`, in the words AWS puts before a rule about parameter values. */
export function invalidValues(detail: string): ServiceError {
  return invalid(`One or more parameter values were invalid: ${detail}`);
}

/** The answer for a table or stream that does not exist. */
export function notFound(message = 'Requested resource not found'): ServiceError {
  return new ServiceError('ResourceNotFoundException', message);
}

/** The answer for a body whose JSON types do not fit the API. */
export function malformed(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}
