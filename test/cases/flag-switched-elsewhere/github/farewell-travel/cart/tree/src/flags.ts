import { OpenFeature } from '@openfeature/server-sdk';

const client = OpenFeature.getClient('cart');

export const flags = {
  enabled: (name: string, context: object) => client.getBooleanValue(name, false, context),
};
