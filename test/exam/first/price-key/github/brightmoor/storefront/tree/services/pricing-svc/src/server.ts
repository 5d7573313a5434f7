import express from 'express';

export const app = express();
app.use(express.json({ limit: '256kb' }));
app.get('/healthz', (_request, response) => response.sendStatus(204));
