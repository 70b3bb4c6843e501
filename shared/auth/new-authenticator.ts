import * as z from 'zod';

/** What somebody needs to set up an authenticator app. */
export const NewAuthenticator = z.object({
  secret: z.string().describe('In base32, to be typed in; shown once.'),
  otpauthUri: z.string().describe('The same for apps on this device.'),
  qrCode: z.string().describe('The same as an SVG image, to be scanned.'),
});
