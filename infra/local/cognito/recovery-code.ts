import { type CodeDelivery, type CodeMessage, sendCode } from './messages.ts';
import type { Contact } from './users.ts';
import type { World } from './world.ts';

/** Makes the code for a new password, in place of an older one, and sends it. */
export function sendRecoveryCode(
  world: World,
  about: Pick<CodeMessage, 'pool' | 'client' | 'user' | 'clientMetadata'>,
  to: { readonly contact: Contact; readonly address: string },
): Promise<CodeDelivery> {
  const code = world.codes.make(about.pool, about.user.sub, 'forgot-password');
  return sendCode(world, { ...about, ...to, code, source: 'ForgotPassword' });
}
