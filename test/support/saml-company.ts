// `@peculiar/x509` needs it before it is loaded.
import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateRawSync } from 'node:zlib';
import { X509CertificateGenerator } from '@peculiar/x509';
import { SignedXml } from 'xml-crypto';

/** What an answer says; each test changes one thing. */
export interface SamlAnswer {
  readonly subject: string;
  readonly email: string;
  readonly audience: string;
  readonly inResponseTo: string | undefined;
  readonly notBefore: number;
  readonly notOnOrAfter: number;
}

export const emailAttribute = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress';

const assertionNamespace = 'urn:oasis:names:tc:SAML:2.0:assertion';
const protocolNamespace = 'urn:oasis:names:tc:SAML:2.0:protocol';
const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2_048 };

async function newKey() {
  const exponent = new Uint8Array([1, 0, 1]);
  const keys = await crypto.subtle.generateKey({ ...algorithm, publicExponent: exponent }, true, [
    'sign',
    'verify',
  ]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Company',
    keys,
    signingAlgorithm: algorithm,
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const lines = pkcs8.toString('base64').match(/.{1,64}/g)!;
  const privateKey = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----'];
  return { privateKey: privateKey.join('\n'), certificate: certificate.toString('base64') };
}

/** An assertion in SAML's words, as companies' providers write them. */
export function assertionOf(issuer: string, id: string, answer: SamlAnswer, recipient: string) {
  const at = (time: number) => new Date(time).toISOString();
  const inResponseTo = answer.inResponseTo ? ` InResponseTo="${answer.inResponseTo}"` : '';
  return `<saml:Assertion xmlns:saml="${assertionNamespace}" ID="${id}" Version="2.0" IssueInstant="${at(answer.notBefore)}"><saml:Issuer>${issuer}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${answer.subject}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData${inResponseTo} NotOnOrAfter="${at(answer.notOnOrAfter)}" Recipient="${recipient}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${at(answer.notBefore)}" NotOnOrAfter="${at(answer.notOnOrAfter)}"><saml:AudienceRestriction><saml:Audience>${answer.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${at(answer.notBefore)}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="${emailAttribute}"><saml:AttributeValue>${answer.email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`;
}

/** A company's SAML provider on a port of its own; its signatures are those of `xml-crypto`. */
export async function startSamlCompany(now: () => number) {
  const [own, foreign] = await Promise.all([newKey(), newKey()]);
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}/metadata`;
  const metadata = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${issuer}"><md:IDPSSODescriptor protocolSupportEnumeration="${protocolNamespace}"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${own.certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="http://127.0.0.1:${port}/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`;
  let change: Partial<SamlAnswer> = {};
  let seal: (assertion: string) => string = signed;
  let count = 0;

  function signed(assertion: string, { privateKey } = own): string {
    const signature = new SignedXml({
      privateKey,
      signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
    });
    signature.addReference({
      xpath: "//*[local-name(.)='Assertion']",
      digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
      transforms: [
        'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
        'http://www.w3.org/2001/10/xml-exc-c14n#',
      ],
    });
    const location = { reference: "//*[local-name(.)='Issuer']", action: 'after' } as const;
    signature.computeSignature(assertion, { location });
    return signature.getSignedXml();
  }

  const answerTo = (samlRequest: string) => {
    const request = inflateRawSync(Buffer.from(samlRequest, 'base64')).toString('utf8');
    const read = (name: string) => new RegExp(`\\s${name}="([^"]+)"`).exec(request)?.[1] ?? '';
    const audience = /<saml:Issuer[^>]*>([^<]+)</.exec(request)?.[1] ?? '';
    const acs = read('AssertionConsumerServiceURL');
    count += 1;
    const answer: SamlAnswer = {
      subject: 'emp-1',
      email: 'ada@company.example',
      audience,
      inResponseTo: read('ID'),
      notBefore: now() - 1_000,
      notOnOrAfter: now() + 60_000,
      ...change,
    };
    const assertion = seal(assertionOf(issuer, `_assertion${count}`, answer, acs));
    const inResponseTo = answer.inResponseTo ? ` InResponseTo="${answer.inResponseTo}"` : '';
    const xml = `<samlp:Response xmlns:samlp="${protocolNamespace}" ID="_response${count}" Version="2.0" IssueInstant="${new Date(now()).toISOString()}" Destination="${acs}"${inResponseTo}><saml:Issuer xmlns:saml="${assertionNamespace}">${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${assertion}</samlp:Response>`;
    return { acs, response: Buffer.from(xml).toString('base64') };
  };

  const handle: Parameters<typeof createServer>[1] & object = (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/metadata') return void response.end(metadata);
    const { acs, response: samlResponse } = answerTo(url.searchParams.get('SAMLRequest') ?? '');
    const hidden = (name: string, value: string) =>
      `<input type="hidden" name="${name}" value="${value}">`;
    const relayState = hidden('RelayState', url.searchParams.get('RelayState') ?? '');
    const fields = relayState + hidden('SAMLResponse', samlResponse);
    return void response.end(`<form method="post" action="${acs}">${fields}</form>`);
  };

  return {
    issuer,
    metadata,
    metadataUrl: issuer,
    signed,
    signedByAnother: (assertion: string) => signed(assertion, foreign),
    /** What the next answers say otherwise, and how their assertion is sealed. */
    answerWith(next: Partial<SamlAnswer>, sealing: (assertion: string) => string = signed) {
      change = next;
      seal = sealing;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type SamlCompany = Awaited<ReturnType<typeof startSamlCompany>>;
