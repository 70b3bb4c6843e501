import { ServiceError } from '../service.ts';

const failure = (code: string) => (message: string) => new ServiceError(code, message);

export const notAuthorized = failure('NotAuthorizedException');
export const invalidParameter = failure('InvalidParameterException');
export const resourceNotFound = failure('ResourceNotFoundException');
export const invalidPassword = failure('InvalidPasswordException');
export const unsupportedOperation = failure('UnsupportedOperationException');

/** Wrong name and wrong password read alike. */
export const wrongCredentials = () => notAuthorized('Incorrect username or password.');

export const userDisabled = () => notAuthorized('User is disabled.');

export const userNotFound = () => failure('UserNotFoundException')('User does not exist.');

export const codeMismatch = () =>
  failure('CodeMismatchException')('Invalid verification code provided, please try again.');

export const codeExpired = () =>
  failure('ExpiredCodeException')('Invalid code provided, please request a code again.');

export const limitExceeded = () =>
  failure('LimitExceededException')('Attempt limit exceeded, please try after some time.');

export const aliasExists = (attribute: string) =>
  failure('AliasExistsException')(`An account with the given ${attribute} already exists.`);

export const usernameExists = (what: string) => failure('UsernameExistsException')(what);
