import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { catalogue } from '#functions/catalogue';
import { queues } from '#functions/queues';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { Grantable } from '../constructs/grants.ts';
import { addFunction, type House } from '../constructs/house.ts';
import { consumeQueue } from '../constructs/queue-consumer.ts';
import { addSchedule } from '../constructs/schedule.ts';
import { SingleSignOn } from '../constructs/single-sign-on.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import type { Settings } from '../settings.ts';

export interface IdentityStackProps extends StackProps {
  readonly house: House;
  readonly resources: Omit<Grantable, 'mail'>;
}

/** Cognito with our own mail: who people are, how they prove it, how they get back in. */
export class IdentityStack extends Stack {
  /** What the functions of later stacks may be granted, identity included. */
  readonly resources: Grantable;

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
    const { house } = props;
    const codeKey = new kms.Key(this, 'CodeKey', {
      description: 'Encrypts the codes that Cognito hands to our own mail and text senders.',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const authenticatorKey = new kms.Key(this, 'AuthenticatorKey', {
      description: 'Seals the copies of authenticator secrets by which people get back in.',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const withMail = {
      ...props.resources,
      authenticatorKeyArn: authenticatorKey.keyArn,
      codeKeyArn: codeKey.keyArn,
      mail: this.mail(house.settings),
    };
    const { cognitoMessages, companyArrivals, passwordReminders, recoveryProofs, recoveryWorker } =
      catalogue;
    const messages = addFunction(this, house, 'cognitoMessages', cognitoMessages, withMail);
    const proofs = addFunction(this, house, 'recoveryProofs', recoveryProofs, withMail);
    const arrivals = addFunction(this, house, 'companyArrivals', companyArrivals, withMail);
    const pool = this.pool(house.settings, codeKey, {
      arrivals: arrivals.function,
      messages: messages.function,
      proofs: proofs.function,
    });
    const sso = new SingleSignOn(pool, house.settings.sso);
    const client = pool.addClient('Web', {
      ...clientOptions,
      authFlows: { adminUserPassword: true, user: house.settings.passkeys !== undefined },
      ...sso.clientOptions(props.resources.appOrigin),
    });
    sso.precede(client);
    const recoveryClient = pool.addClient('Recovery', recoveryClientOptions);

    const reminders = addFunction(this, house, 'passwordReminders', passwordReminders, {
      ...withMail,
      ssoPolicy: sso.policy,
    });
    addSchedule(reminders, passwordReminders.trigger.expression, {
      errorImpact: passwordReminders.errorImpact,
      alarmTopic: house.alarmTopic,
    });

    const recovery = new WorkQueue(this, 'Recovery', {
      consumerTimeout: recoveryWorker.timeout,
      errorImpact: queues.recovery.errorImpact,
      alarmTopic: house.alarmTopic,
    });
    this.resources = {
      ...withMail,
      ssoPolicy: sso.policy,
      userPool: {
        id: pool.userPoolId,
        arn: pool.userPoolArn,
        clientId: client.userPoolClientId,
        recoveryClientId: recoveryClient.userPoolClientId,
      },
      queues: { recovery: { arn: recovery.queue.queueArn, url: recovery.queue.queueUrl } },
    };
    new CfnOutput(this, 'UserPoolId', { value: pool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: client.userPoolClientId });
    const worker = addFunction(this, house, 'recoveryWorker', recoveryWorker, this.resources);
    consumeQueue(worker, recovery.queue, recoveryWorker.trigger.batchSize);
  }

  private mail(settings: Settings): Grantable['mail'] {
    const domain = settings.mail.from.split('@')[1] ?? settings.mail.from;
    const configurationSet = new ses.ConfigurationSet(this, 'Mail', {
      reputationMetrics: true,
      suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      tlsPolicy: ses.ConfigurationSetTlsPolicy.REQUIRE,
    });
    const identity = new ses.EmailIdentity(this, 'MailDomain', {
      identity: ses.Identity.domain(domain),
      configurationSet,
    });
    identity.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(this, `MailDnsRecord${index + 1}`, {
        description: 'A CNAME record to add to the DNS of the mail domain.',
        value: `${name} CNAME ${value}`,
      });
    });
    return {
      from: settings.mail.from,
      identityArn: identity.emailIdentityArn,
      configurationSet: configurationSet.configurationSetName,
      configurationSetArn: this.formatArn({
        service: 'ses',
        resource: 'configuration-set',
        resourceName: configurationSet.configurationSetName,
      }),
    };
  }

  private pool(
    settings: Settings,
    customSenderKmsKey: kms.IKey,
    { arrivals, messages, proofs }: Readonly<Record<TriggerRole, lambda.IFunction>>,
  ): cognito.UserPool {
    const { password } = settings.auth;
    const pool = new cognito.UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      keepOriginal: { email: true, phone: true },
      standardAttributes: { email: { required: true, mutable: true } },
      accountRecovery: cognito.AccountRecovery.EMAIL_AND_PHONE_WITHOUT_MFA,
      mfa: cognito.Mfa.OPTIONAL,
      // Cognito sends no text itself, but offers the factor only with a role to do so.
      mfaSecondFactor: { otp: true, sms: settings.text !== undefined },
      passwordPolicy: {
        minLength: password.minLength,
        requireLowercase: password.composition,
        requireUppercase: false,
        requireDigits: password.composition,
        requireSymbols: password.composition,
        tempPasswordValidity: Duration.days(1),
        passwordHistorySize: password.historySize,
      },
      ...passkeyOptions(settings),
      featurePlan: cognito.FeaturePlan.ESSENTIALS,
      email: cognito.UserPoolEmail.withSES({
        fromEmail: settings.mail.from,
        sesRegion: this.region,
      }),
      lambdaTriggers: {
        customEmailSender: messages,
        customSmsSender: messages,
        defineAuthChallenge: proofs,
        createAuthChallenge: proofs,
        verifyAuthChallengeResponse: proofs,
        preSignUp: arrivals,
      },
      customSenderKmsKey,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (settings.passkeys && pool.node.defaultChild instanceof cognito.CfnUserPool)
      // With the person’s consent a passkey then stands for all factors; L2 does not know this yet.
      pool.node.defaultChild.webAuthnFactorConfiguration = 'MULTI_FACTOR_WITH_USER_VERIFICATION';
    acknowledge(pool, {
      'AwsSolutions-COG1':
        'Our own policy refuses weak, personal and common passwords; capitals alone add nothing (ASVS 6.2.5).',
      'AwsSolutions-COG2': 'A second factor is asked for by role, by our own gate.',
      'AwsSolutions-IAM5[Resource::*]':
        'Phones have no ARN; the role serves Cognito alone, which sends texts only through our sender.',
      'AwsSolutions-COG8': 'Threat protection (plan PLUS) is the deployment’s choice of cost.',
    });
    return pool;
  }
}

/** What the functions that the pool calls do for it. */
type TriggerRole = 'arrivals' | 'messages' | 'proofs';

function passkeyOptions({ passkeys }: Settings): Partial<cognito.UserPoolProps> {
  if (!passkeys) return {};
  return {
    signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true } },
    passkeyRelyingPartyId: passkeys.relyingPartyId,
    passkeyUserVerification: cognito.PasskeyUserVerification.REQUIRED,
  };
}

