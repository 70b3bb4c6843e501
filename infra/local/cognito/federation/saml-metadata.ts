import { XMLParser } from 'fast-xml-parser';
import * as z from 'zod';
import type { SamlProvider } from './identity-providers.ts';

const Certificate = z.object({ X509Data: z.object({ X509Certificate: z.string() }) });
const Described = z.object({
  EntityDescriptor: z.object({
    '@entityID': z.string(),
    IDPSSODescriptor: z.object({
      KeyDescriptor: z.array(z.object({ '@use': z.string().optional(), KeyInfo: Certificate })),
      SingleSignOnService: z.array(z.object({ '@Binding': z.string(), '@Location': z.url() })),
    }),
  }),
});

/** What the metadata of a company's provider says (SAML 2.0 Metadata, 2.4.3). */
export interface SamlCompany {
  readonly entityId: string;
  /** Where browsers are sent, by redirect. */
  readonly address: string;
  /** Certificates that it may sign with, in base64. */
  readonly certificates: readonly string[];
}

const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  processEntities: false,
  isArray: (name) => name === 'KeyDescriptor' || name === 'SingleSignOnService',
});

/** Reads the metadata, from its address each time. Throws where it is not that of a provider. */
export async function companyOf({ details }: SamlProvider): Promise<SamlCompany> {
  const { MetadataFile, MetadataURL } = details;
  return readMetadata(MetadataFile ?? (await fetchText(MetadataURL ?? '')));
}

export function readMetadata(xml: string): SamlCompany {
  const { EntityDescriptor } = Described.parse(parser.parse(xml));
  const { KeyDescriptor, SingleSignOnService } = EntityDescriptor.IDPSSODescriptor;
  const service = SingleSignOnService.find((each) => each['@Binding'] === redirect);
  if (!service) throw new Error('The provider offers no sign-in by redirect.');
  const signing = KeyDescriptor.filter((each) => each['@use'] !== 'encryption');
  return {
    entityId: EntityDescriptor['@entityID'],
    address: service['@Location'],
    certificates: signing.map(({ KeyInfo }) =>
      KeyInfo.X509Data.X509Certificate.replaceAll(/\s/g, ''),
    ),
  };
}

async function fetchText(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The metadata cannot be read: ${response.status}.`);
  return await response.text();
}
