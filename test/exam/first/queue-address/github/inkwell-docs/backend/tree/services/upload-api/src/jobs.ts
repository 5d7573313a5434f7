import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { config } from './config';
import { log } from './log';

export async function enqueuePreview(document: string, pages: number): Promise<void> {
  const region = new URL(config.previewQueueUrl).hostname.split('.')[1];
  const sqs = new SQSClient({ region });
  const sent = await sqs.send(
    new SendMessageCommand({ QueueUrl: config.previewQueueUrl, MessageBody: JSON.stringify({ document, pages }) }),
  );
  log.info({ document, messageId: sent.MessageId, queue: config.previewQueueUrl }, 'preview job enqueued');
}
