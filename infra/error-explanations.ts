import type { ErrorCode } from '#shared/errors/codes';

/** When a code is answered, and what the caller does about it. */
export type Explanation = readonly [when: string, todo: string];

/** Every code explained, for docs/errors.md: a new code does not compile until it stands here. */
export const errorExplanations: Readonly<Record<ErrorCode, Explanation>> = {
  'request.malformed': ['The body is not valid JSON in UTF-8.', 'Mend the body.'],
  'request.invalid': [
    'A parameter, header or field is missing, unknown or of the wrong form.',
    'Correct what `fields` names and send it again.',
  ],
  'request.unauthenticated': [
    'There is no session, or it has ended, expired or been revoked.',
    'Sign in, then repeat the request.',
  ],
  'auth.step_up_required': [
    'The operation asks for a proof of identity at most five minutes old.',
    'Send `POST /step-up`, then repeat the request.',
  ],
  'auth.session_restricted': [
    'The session serves one purpose only, such as setting a password that is too old.',
    'Do what `detail` says first.',
  ],
  'auth.proof_refused': [
    'The proof of identity was not accepted, or is too old.',
    'Begin the step-up again.',
  ],
  'auth.key_not_allowed': [
    'The operation is not for API keys, or the key is not for this operation.',
    'Call it in a session of a person, or use another key.',
  ],
  'auth.key_reads_only': ['The key is made for reading only.', 'Use a key that may write.'],
  'request.cross_site': [
    'A browser sent the session cookie from another site.',
    'Call the API from the product’s own origin, or with a bearer token.',
  ],
  'request.forbidden': [
    'The role does not permit this at all, or not for this record or field.',
    'Leave out the fields that `fields` names, or ask for access: `POST /access-requests`.',
  ],
  'request.not_found': [
    'Nothing is there under this id or path, or it is out of the caller’s reach.',
    'Check the id; what one may not see is answered alike.',
  ],
  'request.too_large': ['The body exceeds the operation’s limit.', 'Send less at once.'],
  'request.unsupported_media_type': [
    'The body is not declared as JSON.',
    'Send `Content-Type: application/json`.',
  ],
  'request.precondition_required': [
    'A change does not name the version it was made from.',
    'Read the record and send its `ETag` as `If-Match`.',
  ],
  'request.too_many': [
    'A person or an API key has sent more requests than one caller may, or the operation or the gateway has a limit of its own.',
    'Wait as many seconds as `Retry-After` says, or a few where it is missing, then repeat; send less: `RateLimit-Policy` tells how many.',
  ],
  'request.idempotency_mismatch': [
    'The `Idempotency-Key` came with another request before.',
    'Use a new key for a new request.',
  ],
  'request.idempotency_running': [
    'The first request under this `Idempotency-Key` is not done.',
    'Wait a moment, then repeat the same request.',
  ],
  'request.cursor_invalid': [
    'The cursor is from another list, another caller or another role.',
    'Start the list anew without a cursor.',
  ],
  'record.version_conflict': [
    'The record has another version than `If-Match` names.',
    'Read it again, make the change anew and send the new `ETag`.',
  ],
  'record.duplicate': [
    'Another record holds a value that only one may have.',
    'Change the value, or use the record that `conflictsWith` names.',
  ],
  'record.reference_missing': [
    'A record or person that is referred to is not there, or not to be seen.',
    'Correct the reference that `fields` names.',
  ],
  'record.state_conflict': [
    'The record’s state does not lead there, or has frozen the field.',
    'Read `detail`, and move the record to a state that allows it.',
  ],
  'record.too_many_writes': [
    'One request would change more than a transaction takes.',
    'Do it in smaller steps.',
  ],
  'record.in_use': [
    'Other records refer to the one that is to be deleted.',
    'Change or delete those first.',
  ],
  'record_job.state_conflict': ['The work on a list has ended.', 'Start it again if needed.'],
  'campaign.opted_out': [
    'A person who wants no mail of campaigns is to be put into one or sent something.',
    'Leave them out; only they take it back.',
  ],
  'campaign.not_member': [
    'The record is not a member of the campaign.',
    'Put it into the campaign first.',
  ],
  'campaign.state_conflict': [
    'The member’s status does not lead to the one that was asked for.',
    'Read the member and choose a status that follows.',
  ],
  'export.too_many_rows': [
    'A workbook would have more rows than Excel opens.',
    'Export as CSV, or filter the list.',
  ],
  'export.state_conflict': ['The export has ended.', 'Start another one.'],
  'view.too_many': ['Somebody has 100 saved views.', 'Delete one first.'],
  'sign_in.refused': [
    'Login or password are wrong, or the account may not sign in; nothing says which.',
    'Try again, or recover the account.',
  ],
  'sign_in.code_wrong': ['The code of the second factor is wrong.', 'Send the current code.'],
  'sign_in.challenge_invalid': [
    'The started sign-in is too old or was used.',
    'Begin the sign-in again.',
  ],
  'sign_in.use_company': [
    'The address belongs to a company that signs its people in.',
    'Go through `POST /sso/start`.',
  ],
  'sso.not_offered': ['No company is set up for the address.', 'Sign in with a password.'],
  'sso.refused': [
    'The company’s answer was not accepted, or the person is not known here.',
    'Start again, or ask an administrator for an invitation.',
  ],
  'account.code_wrong': ['A code sent for confirmation is wrong or too old.', 'Ask for a new one.'],
  'account.phone_missing': ['There is no confirmed phone.', 'Confirm a phone first.'],
  'account.factor_missing': ['The factor is not set up.', 'Set it up first.'],
  'account.factor_required': [
    'The role asks for a second factor, and this is the last one.',
    'Set up another one first.',
  ],
  'passkey.not_offered': ['The deployment has no domain for passkeys.', 'Use another way.'],
  'passkey.not_accepted': [
    'The device’s answer does not fit the question that it was asked.',
    'Start again with fresh options.',
  ],
  'password.current_wrong': ['The current password is wrong.', 'Send the right one.'],
  'password.refused': [
    'The new password is too short, too plain, known, or used before.',
    'Choose another one; `fields` says why.',
  ],
  'recovery.refused': [
    'A link, code or proof is wrong, used or too old; nothing says which.',
    'Start the recovery again.',
  ],
  'recovery.not_offered': ['The deployment does not offer this way.', 'Choose another way.'],
  'user.exists': ['The e-mail address belongs to somebody here.', 'Use that account.'],
  'user.unknown': ['There is no person with this id.', 'Correct the id.'],
  'user.not_invited': ['The invitation has been accepted.', 'There is nothing to send again.'],
  'user.state_conflict': [
    'The person’s state does not allow it: disabled, locked or only invited.',
    'Change the state first.',
  ],
  'user.single_sign_on': [
    'The person signs in through their company.',
    'Let the company reset what they have lost.',
  ],
  'user.own_account': [
    'An administrator tries it on their own account.',
    'Ask another administrator.',
  ],
  'user.successor_required': [
    'The leaver owns records and no successor is named.',
    'Name a successor.',
  ],
  'user.successor_inactive': ['The successor is not active.', 'Name another active person.'],
  'user.manager_unknown': ['The manager is nobody here, or the person.', 'Name another person.'],
  'user.last_administrator': [
    'Nobody would be left to administer.',
    'Make somebody else an administrator first.',
  ],
  'team.exists': ['A team has this name.', 'Choose another name.'],
  'team.unknown': ['There is no team with this id.', 'Correct the id.'],
  'role.unknown': ['There is no role with this id.', 'Correct the id.'],
  'role.exists': ['A role has or had this id.', 'Choose another id.'],
  'role.in_use': ['Somebody has the role.', 'Give its holders another one first.'],
  'role.above_own': ['The role may do more than the caller.', 'Ask somebody who may do as much.'],
  'role.own': ['It would change the caller’s own rights.', 'Ask another administrator.'],
  'role.shipped': ['Shipped roles stay.', 'Change its rights, or reset it.'],
  'role.essential': [
    'Administrators would lose what the organisation cannot do without.',
    'Leave those rights.',
  ],
  'field.exists': ['The object has a field of this name.', 'Choose another name.'],
  'field.label_taken': ['Another field of the object has this label.', 'Choose another label.'],
  'field.too_many': ['The object has as many fields as it can.', 'Retire a field first.'],
  'settings.too_large': ['The object’s settings outgrow what is stored.', 'Shorten them.'],
  'stage.in_use': ['Records stand in a stage that would go.', 'Move them first.'],
  'access_request.own': ['One cannot answer one’s own request.', 'Let somebody else answer.'],
  'access_request.held_already': ['The caller has what they ask for.', 'Nothing is needed.'],
  'access_request.too_many': ['Ten requests are open.', 'Wait for an answer or withdraw one.'],
  'access_request.state_conflict': [
    'The request was answered, withdrawn or given up.',
    'Read it again; ask anew if needed.',
  ],
  'review.decided': ['The person was decided about in this review.', 'Read the review again.'],
  'import.state_conflict': [
    'The import is not in a state that allows it.',
    'Read the import and wait, or start another one.',
  ],
  'service.unavailable': [
    'A service behind the API is busy or does not answer.',
    'Repeat the request after `Retry-After` seconds; with an `Idempotency-Key` that is safe.',
  ],
  'service.failed': [
    'Something went wrong that the product does not know.',
    'Repeat once; then tell the operator the `requestId`.',
  ],
};
