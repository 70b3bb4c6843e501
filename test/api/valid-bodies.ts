import { defaultPipelines } from '#shared/objects/pipelines';
import { defaultServiceLevels } from '#shared/objects/service-levels';
import type { RoleName } from '#shared/permissions/roles';
import { unknownId } from './every-route.ts';

/** What a sample may depend on. */
export interface Occasion {
  readonly role: RoleName;
  /** Different every time, for what must be unique. */
  readonly unique: string;
  /** The caller's own password. */
  readonly password: string;
  readonly login: string;
  /** A contact who is there. */
  readonly contactId?: string;
  /** Somebody who is there. */
  readonly userId?: string;
  /** A contact that is in the campaign at hand. */
  readonly memberId?: string;
  /** An activity of the caller’s own, where there is one. */
  readonly ownActivityId?: string;
}

/** A token in the form of ours that nobody was given. */
export const strangeToken = `01ZZZZZZZZZZZZZZZZZZZZZZZZ.${'x'.repeat(43)}`;

const because = { reason: 'Part of the sweep.' };
const strangeCredential = { id: 'c3RyYW5nZQ', rawId: 'c3RyYW5nZQ', type: 'public-key' };
const strangeAssertion = {
  ticket: 'x'.repeat(120),
  credential: {
    ...strangeCredential,
    response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' },
  },
};

