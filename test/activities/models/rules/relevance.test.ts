import { describe, expect, it } from '@jest/globals';
import { relevanceOf } from '../../../../activities/models/rules/relevance.ts';
import { finding, scope } from '../transcripts.ts';

describe('how near a finding is to a question about cart in namespace shop', () => {
  it.each([
    ['Deployment/shop/cart', 3],
    ['Pod/shop/cart-7d9f8b6c5-x2x9z', 3],
    ['Pod/shop/cart-0', 3],
    ['aws:ecs/cart', 3],
    ['aws:logs/prod/cart/application', 3],
    ['github:acme/carts', 3],
    ['Deployment/shop/cart-api', 2],
    ['aws:logs/prod/cart-svc/application', 2],
    ['Deployment/shop/search', 1],
    ['Node/-/n1', 1],
    ['Deployment/batch/exports', 0],
    ['Deployment/batch/cartography', 0],
  ])('%s: %d', (object, relevance) => {
    expect(relevanceOf(finding({ object }), scope)).toBe(relevance);
  });

  it('counts what the finding touches', () => {
    expect(relevanceOf(finding({ object: 'Node/-/n1', related: ['Deployment/shop/cart'] }), scope)).toBe(3);
  });

  it('takes all that is in scope where the question names nothing', () => {
    const open = { ...scope, service: undefined };
    expect(relevanceOf(finding({ object: 'Deployment/shop/search' }), open)).toBe(2);
    expect(relevanceOf(finding({ object: 'Deployment/batch/exports' }), open)).toBe(0);
  });
});
