import type { OffBoarding } from '#shared/off-boarding/off-boarding';
import { receiptText } from '#shared/off-boarding/receipt-text';
import type { UserStore } from '#shared/users/user-store';

/** An off-boarding with its readable receipt. */
export async function viewOffBoarding(users: Pick<UserStore, 'find'>, job: OffBoarding) {
  const successor = job.successorId ? await users.find(job.successorId) : undefined;
  const receipt = {
    en: receiptText(job, successor?.name, 'en'),
    zh: receiptText(job, successor?.name, 'zh'),
  };
  return { ...job, receipt };
}