/**
 * Only for proofs without the password, which our own triggers judge; whatever it issues lives minutes
 * and is revoked at once. No other client may start `CUSTOM_AUTH`, because it asks for no second factor.
 */
const recoveryClientOptions: cognito.UserPoolClientOptions = {
  generateSecret: true,
  authFlows: { custom: true },
  disableOAuth: true,
  // Whoever signs in through a company has nothing to recover here.
  supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
  preventUserExistenceErrors: true,
  enableTokenRevocation: true,
  accessTokenValidity: Duration.minutes(5),
  idTokenValidity: Duration.minutes(5),
  refreshTokenValidity: Duration.minutes(60),
  authSessionValidity: Duration.minutes(3),
};

/** Confidential: nobody can call Cognito around our own policy without the secret. */
const clientOptions: cognito.UserPoolClientOptions = {
  generateSecret: true,
  preventUserExistenceErrors: true,
  enableTokenRevocation: true,
  accessTokenValidity: Duration.minutes(10),
  idTokenValidity: Duration.minutes(10),
  refreshTokenValidity: Duration.days(1),
  // A stolen refresh token is noticed: using it a second time ends the whole family (ASVS 10.4.5).
  refreshTokenRotationGracePeriod: Duration.seconds(60),
  authSessionValidity: Duration.minutes(15),
  // Nobody writes anything else about themselves, whatever token they hold (AUTH-15).
  writeAttributes: new cognito.ClientAttributes().withStandardAttributes({
    email: true,
    phoneNumber: true,
  }),
};
