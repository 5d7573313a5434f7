import { NotServed } from '../system.ts';
import { ApiStatus } from './api-status.ts';

export type Form = 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | 'APIGroupDiscoveryList';

/** JSON as it is, or transformed to a form of `meta.k8s.io` or `apidiscovery.k8s.io`. */
export interface Representation {
  form: Form | undefined;
  /** Version of the form's group. */
  version: string;
}

const versions: Record<Form, string[]> = {
  Table: ['v1', 'v1beta1'],
  PartialObjectMetadata: ['v1', 'v1beta1'],
  PartialObjectMetadataList: ['v1', 'v1beta1'],
  APIGroupDiscoveryList: ['v2'],
};

/**
 * The first representation of an Accept header that can be had. Protobuf is skipped where JSON follows, as it does in
 * every client of the API, and refused as not served where it stands alone.
 */
export function negotiate(accept: string | undefined, forms: Form[]): Representation {
  const ranges = (accept || '*/*').split(',').map(parseRange);
  ranges.sort((a, b) => b.quality - a.quality);
  for (const { type, parameters } of ranges) {
    if (!['application/json', 'application/*', '*/*'].includes(type)) continue;
    const as = parameters.get('as');
    if (as === undefined) return { form: undefined, version: '' };
    const form = forms.find((known) => known === as);
    const version = parameters.get('v') ?? '';
    if (form && versions[form].includes(version)) return { form, version };
  }
  if (/protobuf|cbor|yaml/.test(accept ?? '')) throw new NotServed(`'${accept}', JSON only`);
  const accepted = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
  throw new ApiStatus(406, 'NotAcceptable', `only the following media types are accepted: ${accepted}`);
}

function parseRange(range: string): { type: string; parameters: Map<string, string>; quality: number } {
  const [type = '', ...rest] = range.split(';').map((part) => part.trim());
  const parameters = new Map(
    rest.map((part): [string, string] => [part.split('=')[0] ?? '', part.split('=')[1] ?? '']),
  );
  return { type, parameters, quality: Number(parameters.get('q') ?? 1) };
}
