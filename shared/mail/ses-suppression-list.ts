import {
  DeleteSuppressedDestinationCommand,
  NotFoundException,
  SESv2Client,
  type SESv2ClientConfig,
} from '@aws-sdk/client-sesv2';
import { messageCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';

/** The mail service's own list of addresses that it sends nothing to. */
export interface SuppressionList {
  /** Takes an address off; one that is not on it is fine. */
  remove(address: string): Promise<void>;
}

/** The list of the account in Amazon SES, which fills it by itself beside ours. */
export function createSesSuppressionList(options: SESv2ClientConfig = {}): SuppressionList {
  const client = inTime(new SESv2Client({ ...messageCalls, ...options }));
  return {
    async remove(address) {
      const command = new DeleteSuppressedDestinationCommand({ EmailAddress: address });
      await client.send(command).catch((error: unknown) => {
        if (!(error instanceof NotFoundException)) throw error;
      });
    },
  };
}
