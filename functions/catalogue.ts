import { accessRequestsFunction } from './access-requests/function.ts';
import { accessReviewsFunction } from './access-reviews/function.ts';
import { accessWatchFunction } from './access-watch/function.ts';
import { accountFunction } from './account/function.ts';
import { accountPagesFunction } from './account-pages/function.ts';
import { apiDocsFunction } from './api-docs/function.ts';
import { apiKeysFunction } from './api-keys/function.ts';
import { auditFunction } from './audit/function.ts';
import { bulkFunction } from './bulk/function.ts';
import { campaignMembersFunction } from './campaign-members/function.ts';
import { cognitoMessagesFunction } from './cognito-messages/function.ts';
import { companyArrivalsFunction } from './company-arrivals/function.ts';
import type { FunctionDefinition } from './define-function.ts';
import { duplicatesFunction } from './duplicates/function.ts';
import { exportRowsFunction } from './export-rows/function.ts';
import { exportsFunction } from './exports/function.ts';
import { factorsFunction } from './factors/function.ts';
import { importPlanFunction } from './import-plan/function.ts';
import { importRowsFunction } from './import-rows/function.ts';
import { importWatchFunction } from './import-watch/function.ts';
import { importsFunction } from './imports/function.ts';
import { mailFeedbackFunction } from './mail-feedback/function.ts';
import { mergeWorkerFunction } from './merge-worker/function.ts';
import { mergesFunction } from './merges/function.ts';
import { objectSettingsFunction } from './object-settings/function.ts';
import { offBoardingFunction } from './off-boarding/function.ts';
import { offBoardingWatchFunction } from './off-boarding-watch/function.ts';
import { offBoardingWorkerFunction } from './off-boarding-worker/function.ts';
import { passkeysFunction } from './passkeys/function.ts';
import { passwordRemindersFunction } from './password-reminders/function.ts';
import { passwordsFunction } from './passwords/function.ts';
import { permissionsFunction } from './permissions/function.ts';
import { privacyFunction } from './privacy/function.ts';
import { privacyWorkerFunction } from './privacy-worker/function.ts';
import { recordChangesFunction } from './record-changes/function.ts';
import { recordJobsFunction } from './record-jobs/function.ts';
import { recordJobsWorkerFunction } from './record-jobs-worker/function.ts';
import { recordMailsFunction } from './record-mails/function.ts';
import { recordWakeFunction } from './record-wake/function.ts';
import { recordsFunction } from './records/function.ts';
import { recoveryFunction } from './recovery/function.ts';
import { recoveryProofsFunction } from './recovery-proofs/function.ts';
import { recoveryWorkerFunction } from './recovery-worker/function.ts';
import { rolesFunction } from './roles/function.ts';
import { searchFunction } from './search/function.ts';
import { searchIndexFunction } from './search-index/function.ts';
import { searchRebuildFunction } from './search-rebuild/function.ts';
import { searchRebuildsFunction } from './search-rebuilds/function.ts';
import { sharingFunction } from './sharing/function.ts';
import { signInFunction } from './sign-in/function.ts';
import { ssoFunction } from './sso/function.ts';
import { teamsFunction } from './teams/function.ts';
import { usersFunction } from './users/function.ts';
import { viewsFunction } from './views/function.ts';

/**
 * Every function of the product, as data. A folder with a `handler.ts` that is not here fails the
 * architecture test, and so does an entry without a folder.
 */
export const catalogue = {
  accountPages: accountPagesFunction,
  apiDocs: apiDocsFunction,
  apiKeys: apiKeysFunction,
  factors: factorsFunction,
  exportRows: exportRowsFunction,
  exports: exportsFunction,
  importPlan: importPlanFunction,
  importRows: importRowsFunction,
  importWatch: importWatchFunction,
  imports: importsFunction,
  recordChanges: recordChangesFunction,
  recordJobs: recordJobsFunction,
  recordJobsWorker: recordJobsWorkerFunction,
  recordMails: recordMailsFunction,
  recordWake: recordWakeFunction,
  records: recordsFunction,
  bulk: bulkFunction,
  duplicates: duplicatesFunction,
  campaignMembers: campaignMembersFunction,
  merges: mergesFunction,
  mergeWorker: mergeWorkerFunction,
  privacy: privacyFunction,
  privacyWorker: privacyWorkerFunction,
  search: searchFunction,
  views: viewsFunction,
  searchIndex: searchIndexFunction,
  searchRebuild: searchRebuildFunction,
  searchRebuilds: searchRebuildsFunction,
  account: accountFunction,
  cognitoMessages: cognitoMessagesFunction,
  companyArrivals: companyArrivalsFunction,
  mailFeedback: mailFeedbackFunction,
  passkeys: passkeysFunction,
  passwordReminders: passwordRemindersFunction,
  passwords: passwordsFunction,
  offBoarding: offBoardingFunction,
  offBoardingWatch: offBoardingWatchFunction,
  offBoardingWorker: offBoardingWorkerFunction,
  recovery: recoveryFunction,
  recoveryProofs: recoveryProofsFunction,
  recoveryWorker: recoveryWorkerFunction,
  permissions: permissionsFunction,
  audit: auditFunction,
  accessRequests: accessRequestsFunction,
  accessReviews: accessReviewsFunction,
  accessWatch: accessWatchFunction,
  objectSettings: objectSettingsFunction,
  roles: rolesFunction,
  sharing: sharingFunction,
  signIn: signInFunction,
  sso: ssoFunction,
  teams: teamsFunction,
  users: usersFunction,
} as const satisfies Record<string, FunctionDefinition>;

export type FunctionName = keyof typeof catalogue;
