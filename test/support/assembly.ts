import { localSettings } from '#infra/settings';
import { synthesize } from '#infra/synthesize';

/** Where the tests' assembly lies; made once per change of inputs, shared by all test files. */
export const testBuild = 'build/test';

/** The port that the links in mails name; nothing listens there in tests. */
export const testPort = 4799;

/** Where the tests’ company signs its people in; nobody is there unless a test starts it. */
export const companyPort = 4798;

const sso = {
  domainPrefix: 'stratus-tests',
  providers: [
    {
      name: 'Company',
      issuer: `http://127.0.0.1:${companyPort}`,
      clientId: 'crm-pool',
      clientSecret: 'a secret of the tests alone, long enough',
      domains: ['company.example'],
    },
  ],
  breakGlass: ['keeper@company.example'],
};

/** As many as the gateway lets through: tests ask more of one person than people do. */
const requestsPerMinute = { person: 12_000, key: 12_000 };

/** Vitest's global set-up of the slow project: the bundles and templates every test boots from. */
export async function setup(): Promise<void> {
  await synthesize(localSettings(testPort, { sso, requestsPerMinute }), testBuild);
}
