import type { FactsOf } from '../describe-mail.ts';
import { accessMails } from './access-mails.ts';
import { administrationMails } from './administration-mails.ts';
import { disavowalMails } from './disavowal-mails.ts';
import { importMails } from './import-mails.ts';
import { noticeMails } from './notice-mails.ts';
import { passwordMails } from './password-mails.ts';
import { recordMails } from './record-mails.ts';
import { recoveryMails } from './recovery-mails.ts';
import { signInMails } from './sign-in-mails.ts';

/** Every mail of the product by its name, which is also its tag in SES. */
export const mails = {
  ...signInMails,
  ...recoveryMails,
  ...noticeMails,
  ...passwordMails,
  ...administrationMails,
  ...accessMails,
  ...importMails,
  ...recordMails,
  ...disavowalMails,
};

export type MailName = keyof typeof mails;

export type MailFacts<N extends MailName> = FactsOf<(typeof mails)[N]>;
