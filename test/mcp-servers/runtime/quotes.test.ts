import { describe, expect, it } from '@jest/globals';
import { headline } from '../../../mcp-servers/runtime/quotes.ts';

describe('a title', () => {
  it('names who was refused what on what, without account, region and session', () => {
    const said =
      'AccessDenied: User: arn:aws:sts::112233445566:assumed-role/cart-task/0f3a is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:112233445566:key/1234';
    expect(headline(said)).toBe(
      'AccessDenied: cart-task is not authorized to perform: kms:Decrypt on resource: key/1234',
    );
  });

  it.each([
    ['refused on resource: arn:aws:s3:::shop-images/*', 'refused on resource: shop-images/*'],
    ['User: arn:aws-cn:iam::112233445566:user/kim is not authorized', 'User: user/kim is not authorized'],
    [
      'arn:aws:eks:eu-west-1:112233445566:cluster/prod: a pod',
      'arn:aws:eks:eu-west-1:112233445566:cluster/prod: a pod',
    ],
    ['a\n  b', 'a b'],
    ['no arn: aws', 'no arn: aws'],
  ])('of %j reads %j', (text, title) => {
    expect(headline(text)).toBe(title);
  });

  it('is at most 300 characters long', () => {
    expect(headline('x'.repeat(301))).toHaveLength(300);
  });
});
