export async function requestStatement(req, reply) {
  const job = await exportClient.enqueue(req.body.accountId, req.body.month);
  return reply.code(202).header('location', `/statements/jobs/${job.id}`).send({ job: job.id });
}
