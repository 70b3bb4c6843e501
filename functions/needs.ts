/**
 * What a function may ask for. A need is granted and configured together: `infra/constructs/grants.ts`
 * turns each into IAM statements and into values for the variables listed here, so a function has
 * neither a permission without its variable nor a variable without its permission.
 */
export const needVariables = {
  'records:read': ['RECORDS_TABLE'],
  'records:write': ['RECORDS_TABLE', 'HISTORY_RETENTION_MONTHS'],
  /** What the gate needs: BatchGetItem, UpdateItem on `session#…`, `key#…`, `use#…` and `requests#…`, PutItem on `paused#…`. */
  'sessions:check': ['IDENTITY_TABLE'],
  /** How administrators have described the objects: those items only. */
  'definitions:read': ['IDENTITY_TABLE'],
  'identity:read': ['IDENTITY_TABLE'],
  'identity:write': ['IDENTITY_TABLE'],
  'audit:read': ['AUDIT_TABLE'],
  /** Only adds: nothing in the audit is ever changed or removed by a function. */
  'audit:append': ['AUDIT_TABLE', 'AUDIT_RETENTION_MONTHS'],
  'jobs:read': ['JOBS_TABLE'],
  'jobs:write': ['JOBS_TABLE'],
  'search:read': ['SEARCH_TABLE'],
  'search:write': ['SEARCH_TABLE'],
  /** Walk through all of the index. */
  'search:scan': ['SEARCH_TABLE'],
  'search-rebuild:send': ['SEARCH_REBUILD_QUEUE_URL'],
  'files:read': ['FILES_BUCKET'],
  'files:write': ['FILES_BUCKET'],
  'files:upload': ['FILES_BUCKET'],
  'import-files:send': ['IMPORT_FILES_QUEUE_URL'],
  'import-rows:send': ['IMPORT_ROWS_QUEUE_URL'],
  'off-boarding:send': ['OFF_BOARDING_QUEUE_URL'],
  /** Results only: an export reads records, never other files. */
  'exports:write': ['FILES_BUCKET'],
  'exports:read': ['FILES_BUCKET'],
  'exports:send': ['EXPORTS_QUEUE_URL'],
  'merges:send': ['MERGES_QUEUE_URL'],
  'record-jobs:send': ['RECORD_JOBS_QUEUE_URL'],
  'people:send': ['PEOPLE_QUEUE_URL'],
  /** What is written about one person for them: read it. */
  'person-files:read': ['FILES_BUCKET'],
  /** Look at imports’ rows, remove files in all versions, write what is stored about a person. */
  'person-files:erase': ['FILES_BUCKET'],
  /** Look at every item of records, jobs, search and audit: an erasure has no other way to be sure. */
  'tables:scan': ['AUDIT_TABLE'],
  'recovery:send': ['RECOVERY_QUEUE_URL'],
  'cognito:sign-in': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  /** Refresh and revoke tokens of one session, and AdminUserGlobalSignOut. */
  'cognito:sign-out': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  /** Look at and remove the second factors of a person. */
  'cognito:factors': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  /** Let passkeys stand for all factors, and set a password for whoever proved themselves by one. */
  'cognito:passkeys': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  /** The domain that passkeys belong to, or `none`; a value without a permission. */
  'passkeys:read': ['PASSKEYS_OF'],
  /** Exchange codes and tokens, which the client's secret guards. */
  'cognito:exchange': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  'cognito:recover': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  /** Look at the contacts of somebody who asks to get back in, invite them again, end a password. */
  'cognito:remind': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  /** Put back contacts that were not changed by their owner. */
  'cognito:restore-contacts': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  /** Have proofs judged on the recovery client, and set the password of who has proved themselves. */
  'cognito:prove': ['RECOVERY_CLIENT_ID'],
  /** Seal copies of authenticator secrets; open them. */
  'authenticator-copies:keep': ['AUTHENTICATOR_KEY_ARN'],
  'authenticator-copies:open': ['AUTHENTICATOR_KEY_ARN'],
  'cognito:administer': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  /** Remove the profile that a company's sign-in made. */
  'cognito:untie': ['USER_POOL_ID', 'USER_POOL_CLIENT_ID'],
  'cognito-codes:decrypt': ['CODE_KEY_ARN'],
  /** Send text messages; `none` where the deployment has nowhere to send them from. */
  'text:send': ['TEXT_SENDER'],
  /** How passwords are chosen and how people get back in; a value without a permission. */
  'auth-policy:read': ['AUTH_POLICY'],
  /** Whose people sign in through their company; a value without a permission. */
  'sso-policy:read': ['SSO_POLICY'],
  /** Who signs in through which company, for the triggers of the pool that the whole policy names. */
  'companies:read': ['COMPANIES'],
  /** Send mail, and look up and count what an address that gets none was not sent. */
  'mail:send': ['MAIL_FROM', 'MAIL_CONFIGURATION_SET', 'IDENTITY_TABLE'],
  /** Let SES send to an address again that it has suppressed by itself. */
  'mail:lift': [],
  'events:put': ['EVENT_BUS_NAME'],
} as const satisfies Record<string, readonly string[]>;

export type Need = keyof typeof needVariables;

/** The environment variables that a set of needs brings along. */
export type VariableOf<N extends Need> = (typeof needVariables)[N][number];
