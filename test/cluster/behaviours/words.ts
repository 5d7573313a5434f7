import { list, text } from '../../estate/kubernetes/fields.ts';
import type { Answer } from '../api-client.ts';

/** The account of reader.yaml, as a refusal names it. */
export const reader = 'User "system:serviceaccount:sre-agent:reader"';

/** Names of the objects of a list. */
export const names = ({ body }: Answer): string[] => list(body, 'items').map((item) => text(item, 'metadata.name'));
