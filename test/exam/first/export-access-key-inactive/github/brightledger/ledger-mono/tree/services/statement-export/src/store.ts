import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client({
  region: 'us-east-1',
  credentials: {
    accessKeyId: process.env.EXPORT_ACCESS_KEY_ID!,
    secretAccessKey: process.env.EXPORT_SECRET_ACCESS_KEY!,
  },
});

export async function store(key: string, body: Buffer) {
  await s3.send(new PutObjectCommand({ Bucket: 'brightledger-statements', Key: key, Body: body, ContentType: 'application/pdf' }));
}
