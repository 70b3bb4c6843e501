/** A mail to one person, as text and as HTML. */
export interface Mail {
  /** Which of the product's mails it is. */
  readonly name: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Sends mail; throws when it was not accepted for delivery. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}
