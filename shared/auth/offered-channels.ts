import type { RecoveryPolicy } from './auth-policy.ts';
import { RecoveryChannel } from './credentials.ts';

/** Whether a deployment offers a way to get back in; the link by e-mail always is. */
export function isOffered(channel: RecoveryChannel, policy: RecoveryPolicy): boolean {
  return channel === 'email' || policy[channel];
}

/** The ways to get back in that a deployment offers. */
export function offeredChannels(policy: RecoveryPolicy): RecoveryChannel[] {
  return RecoveryChannel.options.filter((channel) => isOffered(channel, policy));
}
