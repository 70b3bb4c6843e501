/**
 * Every error code the API can answer with, its HTTP status and its title. A code that is not here
 * cannot be thrown; the OpenAPI document and the problem documents are written from this table.
 */
export const errorCodes = {
  'request.malformed': { status: 400, title: 'The request body is not valid JSON.' },
  'request.invalid': { status: 400, title: 'The request does not match the documented form.' },
  'request.unauthenticated': { status: 401, title: 'Sign in first.' },
  'auth.step_up_required': { status: 403, title: 'Prove once more who you are, then try again.' },
  'auth.key_not_allowed': {
    status: 403,
    title: 'API keys may not do this; a person has to sign in.',
  },
  'auth.key_reads_only': { status: 403, title: 'This API key may only read.' },
  'auth.session_restricted': { status: 403, title: 'Finish what this session is for first.' },
  'request.cross_site': { status: 403, title: 'The request came from another site.' },
  'request.forbidden': { status: 403, title: 'Your role does not permit this.' },
  'request.not_found': { status: 404, title: 'There is nothing here, or you may not see it.' },
  'request.too_large': { status: 413, title: 'The request body is too large.' },
  'request.unsupported_media_type': { status: 415, title: 'Send the body as application/json.' },
  'request.precondition_required': { status: 428, title: 'Send the version you read in If-Match.' },
  'request.too_many': { status: 429, title: 'Too many requests; wait and try again.' },
  'request.idempotency_mismatch': {
    status: 422,
    title: 'This Idempotency-Key was used with another request.',
  },
  'request.idempotency_running': {
    status: 409,
    title: 'The first request with this Idempotency-Key is still running.',
  },
  'request.cursor_invalid': { status: 400, title: 'The cursor does not belong to this list.' },
  'record.version_conflict': { status: 412, title: 'The record has changed since you read it.' },
  'record.duplicate': { status: 409, title: 'Another record already holds this value.' },
  'record.reference_missing': {
    status: 422,
    title: 'A record that is referred to does not exist.',
  },
  'record.state_conflict': { status: 409, title: 'The record is not in a state that allows this.' },
  'record.too_many_writes': {
    status: 409,
    title: 'This would change more records at once than one request can.',
  },
  'record_job.state_conflict': { status: 409, title: 'The work has ended already.' },
  'campaign.opted_out': {
    status: 409,
    title: 'This person wants no mail of campaigns.',
  },
  'campaign.not_member': { status: 404, title: 'This record is not in the campaign.' },
  'campaign.state_conflict': {
    status: 409,
    title: 'The member is not in a state that allows this.',
  },
  'record.in_use': { status: 409, title: 'Other records still refer to this one.' },
  'export.too_many_rows': {
    status: 422,
    title: 'A workbook holds 1,048,575 rows; export as CSV, or filter.',
  },
  'export.state_conflict': { status: 409, title: 'The export has ended already.' },
  'view.too_many': { status: 409, title: 'You have 100 views; delete one first.' },
  'sign_in.refused': { status: 401, title: 'The login or the password is not right.' },
  'sign_in.code_wrong': { status: 401, title: 'The code is not right.' },
  'sign_in.challenge_invalid': { status: 401, title: 'The sign-in has expired; start again.' },
  'sign_in.use_company': { status: 403, title: 'Sign in through your company.' },
  'sso.not_offered': { status: 409, title: 'No company signs in this address here.' },
  'sso.refused': { status: 401, title: 'Your company’s sign-in did not let you in here.' },
  'account.code_wrong': { status: 422, title: 'The code is not right, or it is too old.' },
  'account.phone_missing': { status: 409, title: 'Set up and confirm a phone first.' },
  'account.factor_missing': { status: 409, title: 'This factor is not set up.' },
  'account.factor_required': { status: 409, title: 'Your role asks for a second factor.' },
  'passkey.not_offered': { status: 409, title: 'Passkeys are not offered here.' },
  'passkey.not_accepted': { status: 422, title: 'This passkey cannot be added.' },
  'auth.proof_refused': { status: 403, title: 'This does not prove who you are.' },
  'password.current_wrong': { status: 403, title: 'The current password is not right.' },
  'password.refused': { status: 422, title: 'The new password does not meet the policy.' },
  'recovery.refused': { status: 400, title: 'The link or code is not valid any more.' },
  'recovery.not_offered': { status: 409, title: 'This way to get back in is not offered here.' },
  'user.exists': { status: 409, title: 'Somebody with this e-mail address is already here.' },
  'user.not_invited': { status: 409, title: 'This person has already accepted the invitation.' },
  'user.state_conflict': { status: 409, title: 'The person is not in a state that allows this.' },
  'user.single_sign_on': {
    status: 409,
    title: 'This person signs in through their company, which resets what they have lost.',
  },
  'user.own_account': { status: 409, title: 'Ask another administrator to do this to you.' },
  'user.successor_required': { status: 409, title: 'Name a successor: records belong to them.' },
  'user.successor_inactive': {
    status: 422,
    title: 'The successor has to be another active person.',
  },
  'user.manager_unknown': { status: 422, title: 'The manager has to be another person here.' },
  'team.exists': { status: 409, title: 'There is a team of this name already.' },
  'user.unknown': { status: 422, title: 'There is no such person here.' },
  'team.unknown': { status: 422, title: 'There is no such team.' },
  'user.last_administrator': { status: 409, title: 'The last administrator has to stay.' },
  'role.unknown': { status: 422, title: 'There is no role with this id.' },
  'role.exists': { status: 409, title: 'There is, or was, a role with this id.' },
  'role.in_use': { status: 409, title: 'Somebody still has this role.' },
  'role.above_own': { status: 403, title: 'This role may do more than you may yourself.' },
  'role.own': { status: 403, title: 'Nobody changes the rights of their own role.' },
  'role.shipped': { status: 409, title: 'This role came with the product and stays.' },
  'role.essential': {
    status: 409,
    title: 'The administrator role has to keep what the organisation cannot do without.',
  },
  'field.exists': { status: 409, title: 'There is, or was, a field with this key.' },
  'field.label_taken': { status: 409, title: 'Another field of the object has this label.' },
  'field.too_many': { status: 409, title: 'The object has as many fields as it can have.' },
  'settings.too_large': { status: 422, title: 'There is too much text in the object’s fields.' },
  'stage.in_use': { status: 409, title: 'Deals are still in a stage that would go.' },
  'access_request.own': { status: 403, title: 'Somebody else has to answer your own request.' },
  'access_request.held_already': { status: 409, title: 'You have this already.' },
  'access_request.too_many': {
    status: 409,
    title: 'You have 10 open requests; wait for an answer or withdraw one.',
  },
  'access_request.state_conflict': { status: 409, title: 'This request is not open any more.' },
  'review.decided': { status: 409, title: 'This was decided before.' },
  'import.state_conflict': { status: 409, title: 'The import is not in a state that allows this.' },
  'service.unavailable': {
    status: 503,
    title: 'A service we depend on does not answer; try again.',
  },
  'service.failed': { status: 500, title: 'Something went wrong on our side.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** One fault in the request: where it is (a JSON path such as `emails.0`) and what to do about it. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}
