import { z } from 'zod';
import { Refusal } from './method.ts';

/**
 * Slack's rules for the blocks of a message, as https://docs.slack.dev/reference/block-kit gives them, for the blocks that
 * a person on call would want: an unknown block or property is refused, as by Slack.
 */
const plain = (longest: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(longest),
    emoji: z.boolean().optional(),
  });
const mrkdwn = (longest: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(longest),
    verbatim: z.boolean().optional(),
  });
const eitherText = (longest: number) => z.discriminatedUnion('type', [plain(longest), mrkdwn(longest)]);

const id = z.string().min(1).max(255);
const confirm = z.strictObject({
  title: plain(100),
  text: eitherText(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});
const option = z.strictObject({
  text: eitherText(75),
  value: z.string().min(1).max(150),
  description: eitherText(75).optional(),
  url: z.url().max(3_000).optional(),
});
const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: id.optional(),
  url: z.url().max(3_000).optional(),
  value: z.string().max(2_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});
const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  action_id: id.optional(),
  placeholder: plain(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
  confirm: confirm.optional(),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  options: z.array(option).min(1).max(5),
  confirm: confirm.optional(),
});
const imageElement = z.strictObject({
  type: z.literal('image'),
  image_url: z.url().max(3_000),
  alt_text: z.string().min(1).max(2_000),
});

const richElements = z.array(z.looseObject({ type: z.string() }));
const richText = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('rich_text_section'), elements: richElements }),
  z.strictObject({ type: z.literal('rich_text_quote'), elements: richElements, border: z.int().optional() }),
  z.strictObject({
    type: z.literal('rich_text_preformatted'),
    elements: richElements,
    border: z.int().optional(),
    language: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(z.strictObject({ type: z.literal('rich_text_section'), elements: richElements })),
    indent: z.int().min(0).max(8).optional(),
    offset: z.int().optional(),
    border: z.int().optional(),
  }),
]);

const block_id = id.optional();
const block = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('section'),
      block_id,
      text: eitherText(3_000).optional(),
      fields: z.array(eitherText(2_000)).min(1).max(10).optional(),
      accessory: z.discriminatedUnion('type', [button, imageElement, staticSelect, overflow]).optional(),
      expand: z.boolean().optional(),
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'missing required field: text or fields'),
  z.strictObject({ type: z.literal('header'), block_id, text: plain(150), level: z.int().min(1).max(4).optional() }),
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({
    type: z.literal('context'),
    block_id,
    elements: z
      .array(z.discriminatedUnion('type', [plain(3_000), mrkdwn(3_000), imageElement]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    block_id,
    elements: z
      .array(z.discriminatedUnion('type', [button, staticSelect, overflow]))
      .min(1)
      .max(25)
      .refine(
        (elements) => unique(elements.flatMap(({ action_id }) => action_id ?? [])),
        '`action_id` already exists in this block',
      ),
  }),
  z.strictObject({
    type: z.literal('image'),
    block_id,
    image_url: z.url().max(3_000),
    alt_text: z.string().min(1).max(2_000),
    title: plain(2_000).optional(),
  }),
  z.strictObject({ type: z.literal('rich_text'), block_id, elements: z.array(richText) }),
  z.strictObject({ type: z.literal('markdown'), block_id, text: z.string().min(1).max(12_000) }),
]);
const blocks = z
  .array(block)
  .max(50)
  .refine(
    (list) => unique(list.flatMap((one) => one.block_id ?? [])),
    'block_id already exists for another block in this message',
  );

/**
 * Characters of all blocks of one message together, seen at about 13,200 with containers counted in; nobody outside Slack
 * knows how (https://github.com/slackapi/bolt-js/issues/2509), so the estate counts the most that it could be.
 */
const longestMessage = 13_200;

/** The blocks, if Slack would take them. @throws Refusal worded as Slack words it, with a pointer to each fault. */
export function checkBlocks(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Refusal('invalid_blocks_format');
  const parsed = blocks.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => {
      const pointer = ['/blocks', ...issue.path.map(String)].join('/');
      return `${wording(issue)} [json-pointer:${pointer}]`;
    });
    const messages = errors.map((error) => `[ERROR] ${error}`);
    throw new Refusal('invalid_blocks', { errors, response_metadata: { messages } });
  }
  if (JSON.stringify(value).length > longestMessage) throw new Refusal('msg_blocks_too_long');
  return value;
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') {
    const most = Number(issue.maximum);
    return issue.origin === 'string'
      ? `must be less than ${most + 1} characters`
      : `no more than ${most} items allowed`;
  }
  if (issue.code === 'too_small') {
    return issue.origin === 'string'
      ? 'must be more than 0 characters'
      : `no fewer than ${issue.minimum} items allowed`;
  }
  if (issue.code === 'unrecognized_keys') return `invalid additional property: ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_union') return 'unsupported type';
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return `missing required field: ${String(issue.path.at(-1))}`;
  return issue.message;
}

function unique(ids: string[]): boolean {
  return new Set(ids).size === ids.length;
}

const identified = z.looseObject({
  type: z.string(),
  accessory: z.looseObject({ type: z.string() }).optional(),
  elements: z.array(z.looseObject({ type: z.string() })).optional(),
});

/** Slack names every block and every interactive element that came without a name. */
export function identify(blocks: unknown[]): unknown[] {
  let next = 0;
  const name = (): string => `auto${++next}`;
  const action = (element: { type: string }) =>
    interactive.has(element.type) ? { action_id: name(), ...element } : element;
  return blocks.map((given) => {
    const block = identified.parse(given);
    return {
      block_id: name(),
      ...block,
      ...(block.accessory && { accessory: action(block.accessory) }),
      ...(block.type === 'actions' && { elements: block.elements?.map(action) }),
    };
  });
}

const interactive = new Set(['button', 'static_select', 'overflow']);