/** A body that each operation accepts; operations that take none are not here. */
export const validBodies: Readonly<Record<string, (occasion: Occasion) => object>> = {
  signIn: ({ login, password }) => ({ login, password, transport: 'bearer' }),
  answerChallenge: () => ({ challengeToken: strangeToken, newPassword: 'lantern-58-orchard' }),
  makeApiKey: () => ({ name: 'Bookkeeping', access: 'read' }),
  stepUp: ({ password }) => ({ password }),
  answerStepUp: () => ({ challengeToken: strangeToken, code: '123456' }),
  signInWithSavedCode: ({ login, password }) => ({
    login,
    password,
    savedCode: '7KQ4-9TXM-2HBN-WD5R-8CJV-3PYE',
    transport: 'bearer',
  }),
  addPasskey: () => ({
    label: 'Phone',
    credential: {
      ...strangeCredential,
      response: { clientDataJSON: 'e30', attestationObject: 'oA' },
    },
  }),
  startPasskeySignIn: ({ unique }) => ({ login: `nobody-${unique}@example.com` }),
  finishPasskeySignIn: () => ({ ...strangeAssertion, transport: 'bearer' }),
  stepUpByPasskey: () => strangeAssertion,
  setPasswordWithPasskey: () => ({ ...strangeAssertion, newPassword: 'lantern-58-orchard' }),
  startSso: ({ unique }) => ({ login: `nobody-${unique}@company.example` }),
  finishSso: () => ({ code: strangeToken, state: strangeToken, transport: 'bearer' }),
  confirmAuthenticator: () => ({ code: '123456' }),
  preferFactor: () => ({ factor: 'totp' }),
  changeEmail: ({ role, unique }) => ({ email: `${role}-${unique}@example.com` }),
  confirmEmail: () => ({ code: '123456' }),
  changePhone: () => ({ phone: '+12065550123' }),
  confirmPhone: () => ({ code: '123456' }),
  changeUserName: () => ({ userName: null }),
  startRecovery: ({ unique }) => ({ login: `nobody-${unique}@example.com`, channel: 'email' }),
  confirmRecovery: () => ({ token: strangeToken, newPassword: 'lantern-58-orchard' }),
  askQuestions: ({ unique }) => ({ login: `nobody-${unique}@example.com` }),
  proveIdentity: ({ unique }) => ({
    login: `nobody-${unique}@example.com`,
    authenticatorCode: '123456',
    savedCode: '0123-4567-89AB-CDEF-GHJK-MNPQ',
  }),
  disavow: () => ({ token: strangeToken }),
  ratePassword: () => ({ newPassword: 'lantern-58-orchard', locale: 'zh' }),
  setSecurityQuestions: ({ unique }) => ({
    answers: ['first-concert', 'childhood-book', 'first-journey'].map((questionId, index) => ({
      questionId,
      answer: `answer ${index} of ${unique}`,
    })),
  }),
  changeAccount: () => ({ locale: 'en' }),
  changePassword: ({ password, unique }) => ({
    currentPassword: password,
    newPassword: `lantern-58-${unique}`,
  }),
  inviteUser: ({ unique }) => ({
    email: `invited-${unique}@example.com`,
    name: 'Jo Winter',
    role: 'support',
  }),
  shareRecord: ({ ownActivityId = unknownId }) => ({
    object: 'activity',
    recordId: ownActivityId,
    teamId: 'team-example',
    level: 'read',
  }),
  exportAudit: () => ({ from: '2026-01-01T00:00:00Z', format: 'json' }),
  askForAccess: ({ unique }) => ({
    kind: 'record',
    object: 'contact',
    recordId: `01SWEPT${unique.toUpperCase().padStart(19, '0')}`,
    reason: 'Part of the sweep.',
  }),
  grantAccessRequest: () => ({ ...because, roleId: 'read-only' }),
  refuseAccessRequest: () => because,
  decideAccess: ({ userId = unknownId }) => ({ userId, kind: 'keep', reason: 'Swept' }),
  addCustomField: ({ unique }) => ({
    object: 'company',
    key: `c_swept_${unique}`,
    kind: 'text',
    labels: { en: `Swept ${unique}`, zh: `巡检 ${unique}` },
  }),
  changeCustomField: () => ({ required: false }),
  changePipelines: () => ({ pipelines: defaultPipelines }),
  changeLeadConversion: () => ({ fields: [] }),
  changeServiceLevels: () => ({ serviceLevels: defaultServiceLevels }),
  createRole: ({ unique }) => ({
    roleId: `swept-${unique}`,
    names: { en: 'Swept', zh: '巡检' },
    copyOf: 'sales',
  }),
  changeRole: () => ({ names: { en: 'Renamed', zh: '改名' } }),
  disableUser: () => because,
  untieUser: () => because,
  enableUser: () => because,
  lockUser: () => because,
  unlockUser: () => because,
  resetUserPassword: () => because,
  resetUserFactors: () => ({ ...because, identityCheck: 'in-person' }),
  setTemporaryPassword: () => ({ ...because, identityCheck: 'in-person' }),
  startOffBoarding: () => because,
  createTeam: ({ unique }) => ({ name: `Team of ${unique}` }),
  renameTeam: ({ unique }) => ({ name: `Renamed ${unique}` }),
  changeUser: () => ({ name: 'Jo Summer' }),
  mergeRecords: () => ({
    object: 'contact',
    winner: { id: '01ZZZZZZZZZZZZZZZZZZZZZZZZ', version: 1 },
    others: [{ id: '01ZZZZZZZZZZZZZZZZZZZZZZZY', version: 1 }],
  }),
  undoMerge: () => ({ object: 'contact', winnerId: '01ZZZZZZZZZZZZZZZZZZZZZZZZ' }),
  checkDuplicates: () => ({ object: 'contact', values: { email: 'somebody@example.com' } }),
  decideDuplicates: () => ({
    object: 'contact',
    ids: ['01ZZZZZZZZZZZZZZZZZZZZZZZY', '01ZZZZZZZZZZZZZZZZZZZZZZZZ'],
    decision: 'distinct',
  }),
  previewPerson: () => ({ email: 'somebody@example.com' }),
  exportPerson: ({ contactId = unknownId }) => ({
    subjects: [{ object: 'contact', id: contactId }],
    ...because,
  }),
  erasePerson: ({ contactId = unknownId }) => ({
    subjects: [{ object: 'contact', id: contactId }],
    ...because,
  }),
  updateRecords: () => ({
    object: 'contact',
    ids: ['01ZZZZZZZZZZZZZZZZZZZZZZZZ'],
    patch: { notes: 'Changed by the sweep.' },
  }),
  deleteRecords: () => ({ object: 'contact', ids: ['01ZZZZZZZZZZZZZZZZZZZZZZZZ'] }),
  exportCompanies: () => ({ format: 'csv' }),
  exportContacts: () => ({ format: 'csv' }),
  exportLeads: () => ({ format: 'csv' }),
  exportDeals: () => ({ format: 'csv' }),
  exportOrders: () => ({ format: 'csv' }),
  exportTickets: () => ({ format: 'csv' }),
  exportCampaigns: () => ({ format: 'csv' }),
  exportActivities: () => ({ format: 'csv' }),
  exportTasks: () => ({ format: 'csv' }),
  createView: ({ unique }) => ({ name: `View ${unique}`, object: 'contact' }),
  updateView: () => ({ columns: ['name'] }),
  startImport: () => ({ fileName: 'customers.csv' }),
  changeImportPlan: () => ({ reading: { headerRow: 1 } }),
  testImport: () => ({ rows: 10 }),
  importRecords: ({ unique }) => ({
    object: 'contact',
    records: [{ name: `Imported ${unique}`, email: `i-${unique}@example.com` }],
  }),
  saveImportMapping: () => ({
    object: 'contact',
    columns: [{ header: 'Wer', use: { kind: 'field', field: 'name' } }],
  }),
  createCompany: ({ unique }) => ({ name: `Company ${unique}`, tags: ['sweep'] }),
  // Finance changes nothing but financial data, and the others may not change those.
  updateCompany: ({ role }) =>
    role === 'finance' ? { paymentTerms: '30 days' } : { description: 'Changed by the sweep.' },
  createContact: ({ unique }) => ({ name: `Person ${unique}`, email: `p-${unique}@example.com` }),
  updateContact: () => ({ notes: 'Changed by the sweep.' }),
  createLead: ({ unique }) => ({ name: `Lead ${unique}`, email: `l-${unique}@example.com` }),
  updateLead: () => ({ notes: 'Changed by the sweep.' }),
  createDeal: ({ unique }) => ({ name: `Deal ${unique}`, closeDate: '2026-12-01' }),
  updateDeal: () => ({ nextStep: 'Changed by the sweep.' }),
  createOrder: ({ unique }) => ({
    number: `N-${unique}`,
    status: 'confirmed',
    total: { amount: 10_000, currency: 'CNY' },
  }),
  updateOrder: ({ role }) =>
    role === 'finance' ? { invoiceNumber: 'I-1' } : { description: 'Changed by the sweep.' },
  createTicket: ({ unique }) => ({ subject: `Ticket ${unique}`, number: `N-${unique}` }),
  updateTicket: () => ({ description: 'Changed by the sweep.' }),
  createCampaign: ({ unique }) => ({ name: `Campaign ${unique}` }),
  updateCampaign: () => ({ description: 'Changed by the sweep.' }),
  createActivity: ({ unique }) => ({ type: 'call', subject: `Call ${unique}` }),
  updateActivity: () => ({ notes: 'Changed by the sweep.' }),
  createTask: ({ unique }) => ({ subject: `Task ${unique}` }),
  updateTask: () => ({ description: 'Changed by the sweep.' }),
  addCampaignMembers: () => ({ object: 'contact', ids: [unknownId] }),
  removeCampaignMembers: () => ({ object: 'contact', ids: [unknownId] }),
  changeMemberStatuses: () => ({ object: 'contact', ids: [unknownId], status: 'sent' }),
  addCampaignResponse: ({ memberId = unknownId }) => ({
    object: 'contact',
    recordId: memberId,
    note: 'Told the sweep.',
  }),
  renameTag: ({ unique }) => ({ object: 'contact', tag: `swept-${unique}`, to: 'swept' }),
  removeTag: ({ unique }) => ({ object: 'contact', tag: `swept-${unique}` }),
  addListToCampaign: () => ({ object: 'contact', filters: { source: 'event' } }),
  convertLead: ({ unique }) => ({ deal: { name: `Deal of ${unique}` } }),
  changeLeadStatus: () => ({ status: 'working' }),
  changeDealStage: () => ({ stage: 'proposal' }),
  changeOrderStatus: () => ({ status: 'cancelled' }),
  addOrderPayment: () => ({ amount: { amount: 100, currency: 'CNY' }, paidOn: '2026-03-01' }),
  changeTicketStatus: () => ({ status: 'waiting' }),
  escalateTicket: () => ({ reason: 'Raised by the sweep.' }),
};

/** The query of operations that do not work without one. */
export const validQueries: Readonly<Record<string, (occasion: Occasion) => string>> = {
  searchRecords: () => 'q=an',
  listDuplicates: () => 'object=contact',
  listMerges: () => 'object=contact',
  listTags: () => 'object=contact',
  explainMyPermission: () => 'object=contact&action=update',
  explainPermission: ({ userId = unknownId }) => `object=contact&action=update&userId=${userId}`,
};
